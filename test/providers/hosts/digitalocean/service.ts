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

export interface DigitaloceanWorld extends Listening {
  readonly zones: PretendZones;
  readonly token?: string;
}

export const digitaloceanToken = 'dop_v1_pretendToken';

/** DigitalOcean's Domains API, as its description and recordings show it. Every answer has a reset time in the past. */
export function digitaloceanServer(world: DigitaloceanWorld): Promise<PretendServer> {
  const { token = digitaloceanToken } = world;
  const standing = () => ({
    'ratelimit-limit': '5000',
    'ratelimit-remaining': '4887',
    'ratelimit-reset': '1583891032',
  });
  return pretendServer(
    (request) => {
      const known = request.headers.authorization === `Bearer ${token}`;
      return known
        ? digitaloceanAnswer(request, world.zones)
        : doError(401, 'Unauthorized', 'Unable to authenticate you');
    },
    { ...world, standing },
  );
}

/** How the provider is pointed at it. */
export function pretendDigitalocean(): PretendHost {
  return {
    values: { DO_AUTH_TOKEN: digitaloceanToken },
    urlSetting: 'DO_API_URL',
    basePath: '/v2',
    serve: (zones) => digitaloceanServer({ zones }),
  };
}

export const ways: readonly Way[] = [pretendDigitalocean()];

export function doError(status: number, id: string, message: string): PretendAnswer {
  return json(status, { id, message, request_id: 'pretend-1' });
}

export function digitaloceanAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const [version, domains, zoneName = '', records, id, ...rest] = request.segments;
  if (version === 'v2' && domains === 'domains' && zoneName === '')
    return paged(
      request,
      'domains',
      [...zones.values()].map(({ name }) => ({ name, ttl: 1800, zone_file: '' })),
    );
  const zone = zones.get(zoneName);
  const notFound = doError(404, 'not_found', 'The resource you were accessing could not be found.');
  if (version !== 'v2' || domains !== 'domains' || !zone || rest.length > 0) return notFound;
  if (records === undefined && request.method === 'GET')
    return json(200, { domain: { name: zone.name, ttl: 1800 } });
  if (records !== 'records') return notFound;
  if (id === undefined) return request.method === 'GET' ? list(request, zone) : create(request, zone);
  const record = zone.list().find((one) => one.id === id);
  if (!record) return notFound;
  if (request.method === 'DELETE') {
    zone.remove(record);
    return { status: 204 };
  }
  return change(request, zone, record);
}

function list(request: PretendRequest, zone: PretendZone): PretendAnswer {
  const { query } = request;
  const [name, type] = [query.get('name'), query.get('type')];
  const found = zone
    .list()
    .filter((record) => name === null || fullName(record.name, zone) === name.toLowerCase())
    .filter((record) => type === null || record.type === type);
  return paged(request, 'domain_records', found.map(item));
}

function paged(request: PretendRequest, field: string, found: readonly unknown[]): PretendAnswer {
  const { query } = request;
  const [page, perPage] = [Number(query.get('page') ?? 1), Number(query.get('per_page') ?? 20)];
  if (!(perPage >= 1 && perPage <= 200)) return doError(422, 'unprocessable_entity', 'per_page is 1 to 200');
  const pages: Record<string, string> = {};
  const link = (target: number) => {
    const asked = new URLSearchParams(query);
    asked.set('page', String(target));
    return `https://api.digitalocean.com${request.path}?${asked}`;
  };
  const last = Math.ceil(found.length / perPage);
  if (page > 1) Object.assign(pages, { first: link(1), prev: link(page - 1) });
  if (page < last) Object.assign(pages, { next: link(page + 1), last: link(last) });
  return json(200, {
    [field]: found.slice((page - 1) * perPage, page * perPage),
    links: Object.keys(pages).length > 0 ? { pages } : {},
    meta: { total: found.length },
  });
}

function create(request: PretendRequest, zone: PretendZone): PretendAnswer {
  if (request.method !== 'POST') return doError(405, 'method_not_allowed', 'This method is not allowed');
  const record = { ttl: 1800, ...Object(bodyOf(request)) };
  const { type, name, data } = record;
  for (const [field, value] of Object.entries({ type, name, data }))
    if (typeof value !== 'string' || value === '') return refused(`${field} can't be blank`);
  const wrong = wrongIn(zone, record, 30);
  return wrong ? refused(wrong) : json(201, { domain_record: item(zone.add(known(record))) });
}

function change(request: PretendRequest, zone: PretendZone, record: ZoneRecord): PretendAnswer {
  const given = bodyOf(request);
  if (request.method === 'PUT' || request.method === 'PATCH') {
    const { id: _, ...changed } = { ...record, ...Object(given) };
    const wrong = wrongIn(zone, changed, 30);
    return wrong ? refused(wrong) : json(200, { domain_record: item(zone.change(record, known(changed))) });
  }
  return doError(405, 'method_not_allowed', 'This method is not allowed');
}

function known({ name, type, data, ttl, extra }: NewRecord): NewRecord {
  return { name: name.toLowerCase(), type, data, ttl, ...(extra && { extra }) };
}

function item({ id, name, type, data, ttl, extra }: ZoneRecord) {
  const absent = { priority: null, port: null, weight: null, flags: null, tag: null };
  return { id: Number(id), type, name, data, ttl, ...absent, ...extra };
}

function fullName(name: string, zone: PretendZone): string {
  return name === '@' ? zone.name : `${name}.${zone.name}`;
}

function refused(message: string): PretendAnswer {
  return doError(422, 'unprocessable_entity', message);
}
