import { type Clock, sleep } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import type { Http } from './client.ts';

/** At most so many requests in any stretch of `per` milliseconds. */
export interface Rate {
  readonly requests: number;
  readonly per: number;
}

/**
 * Holds requests back so that no more than the rate leave; they keep their order. The first ones of a quiet
 * time go out at once. Waiting ends when the request's signal aborts, and does not use up its timeout.
 */
export function throttled(http: Http, { requests, per }: Rate, clock: Clock): Http {
  /** When the last requests left or will leave, on the monotonic clock, oldest first. */
  const departures: number[] = [];

  return async (request) => {
    const now = clock.monotonic();
    const oldest = departures.length < requests ? undefined : departures.shift();
    // The shifted one is the last but `requests`, whose stretch must be over.
    const departure = Math.max(now, oldest === undefined ? now : oldest + per);
    departures.push(departure);
    if (departure > now) await sleep(clock, departure - now, request.signal);
    if (request.signal.aborted)
      throw new Failure('transient', 'the request was stopped before it was sent', { unanswered: true });
    return http(request);
  };
}
