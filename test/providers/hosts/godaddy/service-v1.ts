import { isIPv4, isIPv6 } from 'node:net';
import type { PretendAnswer, PretendRequest } from '../../../world/pretend-server.ts';
import { isCnameConflict, type NewRecord, type PretendZone, type ZoneRecord } from '../../../world/zone.ts';
import type { GodaddyWorld } from './service.ts';

// v1 knows nothing of CAA: it lists none, and a zone-wide PUT fails where there are some.
const types = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'SOA', 'SRV', 'TXT'];
const defaultTtl = 3600;

interface Field {
  readonly code: string;
  readonly message: string;
  readonly path: string;
}

export function v1Error(
  status: number,
  code: string,
  message: string,
  fields?: readonly Field[],
): PretendAnswer {
  return json(status, { code, ...(fields && { fields }), message });
}

export function godaddyV1Answer(request: PretendRequest, world: GodaddyWorld): PretendAnswer {
  const [, domains, domain = '', records, type, ...rest] = request.segments;
  const notFound = v1Error(404, 'NOT_FOUND', 'Not Found : The requested resource was not found');
  if (domains !== 'domains') return notFound;
  if (domain === '') return records === undefined ? listDomains(request, world) : notFound;
  const zone = world.zones.get(domain);
  if (!zone) return v1Error(404, 'NOT_FOUND', `Domain ${domain} not found for shopper`);
  if (records === undefined) return request.method === 'GET' ? json(200, describe(zone)) : notAllowed();
  if (records !== 'records') return notFound;
  if (type !== undefined && !types.includes(type))
    return v1Error(422, 'INVALID_VALUE_ENUM', `${type} is not an allowed value`);
  // An empty name is as if none was given: the call is then about the whole type.
  const name = rest[0] === '' ? undefined : rest[0];
  if (type === undefined) return ofZone(request, zone);
  if (name === undefined) return ofType(request, zone, type, world.typeListing ?? 'paged');
  return ofName(request, zone, type, name);
}

/** A page begins behind its marker. */
function listDomains({ method, query }: PretendRequest, { zones }: GodaddyWorld): PretendAnswer {
  if (method !== 'GET') return notAllowed();
  const limit = Number(query.get('limit') ?? 1000);
  if (!(limit >= 1 && limit <= 1000))
    return invalid('NUMBER_ABOVE_MAXIMUM', 'is not between 1 and 1000', 'limit');
  const names = [...zones.keys()];
  const start = names.indexOf(query.get('marker') ?? '') + 1;
  return json(
    200,
    names.slice(start, start + limit).map((domain) => ({ domain, status: 'ACTIVE' })),
  );
}

function ofZone(request: PretendRequest, zone: PretendZone): PretendAnswer {
  if (request.method === 'GET') return listing(request, zone.list());
  if (request.method !== 'PUT' && request.method !== 'PATCH') return notAllowed();
  const checked = check(request.body, {});
  if ('refused' in checked) return checked.refused;
  if (request.method === 'PATCH') {
    const known = zone.list().map(identity);
    if (checked.records.some((record) => known.includes(identity(record)))) return duplicate();
    for (const record of checked.records) zone.add(record);
    return { status: 200 };
  }
  if (zone.list({ type: 'CAA' }).length > 0) return invalid('UNEXPECTED_TYPE', 'is not allowed', 'records');
  zone.replace({}, checked.records);
  return { status: 200 };
}

function ofType(
  request: PretendRequest,
  zone: PretendZone,
  type: string,
  served: NonNullable<GodaddyWorld['typeListing']>,
): PretendAnswer {
  if (request.method === 'GET') {
    if (served === 'not-served')
      return v1Error(404, 'NOT_FOUND', 'Not Found : The requested resource was not found');
    if (served === 'one-page-again-and-again') request.query.delete('offset');
    return listing(request, zone.list({ type }));
  }
  if (request.method !== 'PUT') return notAllowed();
  const checked = check(request.body, { type });
  if ('refused' in checked) return checked.refused;
  zone.replace({ type }, checked.records);
  return { status: 200 };
}

function ofName(request: PretendRequest, zone: PretendZone, type: string, name: string): PretendAnswer {
  if (request.method === 'GET') return listing(request, zone.list({ type, name }));
  if (request.method === 'DELETE') {
    if (zone.list({ type, name }).length === 0)
      return v1Error(404, 'NOT_FOUND', 'The requested record was not found');
    zone.replace({ type, name }, []);
    return { status: 204 };
  }
  if (request.method !== 'PUT') return notAllowed();
  const checked = check(request.body, { type, name });
  if ('refused' in checked) return checked.refused;
  if (isCnameConflict(zone, type, name)) return duplicate();
  zone.replace({ type, name }, checked.records);
  return { status: 200 };
}

function check(
  body: string,
  fixed: { readonly type?: string; readonly name?: string },
): { readonly records: NewRecord[] } | { readonly refused: PretendAnswer } {
  let given: unknown;
  try {
    given = JSON.parse(body);
  } catch {
    return { refused: v1Error(400, 'MALFORMED_BODY', 'Request was malformed') };
  }
  if (!Array.isArray(given)) return { refused: invalid('UNEXPECTED_TYPE', 'is not a array', 'records') };
  if (given.length === 0) return { refused: invalid('EMPTY_ARRAY', 'must not be empty', 'records') };
  const records: NewRecord[] = [];
  for (const [index, entry] of given.entries()) {
    const path = `records[${index}]`;
    const { type, name, data, ttl = defaultTtl, ...extra } = { ...entry, ...fixed };
    for (const [field, value] of Object.entries({ type, name, data }))
      if (typeof value !== 'string' || value === '')
        return { refused: invalid('MISSING_FIELD', 'is required', `${path}.${field}`) };
    if (!Number.isInteger(ttl))
      return { refused: invalid('UNEXPECTED_TYPE', 'is not a integer', `${path}.ttl`) };
    if (ttl < 600)
      return { refused: invalid('UNKNOWN_RESTRICTION', 'must have a minimum value of 600', `${path}.ttl`) };
    if ((type === 'A' && !isIPv4(data)) || (type === 'AAAA' && !isIPv6(data)))
      return { refused: invalid('INVALID_VALUE', 'is not a valid address', `${path}.data`) };
    const record = { type, name, data, ttl };
    records.push(Object.keys(extra).length > 0 ? { ...record, extra } : record);
  }
  if (new Set(records.map(identity)).size < records.length) return { refused: duplicate() };
  return { records };
}

function identity(record: NewRecord): string {
  return `${record.type} ${record.name} ${record.data}`;
}

function listing(request: PretendRequest, records: readonly ZoneRecord[]): PretendAnswer {
  const offset = Number(request.query.get('offset') ?? 0);
  const limit = Number(request.query.get('limit') ?? records.length);
  const shown = records.filter((record) => types.includes(record.type)).slice(offset, offset + limit);
  return json(
    200,
    shown.map(({ data, name, ttl, type, extra }) => ({ data, name, ttl, type, ...extra })),
  );
}

function describe(zone: PretendZone) {
  const nameServers = zone.list({ name: '@', type: 'NS' }).map((record) => record.data);
  return { domain: zone.name, nameServers, status: 'ACTIVE' };
}

function invalid(code: string, message: string, path: string): PretendAnswer {
  return v1Error(422, 'INVALID_BODY', "Request body doesn't fulfill schema, see details in `fields`", [
    { code, message, path },
  ]);
}

function duplicate(): PretendAnswer {
  return v1Error(422, 'DUPLICATE_RECORD', 'Another record with the same attributes already exists');
}

function notAllowed(): PretendAnswer {
  return v1Error(405, 'METHOD_NOT_ALLOWED', 'The method is not allowed for this resource');
}

function json(status: number, body: unknown): PretendAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(body)}\n` };
}
