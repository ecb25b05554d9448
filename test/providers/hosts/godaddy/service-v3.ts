import { hash } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import type { PretendAnswer, PretendRequest } from '../../../world/pretend-server.ts';
import { isCnameConflict, type NewRecord, type PretendZone, type ZoneRecord } from '../../../world/zone.ts';
import type { GodaddyWorld } from './service.ts';

const types = ['A', 'NS', 'CNAME', 'SOA', 'MX', 'TXT', 'AAAA', 'SRV', 'CAA', 'ALIAS'];
const wildcardTypes = ['A', 'AAAA', 'CNAME'];
const fieldNames = [
  'recordId',
  'name',
  'type',
  'data',
  'ttl',
  'priority',
  'service',
  'port',
  'weight',
  'protocol',
];

interface Detail {
  readonly issue: string;
  readonly description: string;
  readonly field?: string;
}

export function v3Error(
  status: number,
  name: string,
  message: string,
  details?: readonly Detail[],
): PretendAnswer {
  const correlationId = hash('sha1', `${name}${message}`).slice(0, 12);
  return json(status, { name, correlationId, message, ...(details && { details }) });
}

export function godaddyV3Answer(request: PretendRequest, world: GodaddyWorld): PretendAnswer {
  const [, domains, zones, zoneName = '', records, id, ...rest] = request.segments;
  if (domains !== 'domains' || zones !== 'zones' || records !== 'dns-records' || rest.length > 0)
    return v3Error(404, 'NOT_FOUND', 'The requested resource was not found');
  const zone = world.zones.get(zoneName);
  if (!zone) return v3Error(404, 'NOT_FOUND', `Zone ${zoneName} was not found`);
  const idOf = (record: ZoneRecord) => recordId(zone, record, world);
  if (request.method === 'PUT') return wipe(request, zone);
  if (id === undefined && request.method === 'GET') return list(request, zone, idOf);
  if (id === undefined && request.method === 'POST') return create(request, zone, idOf, world);
  if (id !== undefined && request.method === 'DELETE') return remove(id, zone, idOf);
  return v3Error(405, 'METHOD_NOT_ALLOWED', 'The method is not allowed for this resource');
}

type IdOf = (record: ZoneRecord) => string;

/** Answers 200 and replaces the whole collection, as the real one did. */
function wipe(request: PretendRequest, zone: PretendZone): PretendAnswer {
  const system = zone
    .list()
    .filter(({ type, name }) => type === 'SOA' || type === 'NS' || name === '_domainconnect');
  const given = parse(request.body);
  zone.replace({}, isNewRecord(given) ? [...system, given] : system);
  return json(200, given ?? {});
}

function list(request: PretendRequest, zone: PretendZone, idOf: IdOf): PretendAnswer {
  const { query } = request;
  const page = Number(query.get('page') ?? 1);
  const pageSize = Number(query.get('pageSize') ?? 25);
  if (!Number.isInteger(page) || page < 1 || !Number.isInteger(pageSize) || pageSize < 1 || pageSize > 100)
    return refusedRecord(400, 'INVALID_VALUE', 'page is 1 or more, pageSize is 1 to 100');
  const fields = query.get('fields')?.split(',');
  const unknown = fields?.find((field) => !fieldNames.includes(field));
  if (unknown) return refusedRecord(400, 'INVALID_VALUE', `unknown field ${unknown}`);
  const [type, name] = [query.get('type'), query.get('name')];
  const found = zone
    .list({ ...(type !== null && { type }), ...(name !== null && { name }) })
    .sort((a, b) => order(a).localeCompare(order(b)));
  const items = found.slice((page - 1) * pageSize, page * pageSize).map((record) => item(record, idOf));
  const link = (rel: string, number: number) => {
    const target = new URLSearchParams(query);
    target.set('page', String(number));
    return { rel, href: `${request.path}?${target}` };
  };
  const links = [link('self', page)];
  if (page * pageSize < found.length) links.push(link('next', page + 1));
  return json(200, { items, links });
}

function create(request: PretendRequest, zone: PretendZone, idOf: IdOf, world: GodaddyWorld): PretendAnswer {
  const record = parse(request.body);
  if (!isNewRecord(record))
    return refusedRecord(400, 'MISSING_FIELD', 'name, type, data and ttl are required');
  const { name, type, data, ttl } = record;
  if (!types.includes(type)) return refusedRecord(422, 'INVALID_VALUE', `unknown type ${type}`);
  if (!Number.isInteger(ttl) || ttl < 600 || ttl > 86_400)
    return refusedRecord(422, 'INVALID_VALUE', 'ttl is an integer from 600 to 86400');
  if (name.startsWith('*') && !wildcardTypes.includes(type))
    return refusedRecord(422, 'INVALID_VALUE', `no wildcard for ${type}`);
  if ((type === 'A' && !isIPv4(data)) || (type === 'AAAA' && !isIPv6(data)))
    return refusedRecord(422, 'INVALID_VALUE', `${data} is not an address`);
  const twin = zone.list({ name, type }).find((other) => other.data === data);
  const duplicate = twin && (twin.ttl === ttl || (world.otherTtl ?? 'duplicate') === 'duplicate');
  if (duplicate || isCnameConflict(zone, type, name))
    return refusedRecord(422, 'DUPLICATE_RECORD', `Duplicate data provided for record name, ${name}.`);
  if (twin && world.otherTtl === 'same-record') zone.remove(twin);
  const added = twin && world.otherTtl === 'same-record' ? zone.add({ ...twin, ttl }) : zone.add(record);
  const id = idOf(added);
  return json(201, item(added, idOf), { location: `${request.path}/${encodeURIComponent(id)}` });
}

function remove(id: string, zone: PretendZone, idOf: IdOf): PretendAnswer {
  const record = zone.list().find((other) => idOf(other) === id);
  if (!record) return v3Error(404, 'NOT_FOUND', 'The record was not found');
  if (record.type === 'SOA' || (record.type === 'NS' && record.name === '@'))
    return v3Error(409, 'dns_record_not_mutable', `${record.type} records are read-only`);
  zone.remove(record);
  return { status: 204 };
}

function item(record: ZoneRecord, idOf: IdOf) {
  const { name, type, data, ttl, extra } = record;
  return { recordId: idOf(record), name, type, data, ttl, ...extra };
}

/** Opaque, of the length and alphabet of the real ones. */
function recordId(zone: PretendZone, { name, type, data, id }: ZoneRecord, world: GodaddyWorld): string {
  const ofContent = [zone.name, name, type, data];
  const also = world.changingIds ? [zone.version, id] : world.otherTtl === 'same-record' ? [] : [id];
  return `A${hash('sha384', [...ofContent, ...also].join(' '), 'base64url')}`;
}

function order(record: ZoneRecord): string {
  return [String(types.indexOf(record.type)).padStart(2, '0'), record.name, record.data].join(' ');
}

function refusedRecord(status: number, issue: string, description: string): PretendAnswer {
  return v3Error(status, 'VALIDATION_ERROR', 'Request failed validation', [{ description, issue }]);
}

function isNewRecord(given: unknown): given is NewRecord {
  if (typeof given !== 'object' || given === null) return false;
  const { name, type, data, ttl }: { name?: unknown; type?: unknown; data?: unknown; ttl?: unknown } = given;
  const texts = [name, type, data].every((text) => typeof text === 'string' && text !== '');
  return texts && typeof ttl === 'number';
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): PretendAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}
