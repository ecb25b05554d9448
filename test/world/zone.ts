import { isIPv4, isIPv6 } from 'node:net';

/** One record as a pretend DNS host holds it. `name` is relative, the apex is `@`. */
export interface ZoneRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly data: string;
  readonly ttl: number;
  /** What a record carries besides, such as the priority of an MX. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

export type NewRecord = Omit<ZoneRecord, 'id'>;
export type Selection = Partial<Pick<ZoneRecord, 'name' | 'type'>>;

/** One zone of the pretend internet; several pretend APIs may look at the same one. */
export interface PretendZone {
  readonly name: string;
  /** Goes up with every write. */
  readonly version: number;
  list(selection?: Selection): ZoneRecord[];
  add(record: NewRecord): ZoneRecord;
  /** Changes a record, which keeps its id and whatever is not mentioned. */
  change(record: ZoneRecord, fields: Partial<NewRecord>): ZoneRecord;
  remove(record: ZoneRecord): void;
  /** Replaces the records of the selection; all of them when it is empty. */
  replace(selection: Selection, records: readonly NewRecord[]): void;
  /** Puts back all that `list` gave, ids included: an undone transaction. */
  restore(records: readonly ZoneRecord[]): void;
  /** The addresses of a name and type, sorted. */
  values(name: string, type: string): string[];
  /** All records but those of the given names and types, ids included, as text to compare byte for byte. */
  snapshot(except?: readonly Selection[]): string;
}

/** What a test sees and changes of the zone behind a provider; a real server has one too. */
export type HeldZone = Pick<PretendZone, 'list' | 'add' | 'replace' | 'values' | 'snapshot'> &
  // A real server has record sets, without records that keep an identity.
  Partial<Pick<PretendZone, 'change'>>;

export type PretendZones = Map<string, PretendZone>;

/** A zone with what a real one holds, none of it an address of a name that tests use. */
export const foreignRecords: readonly NewRecord[] = [
  { name: '@', type: 'SOA', data: 'ns01.domaincontrol.com', ttl: 3600 },
  { name: '@', type: 'NS', data: 'ns01.domaincontrol.com', ttl: 3600 },
  { name: '@', type: 'NS', data: 'ns02.domaincontrol.com', ttl: 3600 },
  { name: '@', type: 'MX', data: 'mail.example.net', ttl: 3600, extra: { priority: 10 } },
  { name: '@', type: 'TXT', data: 'v=spf1 include:example.net -all', ttl: 3600 },
  { name: '@', type: 'CAA', data: 'letsencrypt.org', ttl: 3600, extra: { flag: 0, tag: 'issue' } },
  { name: 'home', type: 'MX', data: 'mail.example.net', ttl: 3600, extra: { priority: 20 } },
  { name: 'home', type: 'TXT', data: 'kept "as it is"', ttl: 600 },
  { name: 'www', type: 'CNAME', data: 'example.net', ttl: 3600 },
  { name: 'other', type: 'A', data: '192.0.2.99', ttl: 1800 },
  { name: 'other', type: 'AAAA', data: '2001:db8::99', ttl: 1800 },
  { name: '_domainconnect', type: 'CNAME', data: '_domainconnect.gd.domaincontrol.com', ttl: 3600 },
];

export function pretendZone(name: string, records: readonly NewRecord[] = foreignRecords): PretendZone {
  let held: ZoneRecord[] = [];
  let version = 0;
  let lastId = 0;
  const stored = (record: NewRecord): ZoneRecord => ({ ...record, id: String(++lastId) });
  held = records.map(stored);
  const matches = (record: ZoneRecord, selection: Selection) =>
    (selection.name === undefined || record.name === selection.name) &&
    (selection.type === undefined || record.type === selection.type);

  return {
    name,
    get version() {
      return version;
    },
    list: (selection = {}) => held.filter((record) => matches(record, selection)),
    add(record) {
      const added = stored(record);
      held.push(added);
      version++;
      return added;
    },
    change(record, fields) {
      const changed = { ...record, ...fields };
      held = held.map((other) => (other.id === record.id ? changed : other));
      version++;
      return changed;
    },
    remove(record) {
      held = held.filter((other) => other.id !== record.id);
      version++;
    },
    replace(selection, replacement) {
      held = [...held.filter((record) => !matches(record, selection)), ...replacement.map(stored)];
      version++;
    },
    restore(records) {
      held = [...records];
    },
    values: (name, type) =>
      held
        .filter((record) => matches(record, { name, type }))
        .map((record) => record.data)
        .sort(),
    snapshot(except = []) {
      const kept = held.filter((record) => !except.some((selection) => matches(record, selection)));
      return JSON.stringify(kept, null, 1);
    },
  };
}

/** Whether a record of this type cannot stand beside what the name holds (RFC 1034, section 3.6.2). */
export function isCnameConflict(zone: PretendZone, type: string, name: string): boolean {
  return zone
    .list({ name })
    .some((record) => record.type !== type && (type === 'CNAME' || record.type === 'CNAME'));
}

/** Why a DNS host refuses a record, in words, or undefined. */
export function wrongIn(
  zone: PretendZone,
  { name, type, data, ttl }: NewRecord,
  lowestTtl: number,
): string | undefined {
  if (!Number.isInteger(ttl) || ttl < lowestTtl) return `ttl must be an integer of ${lowestTtl} or more`;
  if (type === 'A' && !isIPv4(data)) return `${data} is not an IPv4 address`;
  if (type === 'AAAA' && !isIPv6(data)) return `${data} is not an IPv6 address`;
  return isCnameConflict(zone, type, name) ? `${name} cannot hold ${type} beside a CNAME` : undefined;
}

/** Adds a record, or changes `before` into it; a text says why a DNS host refuses that, which takes no value twice. */
export function written(
  zone: PretendZone,
  record: NewRecord,
  lowestTtl: number,
  before?: ZoneRecord,
): ZoneRecord | string {
  const isSame = (one: ZoneRecord) => one.data === record.data && one.id !== before?.id;
  const wrong = wrongIn(zone, record, lowestTtl);
  if (wrong !== undefined) return wrong;
  if (zone.list({ name: record.name, type: record.type }).some(isSame)) return 'this record already exists';
  return before ? zone.change(before, record) : zone.add(record);
}

export function pretendZones(...zones: readonly PretendZone[]): PretendZones {
  return new Map(zones.map((zone) => [zone.name, zone]));
}

/** The full name of a relative one, without a trailing dot. */
export function fullIn(zone: Pick<PretendZone, 'name'>, name: string): string {
  return name === '@' ? zone.name : `${name}.${zone.name}`;
}

/** The relative name of a full one, with or without its trailing dot. */
export function relativeIn(zone: Pick<PretendZone, 'name'>, full: string): string {
  const name = full.replace(/\.$/, '');
  return name === zone.name ? '@' : name.slice(0, -zone.name.length - 1);
}
