import { array, boolean, number, object, optional, parse, string, unknown } from 'valibot';
import { fqdn, relativeName } from '../../../src/dns/name.ts';
import type { Blocking } from '../../support/blocking.ts';
import type { HeldZone, NewRecord, Selection, ZoneRecord } from '../../world/zone.ts';

const zoneAnswer = object({
  rrsets: array(
    object({
      name: string(),
      type: string(),
      ttl: number(),
      records: array(object({ content: string(), disabled: boolean() })),
      comments: optional(array(unknown())),
    }),
  ),
});

/** The calls of the API that reach the zones of the server, past the provider. */
export interface ZoneCalls {
  readonly url: string;
  readonly key: string;
  readonly blocking: Blocking;
}

/** The zone of this name, made anew with these records. `extra.comments` of a record are those of its set. */
export function realZone(
  calls: ZoneCalls,
  name: string,
  records: readonly NewRecord[],
  kind = 'Native',
): HeldZone {
  const zone = { name, display: name };
  const zones = `${calls.url}/api/v1/servers/localhost/zones`;
  const ask = (method: string, url: string, body?: unknown) =>
    calls.blocking.call({ method, url, key: calls.key, body: JSON.stringify(body) });

  const list = (selection: Selection = {}): ZoneRecord[] =>
    parse(zoneAnswer, ask('GET', `${zones}/${name}.`))
      .rrsets.flatMap(({ type, ttl, records, comments = [], ...set }) =>
        records.map(({ content, disabled }) => {
          const relative = relativeName(set.name, zone);
          // The serial number in the SOA record goes up with every change.
          const data = type === 'SOA' ? '' : content.replace(/\.$/, '');
          const extra = { ...(comments.length > 0 && { comments }), ...(disabled && { disabled }) };
          return { id: `${relative} ${type} ${data}`, name: relative, type, data, ttl, extra };
        }),
      )
      .filter((record) => matches(record, selection));
  const setsOf = (records: readonly NewRecord[]) =>
    [...Map.groupBy(records, (record) => `${record.name} ${record.type}`).values()].flatMap((set) => {
      const [first] = set;
      return first ? [{ ...replacement(first, set), name: `${fqdn(first.name, zone)}.` }] : [];
    });
  const write = (rrsets: readonly unknown[]) => void ask('PATCH', `${zones}/${name}.`, { rrsets });

  const known = parse(array(object({ name: string() })), ask('GET', zones));
  if (known.some((one) => one.name === `${name}.`)) ask('DELETE', `${zones}/${name}.`);
  const rrsets = setsOf(records.filter(({ type }) => type !== 'SOA'));
  ask('POST', zones, { name: `${name}.`, kind, masters: kind === 'Slave' ? ['127.0.0.9'] : [], rrsets });

  return {
    list,
    add(record) {
      write(setsOf([...list({ name: record.name, type: record.type }), record]));
      return { ...record, id: `${record.name} ${record.type} ${record.data}` };
    },
    replace(selection, records) {
      const before = setsOf(list(selection)).map(({ name, type }) => ({ name, type, changetype: 'DELETE' }));
      if (before.length > 0) write(before);
      if (records.length > 0) write(setsOf(records));
    },
    values: (relative, type) =>
      list({ name: relative, type })
        .map(({ data }) => data)
        .sort(),
    snapshot: (except = []) =>
      list()
        .filter((record) => !except.some((selection) => matches(record, selection)))
        .map((record) => JSON.stringify(record))
        .sort()
        .join('\n'),
  };
}

function replacement({ type, ttl, extra }: NewRecord, set: readonly NewRecord[]) {
  return {
    type,
    ttl,
    changetype: 'REPLACE',
    records: set.map((record) => ({ content: contentOf(record), disabled: record.extra?.disabled === true })),
    ...(extra?.comments !== undefined && { comments: extra.comments }),
  };
}

function contentOf({ type, data, extra }: NewRecord): string {
  switch (type) {
    case 'MX':
      return `${extra?.priority} ${data}.`;
    case 'CAA':
      return `0 issue "${data}"`;
    case 'TXT':
      return JSON.stringify(data);
    case 'CNAME':
    case 'NS':
      return `${data}.`;
    default:
      return data;
  }
}

function matches(record: ZoneRecord, { name, type }: Selection): boolean {
  return (name === undefined || record.name === name) && (type === undefined || record.type === type);
}
