import type { Clock } from './clock.ts';

export interface HedgeOptions {
  /** Milliseconds of waiting for one way before the next is tried as well. */
  readonly after: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Whether after this no other way is worth trying; default: never. */
  isFinal?(thrown: unknown): boolean;
}

/** A way to come by something; it must end when its signal aborts. */
export type Way<T> = (signal: AbortSignal) => Promise<T>;

/**
 * What the first way that succeeds comes to. The next one begins as soon as one fails, or when nothing has come for a
 * while; the others are stopped. Throws what the last one threw.
 */
export function hedged<T>(
  ways: readonly Way<T>[],
  { after, clock, signal, isFinal = () => false }: HedgeOptions,
): Promise<T> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const waiting = [...ways];
  let underWay = 0;

  return new Promise<T>((resolve, reject) => {
    let cancel = () => {};
    const finish = (settle: () => void) => {
      cancel();
      settle();
      over.abort();
    };
    const begin = () => {
      cancel();
      const way = waiting.shift();
      if (!way) return;
      underWay += 1;
      if (waiting.length > 0) cancel = clock.after(after, begin);
      way(either).then(
        (value) => finish(() => resolve(value)),
        (thrown: unknown) => {
          underWay -= 1;
          if (either.aborted || isFinal(thrown) || (waiting.length === 0 && underWay === 0))
            finish(() => reject(thrown));
          else begin();
        },
      );
    };
    begin();
    if (underWay === 0) finish(() => reject(new Error('there is no way')));
  });
}
