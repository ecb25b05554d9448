import type { Family } from '../ip/address.ts';

export type RecordType = 'A' | 'AAAA';
export const typeOf: Readonly<Record<Family, RecordType>> = { ipv4: 'A', ipv6: 'AAAA' };
export const familyOfType: Readonly<Record<RecordType, Family>> = { A: 'ipv4', AAAA: 'ipv6' };

/** One record set of a zone. `name` is relative to the zone in A-labels, the apex is `@`. */
export interface RecordKey {
  readonly name: string;
  readonly type: RecordType;
}

/** One record as the provider holds it. */
export interface CurrentRecord {
  readonly value: string;
  /** Seconds; null where the provider decides it (a proxied record), so it is not compared. */
  readonly ttl: number | null;
  /** The provider's own handle, where it has one. */
  readonly id?: string;
  /** Something besides address and TTL is not as the settings demand, so the record has to be written. */
  readonly differs?: true;
}

/** A record set as the provider holds it now; no `records` means that it does not exist. */
export interface RecordSet extends RecordKey {
  readonly records: readonly CurrentRecord[];
  /** What makes this name unusable for an address record, in words: "holds a CNAME to example.net". */
  readonly conflict?: string;
  /** What it holds could not be found out, so `records` is empty and says nothing. Only of hosts that can be told alone. */
  readonly unseen?: true;
}

/** What is the matter with a name that is unusable, and what to do. */
export function conflictText(conflict: string): string {
  return `${conflict}, so it can hold no address: delete that record at the DNS host, or take the name out of RECORDS`;
}

/** The one record that a kept name and type shall hold. `ttl` in seconds. */
export interface DesiredSet extends RecordKey {
  readonly value: string;
  readonly ttl: number;
}

/**
 * The difference of one record set. Providers that replace whole sets look at `desired` alone
 * (null: remove the set); providers that know single records carry out, in this order,
 * `create` or `update`, then `remove`.
 */
export interface Change extends RecordKey {
  readonly desired: DesiredSet | null;
  /** The set as it was read. */
  readonly current: RecordSet;
  /** `current` was known before this step, so that it is compared with what is there now before anything is sent. */
  readonly knownBefore?: true;
  /** The record that stays as it is, if one matches already. */
  readonly keep?: CurrentRecord;
  /** The record to change in place to `desired`. */
  readonly update?: CurrentRecord;
  /** A record equal to `desired` must be created. */
  readonly create: boolean;
  /** Leftovers to delete, last. */
  readonly remove: readonly CurrentRecord[];
}

export function keyText(key: RecordKey): string {
  return `${key.name}/${key.type}`;
}
