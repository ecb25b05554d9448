import { Failure } from '../../base/failure.ts';
import { type DesiredSet, keyText, type RecordKey, type RecordSet } from '../../dns/records.ts';
import { canonicalValue } from '../../ip/address.ts';

/** Which addresses are this home's, and which records this run answers for. */
export interface HomeAddresses {
  /** These are desired now, so their addresses are agreed to be this home's. */
  desire(sets: readonly DesiredSet[]): void;
  /** The host was asked to hold this, whatever became of it. */
  wrote(set: DesiredSet): void;
  /** The set as it was read: a record with the desired address is one that this run would have written. */
  found(set: RecordSet): void;
  /** Whether a record set of this key held an address of this home's by what was written or found. */
  isOwn(key: RecordKey, value: string): boolean;
  hasOwn(key: RecordKey): boolean;
  /**
   * Why the set must be left alone: it holds so many addresses that were never this home's that they must serve
   * something else. One or two can be a change of ours that was broken off, or a parking page.
   */
  inUse(set: RecordSet): Failure | undefined;
  /** The addresses of a set that were never this home's; none where one of them was. */
  foreignIn(key: RecordKey, values: readonly string[]): string[];
}

const fewestInUse = 3;

export function createHomeAddresses(takeOver: boolean): HomeAddresses {
  const agreed = new Map<string, Set<string>>();
  const own = new Map<string, Set<string>>();
  const desired = new Map<string, string>();

  function foreignIn({ type }: RecordKey, given: readonly string[]): string[] {
    const values = [...new Set(given.map(canonicalValue))];
    return values.some((value) => agreed.get(type)?.has(value)) ? [] : values;
  }

  return {
    desire(sets) {
      for (const set of sets) {
        add(agreed, set.type, set.value);
        desired.set(keyText(set), set.value);
      }
    },
    wrote: (set) => add(own, keyText(set), set.value),
    found(set) {
      const value = desired.get(keyText(set));
      const isThere = set.records.some((record) => canonicalValue(record.value) === value);
      if (isThere && value !== undefined) add(own, keyText(set), value);
    },
    isOwn: (key, value) => own.get(keyText(key))?.has(canonicalValue(value)) ?? false,
    hasOwn: (key) => own.has(keyText(key)) || desired.has(keyText(key)),
    foreignIn,
    inUse(set) {
      const foreign = foreignIn(
        set,
        set.records.map(({ value }) => value),
      );
      if (takeOver || foreign.length < fewestInUse) return undefined;
      const held = `holds ${foreign.length} addresses, none of which was this home's since the start (${foreign.join(', ')})`;
      const out = 'TAKE_OVER=true replaces them; else delete them or take the name out of RECORDS';
      return new Failure('record', `${held}, so they are left alone; ${out}`);
    },
  };
}

function add(to: Map<string, Set<string>>, key: string, value: string): void {
  const values = to.get(key) ?? new Set();
  values.add(canonicalValue(value));
  to.set(key, values);
}
