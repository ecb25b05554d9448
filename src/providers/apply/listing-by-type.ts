import { listedName } from '../../dns/listed-name.ts';
import type { RecordKey, RecordSet, RecordType } from '../../dns/records.ts';
import { markConflicts } from './conflict.ts';
import { currentSets, type ListedRecord } from './listing.ts';

/** The records of one type, at least those of these names. A name of which none is listed holds none. */
export type ListType = (
  type: RecordType | 'CNAME',
  names: readonly string[],
) => Promise<readonly ListedRecord[]>;

/**
 * The record sets asked for, of an API that lists one type at a time: one listing for each type, and one more of
 * the CNAMEs where a name holds no address. By type, in the order of the names.
 */
export async function setsByType(keys: readonly RecordKey[], list: ListType): Promise<RecordSet[]> {
  const sets: RecordSet[] = [];
  for (const [type, ofType] of Map.groupBy(keys, (key) => key.type))
    sets.push(...currentSets(ofType, await list(type, namesOf(ofType))));
  return markConflicts(sets, async (names) => {
    const listed = await list('CNAME', names);
    const cnames = listed.filter(({ type }) => type === 'CNAME');
    return new Map(cnames.map(({ name, value }) => [listedName(name), value]));
  });
}

function namesOf(keys: readonly RecordKey[]): string[] {
  return keys.map(({ name }) => name);
}
