import type { Change, HeldRecord, RecordSet, WantedSet } from '../dns/records.ts';
import { keyText } from '../dns/records.ts';
import { canonicalValue } from '../ip/address.ts';

/**
 * The least that turns what the provider holds into what is wanted. Pure; the same input gives the same
 * plan, and a plan made after it was carried out is empty. Keys that are not wanted are never mentioned;
 * a wanted key that was not read, or whose name cannot hold an address, is left alone.
 */
export function plan(wanted: readonly WantedSet[], known: readonly RecordSet[]): Change[] {
  const sets = new Map(known.map((set) => [keyText(set), set]));
  return wanted.flatMap((set) => {
    const held = sets.get(keyText(set));
    return held && held.obstacle === undefined ? changeOf(set, held) : [];
  });
}

/** The changes that delete the given record sets, for `ON_STOP=delete`. */
export function planRemoval(known: readonly RecordSet[]): Change[] {
  return known
    .filter((set) => set.records.length > 0)
    .map((set) => ({
      name: set.name,
      type: set.type,
      wanted: null,
      known: set,
      create: false,
      remove: inOrder(set.records),
    }));
}

/** Whether the record set holds exactly what is wanted. */
export function isInSync(wanted: WantedSet, held: RecordSet): boolean {
  return held.obstacle === undefined && changeOf(wanted, held).length === 0;
}

function changeOf(wanted: WantedSet, known: RecordSet): Change[] {
  const records = inOrder(known.records);
  const sameValue = records.filter((record) => canonicalValue(record.value) === wanted.value);
  const keep = sameValue.find((record) => !record.differs && hasTtl(record, wanted.ttl));
  // A record of the right value is changed rather than another, so that the name never stops answering.
  const update = keep ? undefined : (sameValue[0] ?? records[0]);
  const remove = records.filter((record) => record !== keep && record !== update);
  if (keep && remove.length === 0) return [];
  const { name, type } = wanted;
  const create = !keep && !update;
  return [{ name, type, wanted, known, create, remove, ...(keep && { keep }), ...(update && { update }) }];
}

function hasTtl(record: HeldRecord, ttl: number): boolean {
  return record.ttl === null || record.ttl === ttl;
}

/** Two instances that look at the same set must choose the same record, or they would delete each other's. */
function inOrder(records: readonly HeldRecord[]): HeldRecord[] {
  return [...records].sort((a, b) => compare(a.id ?? '', b.id ?? '') || compare(a.value, b.value));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
