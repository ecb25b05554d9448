import { Failure } from '../../base/failure.ts';
import { listedName } from '../../dns/listed-name.ts';
import {
  type CurrentRecord,
  conflictText,
  keyText,
  type RecordKey,
  type RecordSet,
} from '../../dns/records.ts';
import { standInConflict } from './conflict.ts';

/** One record of a listing. `name` is relative to the zone, the apex `@`. */
export interface ListedRecord extends CurrentRecord {
  readonly name: string;
  readonly type: string;
  /**
   * Why this address record cannot be changed here, in words: "holds a record that the service manages itself".
   * Of another record: why its name can hold no address.
   */
  readonly conflict?: string;
}

/**
 * The record sets asked for, out of a listing that holds every record of their names, CNAMEs included. A name
 * that is not listed is absent, so the listing has to be complete.
 */
export function currentSets(keys: readonly RecordKey[], listed: readonly ListedRecord[]): RecordSet[] {
  const records = new Map<string, CurrentRecord[]>();
  /** What leaves no room for an address, by name. */
  const inPlace = new Map<string, string>();
  const conflicts = new Map<string, string>();
  for (const { name: given, type, conflict, ...held } of listed) {
    const name = listedName(given);
    if (type === 'A' || type === 'AAAA') {
      const key = keyText({ name, type });
      records.set(key, [...(records.get(key) ?? []), held]);
      if (conflict !== undefined) conflicts.set(key, conflict);
      continue;
    }
    const why = standInConflict(type, held.value) ?? conflict;
    if (why !== undefined) inPlace.set(name, why);
  }
  return keys.map(({ name, type }) => {
    const key = keyText({ name, type });
    const held = records.get(key) ?? [];
    const conflict = conflicts.get(key) ?? (held.length === 0 ? inPlace.get(name) : undefined);
    return { name, type, records: held, ...(conflict !== undefined && { conflict }) };
  });
}

/** The record sets asked for as they are now; `list` gives every record of the zone, or at least those of one name. */
export async function listedSets(
  keys: readonly RecordKey[],
  list: (name: string | undefined) => Promise<readonly ListedRecord[]>,
): Promise<RecordSet[]> {
  return currentSets(keys, await list(onlyName(keys)));
}

/**
 * The failure of a refused record, or the CNAME that is the reason. `list` gives the records of its name; it is
 * only to say more, so when it fails as well the refusal itself is told.
 */
export async function conflictOr(
  failure: Failure,
  key: RecordKey,
  list: () => Promise<readonly ListedRecord[]>,
): Promise<Failure> {
  if (failure.kind !== 'record') return failure;
  const listed = await list().catch(() => []);
  const [{ conflict } = {}] = currentSets([key], listed);
  return inTheWay(conflict, failure);
}

/** The failure of a refused record, with the conflict as its reason if there is one. */
export function inTheWay(conflict: string | undefined, failure: Failure): Failure {
  if (conflict === undefined) return failure;
  return new Failure('record', conflictText(conflict), { cause: failure });
}

/** The name that all of these have, if they have the same one. */
export function onlyName(keys: readonly RecordKey[]): string | undefined {
  const [only, ...others] = new Set(keys.map(({ name }) => name));
  return others.length === 0 ? only : undefined;
}
