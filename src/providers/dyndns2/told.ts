import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import { fqdn, type Zone } from '../../dns/name.ts';
import { keyText, type RecordKey } from '../../dns/records.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** So long name servers may say something else after a service was told an address. Milliseconds. */
export const settling = 10 * minute;

/** What is remembered of a record goes by its full name and type: `home.example.com/A`. */
export function idOf({ name, type }: RecordKey, zone: Zone): string {
  return keyText({ name: fqdn(name, zone), type });
}

/** What a service was last told of one host and type, on the monotonic clock. */
export interface Told {
  readonly value: string;
  readonly at: number;
  /** `unchanged`: it said that it held that already. `doubt`: it answered, but not so that it could be read. */
  readonly as: 'changed' | 'unchanged' | 'doubt';
  /** Milliseconds after a doubt in which the same is not told again: a minute, doubling to 10. */
  readonly patience: number;
  /** What the name servers held before, where they said it. */
  readonly instead: string | undefined;
}

/** What a service may have been told, on the monotonic clock. */
export interface Lost {
  readonly value: string;
  readonly at: number;
}

/** What is remembered of the calls of one service. Its keys are those of `idOf`. */
export interface Memory {
  told(key: string): Told | undefined;
  tell(key: string, told: Pick<Told, 'value' | 'as'>): void;
  /** It was sent this, and what became of it is not known: carried out, or not. */
  lose(key: string, value: string): void;
  /** What was sent since the last answer that could be read, if so: it may hold that by now. */
  lost(key: string): Lost | undefined;
  /** What the name servers held when they were last asked. */
  saw(key: string, held: string): void;
  /** Counts a call. Throws a limited Failure when the account has none left for now. */
  count(perDay: number | undefined, title: string): void;
}

export function createMemory(clock: Clock): Memory {
  const all = new Map<string, Told>();
  const lost = new Map<string, Lost>();
  const seen = new Map<string, string>();
  /** When the calls of the last 24 hours were made. */
  let calls: number[] = [];
  return {
    told: (key) => all.get(key),
    tell(key, told) {
      const before = all.get(key);
      const isAgain = told.as === 'doubt' && before?.as === 'doubt' && before.value === told.value;
      const patience = isAgain ? Math.min(2 * before.patience, settling) : minute;
      all.set(key, { ...told, patience, at: clock.monotonic(), instead: seen.get(key) });
      lost.delete(key);
    },
    lose: (key, value) => void lost.set(key, { value, at: clock.monotonic() }),
    lost: (key) => lost.get(key),
    saw: (key, held) => seen.set(key, held),
    count(perDay, title) {
      const now = clock.monotonic();
      calls = calls.filter((at) => at > now - day);
      const first = calls[0];
      if (perDay !== undefined && first !== undefined && calls.length >= perDay) {
        const message = `${title} takes ${perDay} updates in 24 hours, and all of them are used`;
        throw new Failure('limited', message, { retryAfter: first + day - now });
      }
      calls.push(now);
    },
  };
}
