import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import type { Http, HttpRequest, Places } from './client.ts';

/** At most so many requests in any stretch of `per` milliseconds. */
export interface Rate {
  readonly requests: number;
  readonly per: number;
}

/** Rates by the method of the request: by what kind of call it is. */
export type MethodRates = Readonly<
  Partial<Record<NonNullable<HttpRequest['method']>, Rate | readonly Rate[]>>
>;

/** Lets one that waits leave at this moment of the monotonic clock. */
type Leave = (departure?: number) => void;

/**
 * Holds requests back so that no more than the rate leave. The first ones of a quiet time go out at once. Those
 * that wait take turns by their lanes, each lane in its own order, so that one with many requests does not starve
 * one with few. Waiting ends when the request's signal aborts, and does not use up its timeout. What was not sent
 * in the end uses none of the rate.
 */
export function throttled(http: Http, { requests, per }: Rate, clock: Clock): Http {
  /** When the last requests left, on the monotonic clock, oldest first. */
  const departures: number[] = [];
  /** Who waits, by lane; the lane whose turn is next comes first. */
  const lanes = new Map<string, Leave[]>();
  /** Who waits once more and kept no place, before all lanes. */
  const next: Leave[] = [];
  const me = {};
  /** How many places are kept. They count as if their requests left now, until they do. */
  let kept = 0;
  let timer: (() => void) | undefined;

  const wait = () => {
    const oldest = departures[departures.length - (requests - kept)];
    return oldest === undefined ? 0 : Math.max(0, oldest + per - clock.monotonic());
  };

  function release(): void {
    timer?.();
    timer = undefined;
    while (lanes.size > 0 || next.length > 0) {
      const ms = wait();
      if (ms > 0) {
        timer = clock.after(ms, release);
        return;
      }
      (next.shift() ?? firstOfLanes())?.(depart());
    }
  }

  function depart(): number {
    const departure = clock.monotonic();
    departures.push(departure);
    if (departures.length > requests) departures.shift();
    return departure;
  }

  /** Nothing has left: its place is kept for it where it asks for that and one is left for others, else given back. */
  function takeBack(departure: number, places: Places | undefined): void {
    const at = departures.lastIndexOf(departure);
    if (at < 0) return;
    departures.splice(at, 1);
    if (places && kept < requests - 1) {
      kept += 1;
      places.set(me, () => {
        kept -= places.delete(me) ? 1 : 0;
        release();
      });
    } else release();
  }

  /** When it leaves on the place that it has kept, if any. */
  function onKeptPlace({ places }: HttpRequest): number | undefined {
    const free = places?.get(me);
    if (!free) return undefined;
    const departure = depart();
    free();
    return departure;
  }

  /** Takes the first of the next lane, which then goes to the end. */
  function firstOfLanes(): Leave | undefined {
    const [[lane, waiting] = []] = lanes;
    if (lane === undefined || !waiting) return undefined;
    lanes.delete(lane);
    const first = waiting.shift();
    if (waiting.length > 0) lanes.set(lane, waiting);
    return first;
  }

  /** Resolves to when it leaves; one whose signal aborts first gives up its place and uses none of the rate. */
  function turn({ lane = '', signal, isAgain = false }: HttpRequest): Promise<number | undefined> {
    return new Promise((resolve) => {
      const waiting = isAgain ? next : (lanes.get(lane) ?? []);
      const leave = (departure?: number) => {
        signal.removeEventListener('abort', giveUp);
        resolve(departure);
      };
      const giveUp = () => {
        const left = waiting.filter((one) => one !== leave);
        waiting.splice(0, waiting.length, ...left);
        if (waiting.length === 0 && lanes.get(lane) === waiting) lanes.delete(lane);
        leave();
      };
      waiting.push(leave);
      if (!isAgain) lanes.set(lane, waiting);
      signal.addEventListener('abort', giveUp);
      release();
    });
  }

  return async (request) => {
    const departure = request.signal.aborted ? undefined : (onKeptPlace(request) ?? (await turn(request)));
    if (request.signal.aborted)
      throw new Failure('transient', 'the request was stopped before it was sent', {
        unanswered: true,
        unsent: true,
      });
    try {
      return await http(request);
    } catch (thrown) {
      if (departure !== undefined && thrown instanceof Failure && thrown.unsent)
        takeBack(departure, request.places);
      throw thrown;
    }
  };
}
