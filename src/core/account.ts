import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import { whileUnderWay } from '../base/lasting-signal.ts';
import { type Http, isWrite } from '../http/client.ts';
import { judgedAsItLeaves, judgedOnceMore } from '../http/judging.ts';
import { type MethodRates, type Rate, throttled } from '../http/throttle.ts';

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
  /** It demanded one, of all calls or of one kind; of several under way the longest holds. */
  limited(zone: string, wait: Wait): void;
  /** Runs what writes to a zone when nothing else of the account writes to it. */
  alone<T>(zone: string, work: () => Promise<T>): Promise<T>;
}

export interface AccountOptions {
  readonly http: Http;
  readonly clock: Clock;
  /** How fast the account may be asked. Of several rates, the shortest stretch comes first. */
  readonly rate?: Rate | readonly Rate[] | undefined;
  /** How fast each kind of call may be made, where the host limits it for itself. */
  readonly methodRates?: MethodRates | undefined;
  /** How fast one zone may be written to, where the host limits each zone for itself. */
  readonly zoneRate?: Rate | readonly Rate[] | undefined;
}

export function createAccount({
  http,
  clock,
  rate = [],
  methodRates = {},
  zoneRate,
}: AccountOptions): Account {
  const slowed = (inner: Http, rates: Rate | readonly Rate[]) =>
    [rates].flat().reduce((slower, one) => throttled(slower, one, clock), inner);
  const limits = new Map<string, Wait>();
  const all = slowed(refusing(judgedAsItLeaves(outlasting(http))), rate);
  const byMethod = new Map(
    Object.entries(methodRates).map(([method, rates]) => [method, slowed(all, rates)] as const),
  );
  const ofKind: Http = (request) => (byMethod.get(request.method ?? 'GET') ?? all)(request);
  const writers = new Map<string, Http>();
  const writing = new Map<string, Promise<unknown>>();
  const limitedAs = (zone: string, only = '') => `${zoneRate ? zone : ''} ${only}`;

  /** Sends nothing while the host asks to wait: another target may have been told so in the middle of our step. */
  function refusing(inner: Http): Http {
    return async (request) => {
      const { lane = '', method = 'GET' } = request;
      for (const wait of [limits.get(limitedAs(lane)), limits.get(limitedAs(lane, method))]) {
        const left = wait ? wait.until - clock.monotonic() : 0;
        if (!wait || left <= 0) continue;
        const { message, only } = wait.failure;
        throw new Failure('limited', message, { retryAfter: left, only });
      }
      return inner(request);
    };
  }

  function writerOf(zone: string): Http {
    const writer = writers.get(zone) ?? slowed(ofKind, zoneRate ?? []);
    writers.set(zone, writer);
    return writer;
  }

  return {
    http: judgedOnceMore((request) =>
      (zoneRate && isWrite(request) ? writerOf(request.lane ?? '') : ofKind)(request),
    ),
    limit: (zone) => limits.get(limitedAs(zone)),
    limited(zone, wait) {
      const key = limitedAs(zone, wait.failure.only);
      const known = limits.get(key);
      if (!known || wait.until > known.until) limits.set(key, wait);
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
