import type { Spellings } from '../base/spellings.ts';
import type { Zone } from '../dns/name.ts';
import { type DesiredSet, familyOfType, type RecordKey } from '../dns/records.ts';
import type { Family } from '../ip/address.ts';
import { withSuffix } from '../ip/suffix.ts';

/** One zone at one DNS host and the records kept in it. */
export interface Target {
  /** Tells it from every other target of the program: host, zone and names, since no record is kept twice. */
  readonly id: string;
  /** The value of `PROVIDER`. */
  readonly host: string;
  /** The DNS host in its own spelling, for people. */
  readonly title: string;
  readonly zone: Zone;
  /** The record sets it keeps. */
  readonly keys: readonly RecordKey[];
  /** Seconds, as sent to the DNS host. */
  readonly ttl: number;
  /** The TTL that stands for "as the DNS host likes", where it has one. */
  readonly autoTtl?: number;
  /** The host part published behind the detected IPv6 prefix instead of the detected one. */
  readonly ipv6Suffix?: string;
  /** Replaces even three or more addresses of one name that this home never had; default false. */
  readonly takeOver?: boolean;
  /** Its host can only be told addresses: nothing can be deleted there. */
  readonly updateOnly?: true;
  /** How its settings are named to the owner, where not by their plain names. */
  readonly spellings?: Spellings;
}

/** What one address each family has now; a family without an agreed address is absent. */
export type Addresses = Readonly<Partial<Record<Family, string>>>;

/** The record sets that a target wants while its home has these addresses. */
export function desiredSets({ keys, ttl, ipv6Suffix }: Target, addresses: Addresses): DesiredSet[] {
  return keys.flatMap(({ name, type }) => {
    const address = addresses[familyOfType[type]];
    if (address === undefined) return [];
    const value = type === 'AAAA' && ipv6Suffix !== undefined ? withSuffix(address, ipv6Suffix) : address;
    return [{ name, type, value, ttl }];
  });
}

/** The families that a target keeps records of. */
export function familiesOf({ keys }: Target): Family[] {
  return [...new Set(keys.map(({ type }) => familyOfType[type]))];
}
