import type { Clock } from '../../base/clock.ts';
import type { Failure } from '../../base/failure.ts';
import { type DesiredSet, keyText, type RecordKey, type RecordSet } from '../../dns/records.ts';

/** What is known of the record sets of one target: as they were read or confirmed, and what was refused. */
export interface KnownRecords {
  sets(): RecordSet[];
  held(key: RecordKey): RecordSet | undefined;
  /** The provider shows this, whatever is made of it. */
  see(set: RecordSet): void;
  /** What it showed or confirmed last, though it may have changed since. */
  seen(key: RecordKey): RecordSet | undefined;
  /** The provider holds this, it said so now. */
  hold(set: RecordSet): void;
  /** What was known of them is unconfirmed, or said to be otherwise. */
  forget(keys: readonly RecordKey[]): void;
  /**
   * This cannot be kept: it is left alone until it shall be something else, or is to be looked at again after 1, 2,
   * 4 … 15 minutes, no sooner than the failure asks for; `untilRecheck`, no sooner than all others.
   */
  refuse(desired: DesiredSet, failure: Failure, wait?: 'untilRecheck'): void;
  refusal(key: RecordKey): Failure | undefined;
  /**
   * The host was told to hold this and says that it holds that instead. It is looked at again after a minute, since the
   * answer alone may have been wrong. What stands beside it was perhaps added meanwhile, so that is put right once more.
   */
  holdsInstead(desired: DesiredSet, held: RecordSet, failure: Failure): void;
  /** Whether it still holds what it made of this; then the failure, since writing the same again would change nothing. */
  stillInstead(desired: DesiredSet, held: RecordSet): Failure | undefined;
  /** Drops the refusals whose time is over, and those of what is not desired any more. */
  reconsider(desired: (key: RecordKey) => DesiredSet | undefined): void;
  /** Everything that is known is due, since there is reason to doubt it. */
  readAgain(): void;
  /** Somebody asks for another look: everything is due, what was refused as well. */
  lookAgain(): void;
  /** Drops all refusals: the credentials are others now, so that what was refused may be allowed. */
  credentialsChanged(): void;
  /** The sets to read before anything can be planned: the unknown ones, or all of them when one is due again. */
  toRead<T extends RecordKey>(keys: readonly T[]): T[];
  /** When the first of the refused ones is to be looked at again, on the monotonic clock; Infinity for none. */
  lookAt(): number;
}

interface Refusal {
  readonly failure: Failure;
  readonly desired: DesiredSet;
  readonly until: number;
}

const minute = 60_000;
const longestWait = 15 * minute;

/** `recheck` in milliseconds: after that what is known is read again. */
export function createKnownRecords(clock: Clock, recheck: number): KnownRecords {
  const known = new Map<string, { readonly set: RecordSet; readonly at: number }>();
  const seen = new Map<string, RecordSet>();
  const refused = new Map<string, Refusal>();
  /** How often in a row the same value was refused. */
  const refusals = new Map<string, { readonly value: string; readonly count: number }>();

  function waitAfterRefusal(desired: DesiredSet): number {
    const before = refusals.get(keyText(desired));
    const count = before?.value === desired.value ? before.count : 0;
    refusals.set(keyText(desired), { value: desired.value, count: count + 1 });
    return Math.min(minute * 2 ** count, longestWait, recheck);
  }

  /** What the host made of the last write of each record, where that is something else. */
  const instead = new Map<string, { readonly made: string; readonly failure: Failure }>();

  /** What stood beside it after one write: whose it is, and whether it can be removed, only the next one shows. */
  const beside = new Map<string, string>();

  const forget = (keys: readonly RecordKey[]) => {
    for (const key of keys) known.delete(keyText(key));
  };

  function refuse(desired: DesiredSet, failure: Failure, wait?: 'untilRecheck'): void {
    forget([desired]);
    const usual = wait ? recheck : waitAfterRefusal(desired);
    const until = clock.monotonic() + Math.max(usual, failure.retryAfter ?? 0);
    refused.set(keyText(desired), { failure, desired, until });
  }

  function readAgain(): void {
    for (const [key, { set }] of known) known.set(key, { set, at: Number.NEGATIVE_INFINITY });
  }

  return {
    sets: () => [...known.values()].map(({ set }) => set),
    held: (key) => known.get(keyText(key))?.set,
    see: (set) => void seen.set(keyText(set), set),
    seen: (key) => seen.get(keyText(key)),
    hold(set) {
      seen.set(keyText(set), set);
      const [first, ...more] = set.records;
      const isKept = more.length === 0 && first?.value === refusals.get(keyText(set))?.value;
      if (isKept) {
        refusals.delete(keyText(set));
        beside.delete(keyText(set));
      }
      known.set(keyText(set), { set, at: clock.monotonic() });
    },
    forget,
    refuse,
    holdsInstead(desired, held, failure) {
      const made = madeOf(desired, held);
      const isBeside = held.records.some(({ value }) => value === desired.value);
      if (isBeside && beside.get(keyText(desired)) !== made) beside.set(keyText(desired), made);
      else instead.set(keyText(desired), { made, failure });
      refuse(desired, failure);
    },
    stillInstead(desired, held) {
      const { made, failure } = instead.get(keyText(desired)) ?? {};
      return made === madeOf(desired, held) ? failure : undefined;
    },
    refusal: (key) => refused.get(keyText(key))?.failure,
    reconsider(desiredNow) {
      for (const [key, { desired, until }] of refused) {
        const changed = desiredNow(desired)?.value !== desired.value;
        if (changed || clock.monotonic() >= until) refused.delete(key);
      }
    },
    readAgain,
    lookAgain() {
      readAgain();
      for (const [key, refusal] of refused) refused.set(key, { ...refusal, until: clock.monotonic() });
    },
    credentialsChanged: () => refused.clear(),
    toRead(keys) {
      const now = clock.monotonic();
      const isDue = keys.some((key) => now - (known.get(keyText(key))?.at ?? now) >= recheck);
      return keys.filter((key) => !refused.has(keyText(key)) && (isDue || !known.has(keyText(key))));
    },
    lookAt: () => Math.min(...[...refused.values()].map(({ until }) => until)),
  };
}

function madeOf({ value, ttl }: DesiredSet, { records }: RecordSet): string {
  const held = records.map((record) => JSON.stringify([record.value, record.ttl, record.differs])).sort();
  return JSON.stringify([value, ttl, held]);
}
