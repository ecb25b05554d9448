import type { Change, CurrentRecord, DesiredSet, RecordKey, RecordSet } from '../dns/records.ts';
import { keyText } from '../dns/records.ts';
import { canonicalValue } from '../ip/address.ts';

/**
 * The least that turns what the provider holds into what is desired. Pure; the same input gives the same
 * plan, and a plan made after it was carried out is empty. Keys that are not desired are never mentioned;
 * a desired key that was not read, or whose name cannot hold an address, is left alone.
 */
export function plan(desired: readonly DesiredSet[], known: readonly RecordSet[]): Change[] {
  const sets = new Map(known.map((set) => [keyText(set), set]));
  return desired.flatMap((set) => {
    const held = sets.get(keyText(set));
    return held && held.conflict === undefined ? changeOf(set, held) : [];
  });
}

/**
 * The changes that delete the records that are ours, for `ON_STOP=delete`; default all. What is not ours stays: the
 * set is then to hold the first of the others, which is there already. `ttl` is for one that has none of its own.
 */
export function planRemoval(
  known: readonly RecordSet[],
  isOurs: (key: RecordKey, record: CurrentRecord) => boolean = () => true,
  ttl = 600,
): Change[] {
  return known.flatMap((current): Change[] => {
    if (current.conflict !== undefined) return [];
    const { name, type } = current;
    const records = inOrder(current.records);
    const remove = records.filter((record) => isOurs(current, record));
    const [keep] = records.filter((record) => !remove.includes(record));
    if (remove.length === 0) return [];
    const change = { name, type, current, create: false, remove };
    if (!keep) return [{ ...change, desired: null }];
    const desired = { name, type, value: keep.value, ttl: keep.ttl ?? ttl };
    return [{ ...change, desired, keep }];
  });
}

/** Whether the record set holds exactly what is desired. */
export function isInSync(desired: DesiredSet, held: RecordSet): boolean {
  return held.conflict === undefined && changeOf(desired, held).length === 0;
}

function changeOf(desired: DesiredSet, known: RecordSet): Change[] {
  const records = inOrder(known.records);
  const sameValue = records.filter((record) => canonicalValue(record.value) === desired.value);
  const keep = sameValue.find((record) => !record.differs && hasTtl(record, desired.ttl));
  // A record of the right value is changed rather than another, so that the name never stops answering.
  const update = keep ? undefined : (sameValue[0] ?? records[0]);
  const remove = records.filter((record) => record !== keep && record !== update);
  if (keep && remove.length === 0) return [];
  const { name, type } = desired;
  const create = !keep && !update;
  return [
    { name, type, desired, current: known, create, remove, ...(keep && { keep }), ...(update && { update }) },
  ];
}

function hasTtl(record: CurrentRecord, ttl: number): boolean {
  return record.ttl === null || record.ttl === ttl;
}

/** Two instances that look at the same set must choose the same record, or they would delete each other's. */
function inOrder(records: readonly CurrentRecord[]): CurrentRecord[] {
  return [...records].sort((a, b) => compare(a.id ?? '', b.id ?? '') || compare(a.value, b.value));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
