import type { Clock } from '../base/clock.ts';
import type { Failure } from '../base/failure.ts';
import { type DesiredSet, keyText, type RecordKey, type RecordSet } from '../dns/records.ts';

/** What is known of the record sets of one target: as they were read or confirmed, and what was refused. */
export interface KnownRecords {
  sets(): RecordSet[];
  held(key: RecordKey): RecordSet | undefined;
  /** The provider holds this, it said so now. */
  hold(set: RecordSet): void;
  /** What was known of them is unconfirmed, or said to be otherwise. */
  forget(keys: readonly RecordKey[]): void;
  /** This cannot be kept: it is left alone until the recheck, or until it shall be something else. */
  refuse(desired: DesiredSet, failure: Failure): void;
  refusal(key: RecordKey): Failure | undefined;
  /** Drops the refusals whose time is over, and those of what is not desired any more. */
  reconsider(desired: (key: RecordKey) => DesiredSet | undefined): void;
  /** The sets to read before anything can be planned: the unknown ones, or all of them when one is due again. */
  toRead<T extends RecordKey>(keys: readonly T[]): T[];
}

interface Refusal {
  readonly failure: Failure;
  readonly desired: DesiredSet;
  readonly until: number;
}

/** `recheck` in milliseconds: after that what is known is read again. */
export function createKnownRecords(clock: Clock, recheck: number): KnownRecords {
  const known = new Map<string, { readonly set: RecordSet; readonly at: number }>();
  const refused = new Map<string, Refusal>();

  const forget = (keys: readonly RecordKey[]) => {
    for (const key of keys) known.delete(keyText(key));
  };

  return {
    sets: () => [...known.values()].map(({ set }) => set),
    held: (key) => known.get(keyText(key))?.set,
    hold(set) {
      known.set(keyText(set), { set, at: clock.monotonic() });
    },
    forget,
    refuse(desired, failure) {
      forget([desired]);
      refused.set(keyText(desired), { failure, desired, until: clock.monotonic() + recheck });
    },
    refusal: (key) => refused.get(keyText(key))?.failure,
    reconsider(desiredNow) {
      for (const [key, { desired, until }] of refused) {
        const changed = desiredNow(desired)?.value !== desired.value;
        if (changed || clock.monotonic() >= until) refused.delete(key);
      }
    },
    toRead(keys) {
      const now = clock.monotonic();
      const isDue = keys.some((key) => now - (known.get(keyText(key))?.at ?? now) >= recheck);
      return keys.filter((key) => !refused.has(keyText(key)) && (isDue || !known.has(keyText(key))));
    },
  };
}
