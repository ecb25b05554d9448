import type { NewRecord, PretendZone, ZoneRecord } from './zone.ts';

/** A record set of a pretend zone, for services whose unit it is. */
export interface PretendSet {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly records: readonly ZoneRecord[];
  /** What its records carry besides. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** The record sets of a zone, in the order of their first records. */
export function rrsetsOf(zone: PretendZone): PretendSet[] {
  const sets = Map.groupBy(zone.list(), ({ name, type }) => `${name}/${type}`);
  return [...sets.values()].flatMap((records) => {
    const [first] = records;
    if (!first) return [];
    const { name, type, ttl, extra = {} } = first;
    return [{ name, type, ttl, records, extra }];
  });
}

/** The full name of a record, without a trailing dot. */
export function fullName({ name }: Pick<NewRecord, 'name'>, zone: PretendZone): string {
  return name === '@' ? zone.name : `${name}.${zone.name}`;
}

/** The name of a record by its full name, with or without a trailing dot; undefined where it is not in the zone. */
export function nameIn(full: string, zone: PretendZone): string | undefined {
  const name = full.toLowerCase().replace(/\.$/, '');
  if (name === zone.name) return '@';
  return name.endsWith(`.${zone.name}`) ? name.slice(0, -zone.name.length - 1) : undefined;
}
