import { createHash } from 'node:crypto';
import {
  bodyOf,
  json,
  type Listening,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import {
  type NewRecord,
  type PretendZone,
  type PretendZones,
  wrongIn,
  type ZoneRecord,
} from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export interface IonosWorld extends Listening {
  readonly zones: PretendZones;
  readonly key?: string;
  /** Whether the good records of a refused list are carried out all the same; no description says. */
  readonly piecemeal?: boolean;
}

export const ionosKey = 'pretendPrefix.pretendIonosSecret0123456789';
const lowestTtl = 60;

/** IONOS's hosting DNS API as its reference, recordings and clients show it. */
export function ionosServer(world: IonosWorld): Promise<PretendServer> {
  const { key = ionosKey } = world;
  return pretendServer(
    (request) =>
      request.headers['x-api-key'] === key
        ? ionosAnswer(request, world)
        : ionosError(401, 'UNAUTHORIZED', 'The customer is not authorized to do this operation.'),
    world,
  );
}

/** How the provider is pointed at it. */
export function pretendIonos(world: Partial<IonosWorld> = {}): PretendHost {
  return {
    values: { IONOS_API_KEY: ionosKey },
    urlSetting: 'IONOS_API_URL',
    basePath: '/dns/v1',
    serve: (zones) => ionosServer({ zones, ...world }),
  };
}

export const ways: readonly Way[] = [pretendIonos()];

export function ionosError(
  status: number,
  code: string,
  message: string,
  parameters?: object,
): PretendAnswer {
  return json(status, [{ code, message, ...(parameters && { parameters }) }]);
}

export function ionosAnswer(
  request: PretendRequest,
  { zones, piecemeal = false }: Pick<IonosWorld, 'zones' | 'piecemeal'>,
): PretendAnswer {
  const [dns, version, collection, zoneId, records, recordId, ...rest] = request.segments;
  const { method } = request;
  const unknown = ionosError(404, 'NOT_FOUND', 'No route matched with those values');
  if (dns !== 'dns' || version !== 'v1' || collection !== 'zones' || rest.length > 0) return unknown;
  if (zoneId === undefined)
    return json(
      200,
      [...zones.values()].map(({ name }) => ({ name, id: uuid(name), type: 'NATIVE' })),
    );
  const zone = [...zones.values()].find(({ name }) => uuid(name) === zoneId);
  if (!zone) return ionosError(404, 'ZONE_NOT_FOUND', 'Zone does not exist.');
  if (records === undefined) {
    if (method === 'GET') return list(request, zone);
    if (method === 'PATCH') return replace(request, zone, piecemeal);
    return method === 'PUT' ? wipe(request, zone) : unknown;
  }
  if (recordId === undefined) return method === 'POST' ? create(request, zone) : unknown;
  const record = zone.list().find(({ id }) => uuid(id) === recordId);
  if (!record) return ionosError(404, 'RECORD_NOT_FOUND', 'Record does not exist.');
  if (method === 'PUT') return change(request, zone, record);
  if (method !== 'DELETE') return unknown;
  zone.remove(record);
  return { status: 200 };
}

function uuid(text: string): string {
  const hash = createHash('sha1').update(text).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    hash.slice(12, 16),
    hash.slice(16, 20),
    hash.slice(20, 32),
  ].join('-');
}

function list({ query }: PretendRequest, zone: PretendZone): PretendAnswer {
  const [name, types, suffix] = [query.get('recordName'), query.get('recordType'), query.get('suffix')];
  const records = zone
    .list()
    .map((record) => item(zone, record))
    .filter((record) => name === null || record.name === name)
    .filter((record) => types === null || types.split(',').includes(record.type))
    .filter((record) => suffix === null || record.name.endsWith(suffix));
  return json(200, { name: zone.name, id: uuid(zone.name), type: 'NATIVE', records });
}

/** Replaces what has the names and types of the records given. */
function replace(request: PretendRequest, zone: PretendZone, piecemeal: boolean): PretendAnswer {
  const given = recordsIn(request, zone);
  const wrong = given.find((record) => faultIn(zone, record));
  if (wrong && !piecemeal) return refused(zone, wrong);
  const good = given.filter((record) => !faultIn(zone, record));
  for (const { name, type } of good)
    zone.replace(
      { name, type },
      good.filter((record) => record.name === name && record.type === type),
    );
  return wrong ? refused(zone, wrong) : { status: 200 };
}

/** Replaces the whole zone. */
function wipe(request: PretendRequest, zone: PretendZone): PretendAnswer {
  zone.replace({}, recordsIn(request, zone));
  return { status: 200 };
}

function create(request: PretendRequest, zone: PretendZone): PretendAnswer {
  const given = recordsIn(request, zone);
  const wrong = given.find((record) => faultIn(zone, record));
  if (wrong || given.length === 0) return refused(zone, wrong ?? { name: '@', type: 'A', data: '', ttl: 0 });
  const added = given.map((record) => {
    // A record that is there already is answered with a new id, and the old one is gone.
    const twin = zone.list(record).find(({ data }) => data === record.data);
    if (twin) zone.remove(twin);
    return item(zone, zone.add(record));
  });
  return json(201, added);
}

function change(request: PretendRequest, zone: PretendZone, record: ZoneRecord): PretendAnswer {
  const { content: data = record.data, ttl = record.ttl, disabled = false } = Object(bodyOf(request));
  const changed = { ...record, data, ttl, extra: { ...record.extra, disabled } };
  return faultIn(zone, changed)
    ? refused(zone, changed)
    : json(200, item(zone, zone.change(record, changed)));
}

function recordsIn(request: PretendRequest, zone: PretendZone): NewRecord[] {
  const body = bodyOf(request);
  return (Array.isArray(body) ? body : []).map((one) => {
    const { name = '', type = '', content = '', ttl = 3600, disabled = false } = Object(one);
    const full = String(name).toLowerCase();
    const inside = full.endsWith(`.${zone.name}`);
    const relative = full === zone.name ? '@' : inside ? full.slice(0, -zone.name.length - 1) : undefined;
    // A name that is not absolute, or has a dot at its end, makes the record invalid.
    return {
      name: relative ?? `${full}?`,
      type,
      data: content,
      ttl,
      ...(disabled && { extra: { disabled } }),
    };
  });
}

function faultIn(zone: PretendZone, record: NewRecord): string | undefined {
  return record.name.endsWith('?') ? 'name' : wrongIn(zone, record, lowestTtl);
}

function refused(zone: PretendZone, record: NewRecord): PretendAnswer {
  const { name, type, data: content, ttl } = record;
  const reason = faultIn(zone, record);
  return ionosError(400, 'INVALID_RECORD', 'Record is invalid.', {
    inputRecord: { name, type, content, ttl },
    reason,
  });
}

function item(zone: PretendZone, { id, name, type, data, ttl, extra }: ZoneRecord) {
  return {
    name: name === '@' ? zone.name : `${name}.${zone.name}`,
    rootName: zone.name,
    type,
    content: data,
    changeDate: '2026-11-28T13:45:43.504Z',
    ttl,
    disabled: extra?.disabled === true,
    id: uuid(id),
  };
}
