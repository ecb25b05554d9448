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
  type ZoneRecord,
} from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export interface InfomaniakWorld extends Listening {
  readonly zones: PretendZones;
}

export const infomaniakToken = 'Pretend-Infomaniak_Token-0123456789abcdef';

/** Infomaniak's DNS, as its own description and its clients show it. */
export function infomaniakServer(world: InfomaniakWorld): Promise<PretendServer> {
  return pretendServer((request) => {
    const known = request.headers.authorization === `Bearer ${infomaniakToken}`;
    if (!known) return infomaniakError(401, 'not_authorized', 'Authorization required');
    return infomaniakAnswer(request, world.zones);
  }, world);
}

/** How the provider is pointed at it. */
export function pretendInfomaniak(): PretendHost {
  return {
    values: { INFOMANIAK_ACCESS_TOKEN: infomaniakToken },
    urlSetting: 'INFOMANIAK_API_URL',
    serve: (zones) => infomaniakServer({ zones }),
  };
}

export const ways: readonly Way[] = [pretendInfomaniak()];

export function infomaniakError(
  status: number,
  code: string,
  description: string,
  errors?: unknown,
): PretendAnswer {
  return json(status, {
    result: 'error',
    error: { code, description, ...(errors !== undefined && { errors }) },
  });
}

export function infomaniakAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const { method, segments, query } = request;
  const [version, of, domain = '', records, id, ...rest] = segments;
  if (request.path === '/2/domains/domains')
    return paged(
      query,
      [...zones.values()].map(({ name }) => ({ name })),
    );
  const zone = zones.get(domain);
  if (version !== '2' || of !== 'zones' || records !== 'records' || rest.length > 0 || !zone)
    return infomaniakError(404, 'object_not_found', 'Object not found');
  if (id === undefined && method === 'GET')
    return paged(
      query,
      zone.list().map((record) => item(record, zone)),
    );
  if (id === undefined && method === 'POST') return create(request, zone);
  const record = zone.list().find((one) => one.id === id);
  if (!record) return infomaniakError(404, 'object_not_found', 'Object not found');
  if (method === 'PUT') return change(request, zone, record);
  if (method !== 'DELETE') return infomaniakError(405, 'method_not_allowed', 'Method not allowed');
  zone.remove(record);
  return success(true);
}

/** Pages are only counted where one is asked for. */
function paged(query: URLSearchParams, all: readonly object[]): PretendAnswer {
  const page = Number(query.get('page') ?? 0);
  if (page === 0) return success(all);
  const size = Number(query.get('per_page') ?? 15);
  const shown = all.slice((page - 1) * size, page * size);
  const pages = Math.ceil(all.length / size);
  return success(shown, { total: all.length, page, pages, items_per_page: size });
}

function create(request: PretendRequest, zone: PretendZone): PretendAnswer {
  const { source = '', type, target, ttl } = Object(bodyOf(request));
  const record = { name: source.toLowerCase() || '@', type, data: target, ttl };
  const same = zone.list(record).some(({ data }) => data === target);
  if (same) return infomaniakError(400, 'dns_record_already_exists', 'This dns record already exists');
  return refusal(zone, record) ?? success(item(zone.add(record), zone));
}

/** Takes target and TTL alone. */
function change(request: PretendRequest, zone: PretendZone, record: ZoneRecord): PretendAnswer {
  const { target = record.data, ttl = record.ttl } = Object(bodyOf(request));
  const changed = { data: target, ttl };
  return refusal(zone, { ...record, ...changed }) ?? success(item(zone.change(record, changed), zone));
}

function refusal(zone: PretendZone, record: NewRecord): PretendAnswer | undefined {
  if (isCnameConflict(zone, record.type, record.name))
    return infomaniakError(400, 'dns_record_mutual_exclusion', 'There is another record on this sub domain');
  const wrong = wrongIn(zone, record, 60);
  return wrong === undefined ? undefined : infomaniakError(400, 'invalid_dns_record', wrong);
}

function success(data: unknown, more = {}): PretendAnswer {
  return json(200, { result: 'success', data, ...more });
}

function item({ id, name, type, data, ttl }: ZoneRecord, zone: PretendZone) {
  const source_idn = name === '@' ? zone.name : `${name}.${zone.name}`;
  const source = name === '@' ? '.' : name;
  return { id: Number(id), source, source_idn, type, ttl, target: data, updated_at: 1_779_826_643 };
}
