import { classes, types } from '../../../dns/message.ts';
import { apex } from '../../../dns/name.ts';
import type { Change, RecordKey, RecordType } from '../../../dns/records.ts';
import { recordBytes } from '../../../dns/request.ts';
import { nameBytes } from '../../../dns/wire-name.ts';
import { bytesOf } from '../../../ip/address-bytes.ts';

/** One change in the sections of an UPDATE message (RFC 2136, sections 2.4 and 2.5). */
export interface UpdateEntry {
  readonly prerequisites: readonly Buffer[];
  readonly updates: readonly Buffer[];
}

// Behind the header stands the zone's name, so every name of the zone can end in a pointer to it.
const pointerToZone = Buffer.of(0xc0, 12);

/** What an UPDATE message holds besides its entries, with room for the signature. */
export const mostEntryBytes = 0xffff - 12 - 260 - 700;

/**
 * The guard of a change, and the change: only if the record set is still as it was read, and no CNAME has
 * come in its place, it is deleted and, unless it shall be gone, added anew.
 */
export function updateEntry(change: Change): UpdateEntry {
  const { type, desired, current } = change;
  const name = ownerBytes(change);
  const unchanged =
    current.records.length === 0
      ? [recordBytes(name, types[type], classes.NONE, 0)]
      : current.records.map(({ value }) => addressRecord(name, type, 0, value));
  const noCname = change.name === apex ? [] : [recordBytes(name, types.CNAME, classes.NONE, 0)];
  const remove = recordBytes(name, types[type], classes.ANY, 0);
  const add = desired ? [addressRecord(name, type, desired.ttl, desired.value)] : [];
  return { prerequisites: [...unchanged, ...noCname], updates: [remove, ...add] };
}

/** The prerequisite "this name has records of this type", whatever they are. */
export function existence(key: { readonly name: string; readonly type: RecordType | 'CNAME' }): Buffer {
  return recordBytes(ownerBytes(key), types[key.type], classes.ANY, 0);
}

export function entryBytes(change: Change): number {
  const { prerequisites, updates } = updateEntry(change);
  return [...prerequisites, ...updates].reduce((sum, record) => sum + record.length, 0);
}

function addressRecord(name: Buffer, type: RecordKey['type'], ttl: number, address: string): Buffer {
  const bytes = bytesOf(address);
  return recordBytes(name, types[type], classes.IN, ttl, type === 'A' ? bytes.subarray(12) : bytes);
}

function ownerBytes({ name }: { readonly name: string }): Buffer {
  const labels = name === apex ? Buffer.alloc(0) : nameBytes(name).subarray(0, -1);
  return Buffer.concat([labels, pointerToZone]);
}
