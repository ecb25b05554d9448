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

export interface NamecomWorld extends Listening {
  readonly zones: PretendZones;
}

export const namecomToken = 'pretend0namecom1token2of40letters3456789';
const user = 'keeper';
const pageSize = 1000;

/** Name.com's Core API, as its own description shows it: what is empty is left out of answers. */
export function namecomServer(world: NamecomWorld): Promise<PretendServer> {
  const known = `Basic ${btoa(`${user}:${namecomToken}`)}`;
  return pretendServer((request) => {
    if (request.headers.authorization !== known) return namecomError(401, 'Unauthorized');
    return namecomAnswer(request, world.zones);
  }, world);
}

/** How the provider is pointed at it. */
export function pretendNamecom(): PretendHost {
  return {
    values: { NAMECOM_USERNAME: user, NAMECOM_API_TOKEN: namecomToken },
    urlSetting: 'NAMECOM_API_URL',
    basePath: '/core/v1',
    serve: (zones) => namecomServer({ zones }),
  };
}

export const ways: readonly Way[] = [pretendNamecom()];

export function namecomError(status: number, message: string, details?: string): PretendAnswer {
  return json(status, { message, ...(details !== undefined && { details }) });
}

export function namecomAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const { method, segments, query } = request;
  if (request.path === '/core/v1/domains') return domainList(query, zones);
  const [core, version, domains, domain = '', records, id, ...rest] = segments;
  if (
    core !== 'core' ||
    version !== 'v1' ||
    domains !== 'domains' ||
    records !== 'records' ||
    rest.length > 0
  )
    return namecomError(404, 'Not Found');
  const zone = zones.get(domain);
  if (!zone) return namecomError(404, 'Not Found', 'The requested domain does not exist.');
  if (id === undefined && method === 'GET') return list(query, zone);
  if (id === undefined && method === 'POST') return write(request, zone);
  const record = zone.list().find((one) => one.id === id);
  if (!record) return namecomError(404, 'Not Found', 'The requested record does not exist.');
  if (method === 'PUT') return write(request, zone, record);
  if (method !== 'DELETE') return namecomError(405, 'Method Not Allowed');
  zone.remove(record);
  return { status: 204 };
}

function domainList(query: URLSearchParams, zones: PretendZones): PretendAnswer {
  const all = [...zones.keys()].map((domainName) => ({ domainName, locked: true }));
  const page = Number(query.get('page') ?? 1);
  const size = Math.min(Number(query.get('perPage') ?? pageSize), pageSize);
  const further = page * size < all.length ? { nextPage: page + 1 } : {};
  return json(200, {
    domains: all.slice((page - 1) * size, page * size),
    totalCount: all.length,
    ...further,
  });
}

function list(query: URLSearchParams, zone: PretendZone): PretendAnswer {
  const all = zone.list().filter(({ type }) => type !== 'SOA' && type !== 'CAA');
  const page = Number(query.get('page') ?? 1);
  const size = Math.min(Number(query.get('perPage') ?? pageSize), pageSize);
  const from = (page - 1) * size;
  const lastPage = Math.ceil(all.length / size);
  const shown = all.slice(from, from + size).map((record) => item(record, zone));
  const further = page < lastPage ? { nextPage: page + 1, lastPage } : {};
  return json(200, {
    records: shown,
    from: from + 1,
    to: from + shown.length,
    totalCount: all.length,
    ...further,
  });
}

/** Creates a record, or replaces one with all that is in it. */
function write(request: PretendRequest, zone: PretendZone, before?: ZoneRecord): PretendAnswer {
  const { type, host, answer, ttl } = Object(bodyOf(request));
  if ([type, host, answer].some((field) => typeof field !== 'string'))
    return namecomError(400, 'Bad Request', 'host, type and answer are required');
  const given: NewRecord = { name: host.toLowerCase() || '@', type, data: answer, ttl };
  const wrong = wrongIn(zone, given, 300);
  if (wrong !== undefined) return namecomError(400, 'Invalid Argument', wrong);
  return json(200, item(before ? zone.change(before, given) : zone.add(given), zone));
}

function item({ id, name, type, data, ttl, extra }: ZoneRecord, zone: PretendZone) {
  const host = name === '@' ? {} : { host: name };
  const fqdn = name === '@' ? `${zone.name}.` : `${name}.${zone.name}.`;
  const base = { id: Number(id), domainName: zone.name, fqdn, type, answer: data, ttl, ...host };
  return { ...base, ...(extra?.priority !== undefined && { priority: extra.priority }) };
}
