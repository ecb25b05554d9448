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

export interface VultrWorld extends Listening {
  readonly zones: PretendZones;
  readonly key?: string;
  /** The addresses that the key may be used from; default any. */
  readonly allowed?: readonly string[];
}

export const vultrKey = 'PRETENDVULTRKEY0123456789ABCDEFGHIJK';
const lowestTtl = 120;

/** Vultr's DNS API as its reference and recordings show it. */
export function vultrServer(world: VultrWorld): Promise<PretendServer> {
  const { key = vultrKey, zones, allowed } = world;
  return pretendServer((request) => {
    if (allowed && !allowed.includes('127.0.0.1'))
      return vultrError(401, 'Unauthorized IP address: 127.0.0.1');
    const known = request.headers.authorization === `Bearer ${key}`;
    return known ? vultrAnswer(request, zones) : vultrError(401, 'Invalid API token.');
  }, world);
}

/** How the provider is pointed at it. */
export function pretendVultr(): PretendHost {
  return {
    values: { VULTR_API_KEY: vultrKey },
    urlSetting: 'VULTR_API_URL',
    basePath: '/v2',
    serve: (zones) => vultrServer({ zones }),
  };
}

export const ways: readonly Way[] = [pretendVultr()];

export function vultrError(status: number, error: string): PretendAnswer {
  return json(status, { error, status });
}

/** The id of a record: its number as a UUID. */
export function vultrId({ id }: ZoneRecord): string {
  const hash = createHash('sha1').update(id).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    hash.slice(12, 16),
    hash.slice(16, 20),
    hash.slice(20, 32),
  ].join('-');
}

export function vultrAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const [version, domains, domain = '', records, id, ...rest] = request.segments;
  if (version === 'v2' && domains === 'domains' && records === undefined && domain === '')
    return listDomains(request, zones);
  const zone = zones.get(domain);
  if (version !== 'v2' || domains !== 'domains' || records !== 'records' || rest.length > 0)
    return vultrError(404, 'Invalid resource');
  if (!zone) return vultrError(404, 'Invalid domain.');
  if (id === undefined) return request.method === 'GET' ? list(request, zone) : create(request, zone);
  const record = zone.list().find((one) => vultrId(one) === id);
  if (!record) return vultrError(404, 'Invalid record.');
  if (request.method === 'GET') return json(200, { record: item(record) });
  if (request.method === 'PATCH') return change(request, zone, record);
  if (request.method !== 'DELETE') return vultrError(405, 'Method not allowed');
  zone.remove(record);
  return empty();
}

function listDomains({ query }: PretendRequest, zones: PretendZones): PretendAnswer {
  const all = [...zones.values()].map(({ name }) => ({
    domain: name,
    date_created: '',
    dns_sec: 'disabled',
  }));
  return paged(query, all, (domains, meta) => json(200, { domains, meta }));
}

function list({ query }: PretendRequest, zone: PretendZone): PretendAnswer {
  const all = zone.list().filter(({ type }) => type !== 'SOA');
  return paged(query, all.map(item), (records, meta) => json(200, { records, meta }));
}

function paged<T>(
  query: URLSearchParams,
  all: readonly T[],
  answer: (items: readonly T[], meta: object) => PretendAnswer,
): PretendAnswer {
  const size = Number(query.get('per_page') ?? 25);
  if (!(size >= 1 && size <= 500)) return vultrError(400, 'per_page must be between 1 and 500.');
  const cursor = Buffer.from(query.get('cursor') ?? '', 'base64').toString();
  const from = cursor === '' ? 0 : Number(cursor.replace(/^next__/, ''));
  if (!Number.isInteger(from)) return vultrError(400, 'Invalid cursor.');
  const at = (offset: number) => Buffer.from(`next__${offset}`).toString('base64');
  const links = {
    next: from + size < all.length ? at(from + size) : '',
    prev: from > 0 ? at(Math.max(0, from - size)) : '',
  };
  return answer(all.slice(from, from + size), { total: all.length, links });
}

function create(request: PretendRequest, zone: PretendZone): PretendAnswer {
  if (request.method !== 'POST') return vultrError(405, 'Method not allowed');
  const given = Object(bodyOf(request));
  const { type, name, data } = given;
  if (![type, name, data].every((field) => typeof field === 'string'))
    return vultrError(400, 'name, type and data are required.');
  const fields = fieldsOf(given);
  const extra = { priority: given.priority ?? 0 };
  const record: NewRecord = { name: '@', data, ttl: 300, ...fields, type, extra };
  const wrong = wrongIn(zone, record, lowestTtl) ?? wrongBeside(zone, record);
  return wrong === undefined ? json(201, { record: item(zone.add(record)) }) : vultrError(400, wrong);
}

function change(request: PretendRequest, zone: PretendZone, record: ZoneRecord): PretendAnswer {
  const fields = fieldsOf(Object(bodyOf(request)));
  const changed = { ...record, ...fields };
  const wrong = wrongIn(zone, changed, lowestTtl) ?? wrongBeside(zone, changed, record.id);
  if (wrong !== undefined) return vultrError(400, wrong);
  zone.change(record, fields);
  return empty();
}

/** It takes no record beside one of another TTL: https://github.com/bsorahan/certbot-dns-vultr/issues/3 */
function wrongBeside(
  zone: PretendZone,
  { name, type, data, ttl }: NewRecord,
  id?: string,
): string | undefined {
  const others = zone.list({ name, type }).filter((one) => one.id !== id);
  if (others.some((one) => one.data === data)) return 'Duplicate record.';
  return others.some((one) => one.ttl !== ttl)
    ? 'Records of one name and type must have one TTL.'
    : undefined;
}

function fieldsOf({ name, data, ttl }: Record<string, unknown>): Partial<NewRecord> {
  return {
    ...(typeof name === 'string' && { name: name.toLowerCase() || '@' }),
    ...(typeof data === 'string' && { data }),
    ...(typeof ttl === 'number' && { ttl }),
  };
}

function item({ name, type, data, ttl, extra, ...record }: ZoneRecord) {
  const id = vultrId({ name, type, data, ttl, ...record });
  return { id, type, name: name === '@' ? '' : name, data, priority: extra?.priority ?? -1, ttl };
}

/** Says that it is HTML. */
function empty(): PretendAnswer {
  return { status: 204, headers: { 'content-type': 'text/html; charset=UTF-8' } };
}
