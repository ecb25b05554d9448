import type { Random } from '../base/clock.ts';
import type { Failure } from '../base/failure.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Exponential backoff with full jitter in milliseconds: anywhere up to 1 s, doubling to 5 min. `attempt` counts from 0. */
export function jittered(attempt: number, random: Random): number {
  return drawn(Math.min(second * 2 ** Math.min(attempt, 20), 5 * minute), random);
}

/**
 * The wait after a fault of the host's own, such as a 500, in milliseconds with full jitter: up to 1 s, doubling to 15 s,
 * eight times that, then doubling to 5 min. Most such faults are over within a minute or two, and the record is wrong
 * until then; so in that time each try costs more by waiting than by asking.
 */
export function faultWait(attempt: number, random: Random): number {
  const plateau = 15 * second;
  const doublings = Math.max(0, attempt - 11);
  const ceiling = attempt < 4 ? second * 2 ** attempt : plateau * 2 ** Math.min(doublings, 20);
  return drawn(Math.min(ceiling, 5 * minute), random);
}

// Full jitter can draw zero; a quarter of a second keeps a fault from becoming a busy loop.
function drawn(ceiling: number, random: Random): number {
  return Math.max(second / 4, random() * ceiling);
}

/**
 * How long to leave a provider alone after a failure, in milliseconds; Infinity after `halt`.
 * `attempt` counts the failures in a row before this one.
 */
export function waitAfter(failure: Failure, attempt: number, random: Random): number {
  switch (failure.kind) {
    case 'halt':
      return Number.POSITIVE_INFINITY;
    case 'permanent':
      // One wrong "no", as of a service that has a bad moment, must not last for an hour.
      return doubling(attempt);
    case 'limited':
      // A hint of zero ("now") must not become a busy loop either.
      return Math.max(second, failure.retryAfter ?? doubling(attempt));
    default:
      return faultWait(attempt, random);
  }
}

/**
 * The first waits, in milliseconds, after a refusal of what worked before: more often than not the service has a bad
 * moment, but a token that was revoked should not be tried on and on.
 */
export const quickTries: readonly number[] = [5 * second, 10 * second, 20 * second];

/** A minute, doubling to an hour. */
function doubling(attempt: number): number {
  return Math.min(minute * 2 ** Math.min(attempt, 10), hour);
}
