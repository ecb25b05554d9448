import type { Clock } from '../base/clock.ts';
import type { Failure } from '../base/failure.ts';
import { whileUnderWay } from '../base/lasting-signal.ts';
import { type Http, isWrite } from '../http/client.ts';
import { type Rate, throttled } from '../http/throttle.ts';

/** Why a DNS host is left alone, and until when on the monotonic clock. */
export interface Wait {
  readonly failure: Failure;
  readonly until: number;
  /** Failures in a row so far. */
  readonly attempts: number;
}

/** What the targets of one account at a DNS host share: the rate of its requests, its rate limit, and its zones. */
export interface Account {
  /** All requests of the account go through it. */
  readonly http: Http;
  /** The wait that the host demanded of the account (of the zone, where it limits each zone for itself), if it ever did. */
  limit(zone: string): Wait | undefined;
  limited(zone: string, wait: Wait): void;
  /** Runs what writes to a zone when nothing else of the account writes to it. */
  alone<T>(zone: string, work: () => Promise<T>): Promise<T>;
}

export interface AccountOptions {
  readonly http: Http;
  readonly clock: Clock;
  /** How fast the account may be asked. Of several rates, the shortest stretch comes first. */
  readonly rate?: Rate | readonly Rate[] | undefined;
  /** How fast one zone may be written to, where the host limits each zone for itself. */
  readonly zoneRate?: Rate | readonly Rate[] | undefined;
}

export function createAccount({ http, clock, rate = [], zoneRate }: AccountOptions): Account {
  const slowed = (inner: Http, rates: Rate | readonly Rate[]) =>
    [rates].flat().reduce((slower, one) => throttled(slower, one, clock), inner);
  const all = slowed(outlasting(http), rate);
  const writers = new Map<string, Http>();
  const limits = new Map<string, Wait>();
  const writing = new Map<string, Promise<unknown>>();
  const limitedAs = (zone: string) => (zoneRate ? zone : '');

  function writerOf(zone: string): Http {
    const writer = writers.get(zone) ?? slowed(all, zoneRate ?? []);
    writers.set(zone, writer);
    return writer;
  }

  return {
    http: (request) => (zoneRate && isWrite(request) ? writerOf(request.lane ?? '') : all)(request),
    limit: (zone) => limits.get(limitedAs(zone)),
    limited(zone, wait) {
      limits.set(limitedAs(zone), wait);
    },
    async alone(zone, work) {
      const before = writing.get(zone);
      const mine = (async () => {
        await before;
        return work();
      })();
      const settled = mine.catch(() => {});
      writing.set(zone, settled);
      try {
        return await mine;
      } finally {
        if (writing.get(zone) === settled) writing.delete(zone);
      }
    },
  };
}

/** A write that has left is not broken off because it was not desired any more. */
function outlasting(http: Http): Http {
  return (request) =>
    http(
      isWrite(request)
        ? { ...request, signal: whileUnderWay(request.signal), untilSent: request.signal }
        : request,
    );
}
