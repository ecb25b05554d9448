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
  isCnameConflict,
  type NewRecord,
  type PretendZone,
  type PretendZones,
  wrongIn,
} from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export interface DesecWorld extends Listening {
  readonly zones: PretendZones;
  readonly token?: string;
  /** Default 3600. */
  readonly minimumTtl?: number;
  /** A value that only the second stage of the checks refuses, which does not tell whose it is. */
  readonly malformed?: string;
}

export const desecToken = 'pretend-Token_of28letters_x';
const pageSize = 500;
const longestName = 178;

/** deSEC's API, as its documentation, source and recordings show it: bulk requests are carried out whole or not at all. */
export function desecServer(world: DesecWorld): Promise<PretendServer> {
  const { token = desecToken } = world;
  return pretendServer((request) => {
    if (request.headers.authorization !== `Token ${token}`) return desecError(401, 'Invalid token.');
    return desecAnswer(request, world);
  }, world);
}

/** How the provider is pointed at it. */
export function pretendDesec(world: Partial<DesecWorld> = {}): PretendHost {
  return {
    values: { DESEC_TOKEN: desecToken },
    urlSetting: 'DESEC_API_URL',
    basePath: '/api/v1',
    serve: (zones) => desecServer({ zones, ...world }),
  };
}

export const ways: readonly Way[] = [pretendDesec()];

export function desecError(status: number, detail: string): PretendAnswer {
  return json(status, { detail });
}

export function desecAnswer(request: PretendRequest, world: DesecWorld): PretendAnswer {
  const [api, version, domains, name = '', rrsets, ...rest] = request.segments;
  if (api !== 'api' || version !== 'v1' || domains !== 'domains') return desecError(404, 'Not found.');
  if (name === '' && rrsets === undefined) {
    const all = [...world.zones.values()].map((one) => ({ name: one.name, touched: '' }));
    return paged(request, all);
  }
  const zone = world.zones.get(name);
  if (!zone) return desecError(404, 'No Domain matches the given query.');
  const { minimumTtl = 3600 } = world;
  if (rrsets === '' && rest.length === 0) return json(200, { name, minimum_ttl: minimumTtl, touched: '' });
  // Without the trailing slash there is nothing; a single record set is not what the adapter asks for.
  if (rrsets !== 'rrsets' || rest.join('/') !== '') return desecError(404, 'Not found.');
  if (rest.length === 0) return { status: 301, headers: { location: `${request.path}/` } };
  if (request.method === 'GET') return list(request, zone);
  if (request.method !== 'PATCH') return desecError(405, `Method "${request.method}" not allowed.`);
  return patch(Object(bodyOf(request)), zone, world, minimumTtl);
}

function list(request: PretendRequest, zone: PretendZone): PretendAnswer {
  const { query } = request;
  const subname = query.get('subname');
  const type = query.get('type');
  const found = setsOf(zone)
    .filter((set) => subname === null || set.subname === subname)
    .filter((set) => type === null || set.type === type)
    .reverse();
  return paged(request, found);
}

function paged({ query, path }: PretendRequest, found: readonly unknown[]): PretendAnswer {
  const cursor = query.get('cursor');
  const link = (at: string, rel: string) => `<https://desec.io${path}?cursor=${at}>; rel="${rel}"`;
  if (cursor === null && found.length > pageSize) {
    const first = { link: link('', 'first') };
    return json(
      400,
      { detail: `Pagination required. You can query up to ${pageSize} items at a time.` },
      first,
    );
  }
  const start = cursor ? Number(Buffer.from(cursor, 'base64url').toString().slice(2)) : 0;
  const next = start + pageSize;
  const at = Buffer.from(`p=${next}`).toString('base64url');
  const links = [link('', 'first'), ...(next < found.length ? [link(at, 'next')] : [])];
  return json(200, found.slice(start, next), cursor === null ? {} : { link: links.join(', ') });
}

interface Part {
  readonly subname: string;
  readonly type: string;
  readonly ttl?: number;
  readonly records?: readonly string[];
}

function patch(body: unknown, zone: PretendZone, world: DesecWorld, minimumTtl: number): PretendAnswer {
  if (!Array.isArray(body))
    return json(400, { non_field_errors: ['Expected a list of items but got dict.'] });
  const parts: Part[] = body;
  const faults = parts.map((part) => faultIn(part, zone, minimumTtl));
  if (faults.some((fault) => Object.keys(fault).length > 0)) return json(400, faults);
  if (parts.some(({ records }) => world.malformed !== undefined && records?.includes(world.malformed)))
    return json(400, { non_field_errors: ['Cannot create RRset: a record is malformed.'] });
  const written = parts
    .filter(({ records }) => records?.length !== 0)
    .map(({ subname, type }) => subname + type);
  for (const { subname, type, ttl, records = [] } of parts) {
    const key = { name: subname || '@', type };
    const [before] = zone.list(key);
    zone.replace(
      key,
      records.map((data) => ({ ...key, data, ttl: ttl ?? before?.ttl ?? minimumTtl })),
    );
  }
  return json(
    200,
    setsOf(zone).filter(({ subname, type }) => written.includes(subname + type)),
  );
}

/** What the first stage of the checks finds wrong. */
function faultIn(part: Part, zone: PretendZone, minimumTtl: number): Record<string, unknown> {
  const { subname, type, ttl, records } = part;
  if (subname === '@' || subname !== subname.toLowerCase())
    return { subname: ['Subname can only use (lowercase) a-z, 0-9, ., -, and _, may start with a "*.".'] };
  if (subname.length > longestName)
    return { subname: [`Ensure this field has no more than ${longestName} characters.`] };
  if (records?.length === 0) return {};
  const name = subname || '@';
  if (isCnameConflict(zone, type, name)) {
    const types = zone.list({ name }).map((record) => record.type);
    const conflict = `RRset with conflicting type present: database (${types.join(', ')}).`;
    return { non_field_errors: [`${conflict} (No other RRsets are allowed alongside CNAME.)`] };
  }
  if (ttl === undefined || records === undefined)
    return zone.list({ name, type }).length > 0 ? {} : { ttl: ['This field is required.'] };
  if (ttl < minimumTtl) return { ttl: [`Ensure this value is greater than or equal to ${minimumTtl}.`] };
  const wrong = records.map((data) =>
    wrongIn(zone, { name, type, data, ttl } satisfies NewRecord, minimumTtl),
  );
  const found = wrong.find((one) => one !== undefined);
  return found === undefined ? {} : { records: [found] };
}

function setsOf(zone: PretendZone) {
  const sets = new Map<string, ReturnType<typeof setOf>>();
  for (const record of zone.list()) {
    // Managed by deSEC alone, and not shown.
    if (record.type === 'SOA') continue;
    const key = `${record.name}/${record.type}`;
    const set = sets.get(key) ?? setOf(record, zone);
    set.records.push(record.type === 'CNAME' ? `${record.data}.` : record.data);
    sets.set(key, set);
  }
  return [...sets.values()];
}

function setOf({ name, type, ttl }: NewRecord, zone: PretendZone) {
  const subname = name === '@' ? '' : name;
  const when = '2025-10-15T23:22:14.754330Z';
  const full = subname === '' ? `${zone.name}.` : `${subname}.${zone.name}.`;
  const records: string[] = [];
  return { created: when, domain: zone.name, subname, name: full, records, ttl, type, touched: when };
}
