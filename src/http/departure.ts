import { AsyncLocalStorage } from 'node:async_hooks';

/** What the writes of some work were held against, which has to be new enough when they leave. */
export interface Comparison {
  /** Milliseconds for which it is still new enough; below 0 when it is too old. */
  newFor(): number;
  /** Holds what is to be sent against what is there now. Throws the Failure with which it is not sent. */
  renew(): Promise<void>;
  /** A write of this work has left and may have been carried out. */
  hasLeft(): void;
}

// A write waits for its turn far below those who know what it was held against, and what it passes on its way there,
// the calls of each host above all, has nothing to do with it. So it goes along with the work itself.
const underWay = new AsyncLocalStorage<Comparison | undefined>();

/** Does work whose writes are judged by the comparison at the moment when they leave. */
export function heldAgainst<T>(comparison: Comparison | undefined, work: () => Promise<T>): Promise<T> {
  return underWay.run(comparison, work);
}

/** By what a write that leaves now is judged; undefined where nothing was compared for it. */
export function comparisonUnderWay(): Comparison | undefined {
  return underWay.getStore();
}
