import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import type { Http, HttpRequest } from './client.ts';

/** At most so many requests in any stretch of `per` milliseconds. */
export interface Rate {
  readonly requests: number;
  readonly per: number;
}

/** Rates by the method of the request: by what kind of call it is. */
export type MethodRates = Readonly<
  Partial<Record<NonNullable<HttpRequest['method']>, Rate | readonly Rate[]>>
>;

/**
 * Holds requests back so that no more than the rate leave. The first ones of a quiet time go out at once. Those
 * that wait take turns by their lanes, each lane in its own order, so that one with many requests does not starve
 * one with few. Waiting ends when the request's signal aborts, and does not use up its timeout.
 */
export function throttled(http: Http, { requests, per }: Rate, clock: Clock): Http {
  /** When the last requests left, on the monotonic clock, oldest first. */
  const departures: number[] = [];
  /** Who waits, by lane; the lane whose turn is next comes first. */
  const lanes = new Map<string, (() => void)[]>();
  let timer: (() => void) | undefined;

  const wait = () => {
    const oldest = departures.length < requests ? undefined : departures[0];
    return oldest === undefined ? 0 : Math.max(0, oldest + per - clock.monotonic());
  };

  function release(): void {
    timer?.();
    timer = undefined;
    while (lanes.size > 0) {
      const ms = wait();
      if (ms > 0) {
        timer = clock.after(ms, release);
        return;
      }
      departures.push(clock.monotonic());
      if (departures.length > requests) departures.shift();
      next()?.();
    }
  }

  /** Takes the first of the next lane, which then goes to the end. */
  function next(): (() => void) | undefined {
    const [[lane, waiting] = []] = lanes;
    if (lane === undefined || !waiting) return undefined;
    lanes.delete(lane);
    const first = waiting.shift();
    if (waiting.length > 0) lanes.set(lane, waiting);
    return first;
  }

  /** Resolves when it may leave; one whose signal aborts first gives up its place and uses none of the rate. */
  function turn(lane: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const waiting = lanes.get(lane) ?? [];
      const leave = () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        const left = waiting.filter((one) => one !== leave);
        waiting.splice(0, waiting.length, ...left);
        if (waiting.length === 0 && lanes.get(lane) === waiting) lanes.delete(lane);
        leave();
      };
      waiting.push(leave);
      lanes.set(lane, waiting);
      signal.addEventListener('abort', giveUp);
      release();
    });
  }

  return async (request) => {
    if (!request.signal.aborted) await turn(request.lane ?? '', request.signal);
    if (request.signal.aborted)
      throw new Failure('transient', 'the request was stopped before it was sent', {
        unanswered: true,
        unsent: true,
      });
    return http(request);
  };
}
