import type { Clock, Random } from '../base/clock.ts';
import type { Failure } from '../base/failure.ts';
import type { Wait } from './account.ts';
import { quickTries, waitAfter } from './retry-delay.ts';

/** Whether a DNS host is being left alone, why, and until when. */
export interface Backoff {
  /** The wait under way, or the last one while nothing was achieved since. */
  current(): Wait | undefined;
  /** Whether the provider must not be called now. */
  mustWait(): boolean;
  /** It failed: the wait that its kind of failure demands begins, longer with every failure in a row. */
  failed(failure: Failure): void;
  /** A call met a rate limit, whatever else became of the step: the others that share the limit are told. */
  limited(failure: Failure): void;
  /** It did what it should; the next failure is a first one again. */
  succeeded(): void;
  /** The wait is over but there is nothing to call the provider for, so nothing was learnt about it. */
  nothingToDo(): void;
  /** The owner changed the credentials. */
  credentialsChanged(): void;
  /** The network was the fault: a transient wait ends now. If the provider fails all the same, the waits go on growing. */
  networkIsBack(): void;
  /** Somebody asks for another try: a permanent or a transient wait ends now, and goes on growing if that fails too. */
  lookAgain(): void;
  /** When to go on by itself, on the monotonic clock; Infinity for never. */
  wakeAt(): number;
}

/** The limit that targets of one account share, as one of them sees it. */
export interface SharedLimit {
  current(): Wait | undefined;
  begin(wait: Wait): void;
}

/** A limit that one target runs into holds for the others that share it as well. */
export function createBackoff(limit: SharedLimit, clock: Clock, random: Random): Backoff {
  let wait: Wait | undefined;
  let isIdle = false;
  /** The short waits that a refusal may still have, for credentials that worked before it. */
  let quick: readonly number[] = [];

  function waitFor(failure: Failure): Wait {
    const [soon, ...later] = quick;
    if (failure.kind === 'permanent' && soon !== undefined) {
      quick = later;
      return { failure, until: clock.monotonic() + soon, attempts: 0 };
    }
    const attempts = wait?.failure.kind === failure.kind ? wait.attempts : 0;
    return {
      failure,
      until: clock.monotonic() + waitAfter(failure, attempts, random),
      attempts: attempts + 1,
    };
  }

  const endingNow = (one: Wait): Wait => ({ ...one, until: clock.monotonic() });

  return {
    current: () => wait,
    mustWait() {
      const shared = limit.current();
      if (shared && shared.until > (wait?.until ?? clock.monotonic())) wait = shared;
      isIdle = false;
      return wait !== undefined && clock.monotonic() < wait.until;
    },
    failed(failure) {
      wait = waitFor(failure);
      if (failure.kind === 'limited') limit.begin(wait);
    },
    limited(failure) {
      limit.begin(waitFor(failure));
    },
    succeeded() {
      wait = undefined;
      quick = quickTries;
    },
    nothingToDo() {
      isIdle = true;
    },
    credentialsChanged() {
      quick = [];
      // What a host limits does not depend on them.
      if (wait && !is(wait, 'limited')) wait = undefined;
    },
    networkIsBack() {
      if (wait && is(wait, 'transient')) wait = endingNow(wait);
    },
    lookAgain() {
      if (wait && (is(wait, 'permanent') || is(wait, 'transient'))) wait = endingNow(wait);
    },
    wakeAt: () => (wait && !isIdle ? wait.until : Number.POSITIVE_INFINITY),
  };
}

function is({ failure }: Wait, kind: Failure['kind']): boolean {
  return failure.kind === kind;
}
