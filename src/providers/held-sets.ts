import { type HeldRecord, keyText, type RecordKey, type RecordSet } from '../dns/records.ts';
import { cnameObstacle } from './obstacle.ts';

/** One record of a listing. `name` is relative to the zone, the apex `@`. */
export interface ListedRecord extends HeldRecord {
  readonly name: string;
  readonly type: string;
}

/**
 * The record sets asked for, out of a listing that holds every record of their names, CNAMEs included. A name
 * that is not listed is absent, so the listing has to be complete.
 */
export function heldSets(keys: readonly RecordKey[], listed: readonly ListedRecord[]): RecordSet[] {
  const records = new Map<string, HeldRecord[]>();
  const cnames = new Map<string, string>();
  for (const { name: given, type, ...held } of listed) {
    const name = given.toLowerCase();
    if (type === 'CNAME') cnames.set(name, held.value);
    else if (type === 'A' || type === 'AAAA') {
      const key = keyText({ name, type });
      records.set(key, [...(records.get(key) ?? []), held]);
    }
  }
  return keys.map(({ name, type }) => {
    const held = records.get(keyText({ name, type })) ?? [];
    const cname = held.length === 0 ? cnames.get(name) : undefined;
    return { name, type, records: held, ...(cname !== undefined && { obstacle: cnameObstacle(cname) }) };
  });
}
