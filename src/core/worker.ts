import { asFailure } from '../base/failure.ts';
import { lastingSignal } from '../base/lasting-signal.ts';
import { keyText } from '../dns/records.ts';
import { spelled, spelledFailure } from './naming.ts';
import type { Observer } from './outcome.ts';
import { createReconciler, type ReconcilerOptions } from './reconciler.ts';
import { createRunner } from './runner.ts';
import { type Addresses, desiredSets, type Target } from './target.ts';

export interface WorkerOptions extends ReconcilerOptions {
  /** Ends even a write that has left: the time for a stop is over. */
  readonly hardStop: AbortSignal;
  readonly observe: Observer;
}

/** Keeps one target at the newest addresses of its line, whatever other targets and the next look do meanwhile. */
export interface Worker {
  readonly target: Target;
  /**
   * These are the newest addresses. A step follows; one under way that works for another address sends nothing more.
   */
  follow(addresses: Addresses): void;
  /** The network was the fault: transient waits end now. */
  networkIsBack(): void;
  /**
   * The next step reads all records again and ends the waits, but for those that the host asked for. It comes when the
   * newest addresses are found, or the look for them is over.
   */
  lookAgain(lookIsOver: Promise<void>): void;
  /** A step follows that reads the records again; the host is left alone as before where it has to be. */
  readAgain(): void;
  /** Resolves when no step is under way or asked for. */
  idle(): Promise<void>;
  /** Sends nothing more, and resolves when a write that has left is answered. */
  stop(): Promise<void>;
  /** Deletes the kept record sets (`ON_STOP=delete`). Throws a Failure when one could not be deleted. */
  remove(signal: AbortSignal): Promise<void>;
}

export function createWorker({ observe, hardStop, ...options }: WorkerOptions): Worker {
  const { target, clock } = options;
  const reconciler = createReconciler(options);
  let newest: Addresses = {};
  let isAskedFor = false;
  let isDoubted = false;
  let stepping: { readonly addresses: Addresses; readonly superseded: AbortController } | undefined;

  const runner = createRunner({
    clock,
    async turn() {
      if (isAskedFor) reconciler.lookAgain();
      isAskedFor = false;
      if (isDoubted) reconciler.readAgain();
      isDoubted = false;
      stepping = { addresses: newest, superseded: new AbortController() };
      const signal = lastingSignal(stepping.superseded.signal, hardStop);
      const startedAt = clock.monotonic();
      const step = await reconciler.step(newest, signal);
      stepping = undefined;
      observe({ kind: 'stepped', target, step: spelled(step, target), took: clock.monotonic() - startedAt });
      return reconciler.wakeAt();
    },
  });

  return {
    target,
    follow(addresses) {
      newest = addresses;
      if (stepping && isOutdated(target, stepping.addresses, addresses)) stepping.superseded.abort();
      runner.trigger();
    },
    networkIsBack: reconciler.networkIsBack,
    lookAgain(lookIsOver) {
      isAskedFor = true;
      void lookIsOver.then(runner.trigger);
    },
    readAgain() {
      isDoubted = true;
      runner.trigger();
    },
    idle: runner.idle,
    stop() {
      stepping?.superseded.abort();
      return runner.stop();
    },
    async remove(signal) {
      try {
        await reconciler.remove(signal);
      } catch (thrown) {
        throw spelledFailure(asFailure(thrown), target);
      }
    },
  };
}

/** Whether a step for `used` writes what is not desired any more; an address that is merely unknown now ends nothing. */
function isOutdated(target: Target, used: Addresses, now: Addresses): boolean {
  const values = new Map(desiredSets(target, now).map((set) => [keyText(set), set.value]));
  return desiredSets(target, used).some((set) => (values.get(keyText(set)) ?? set.value) !== set.value);
}
