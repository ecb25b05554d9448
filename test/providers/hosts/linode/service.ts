import {
  bodyOf,
  json,
  type Listening,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
  resetIn,
} from '../../../world/pretend-server.ts';
import {
  type NewRecord,
  type PretendZone,
  type PretendZones,
  wrongIn,
  type ZoneRecord,
} from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export interface LinodeWorld extends Listening {
  readonly zones: PretendZones;
  readonly token?: string;
  /** Default `master`. */
  readonly domainType?: 'master' | 'slave';
}

export const linodeToken = 'pretendLinodeToken0123456789abcdef';
/** Seconds until the rate limit starts anew, which every answer tells. */
export const linodeReset = 98;

const ttls = [
  0, 30, 120, 300, 3600, 7200, 14_400, 28_800, 57_600, 86_400, 172_800, 345_600, 604_800, 1_209_600,
  2_419_200,
];

/** Linode's Domains API as its reference and recordings show it: every answer has a Retry-After, also a success. */
export function linodeServer(world: LinodeWorld): Promise<PretendServer> {
  const { token = linodeToken, zones, domainType } = world;
  const standing = () => {
    const { date, reset } = resetIn(linodeReset);
    return {
      date,
      'retry-after': String(linodeReset),
      'x-ratelimit-limit': '400',
      'x-ratelimit-remaining': '398',
      'x-ratelimit-reset': reset,
    };
  };
  return pretendServer(
    (request) => {
      const known = request.headers.authorization === `Bearer ${token}`;
      return known ? linodeAnswer(request, zones, domainType) : linodeError(401, 'Invalid Token');
    },
    { ...world, standing },
  );
}

/** How the provider is pointed at it. */
export function pretendLinode(): PretendHost {
  return {
    values: { LINODE_TOKEN: linodeToken },
    urlSetting: 'LINODE_API_URL',
    basePath: '/v4',
    serve: (zones) => linodeServer({ zones }),
  };
}

export const ways: readonly Way[] = [pretendLinode()];

export function linodeError(status: number, reason: string, field?: string): PretendAnswer {
  return json(status, { errors: [{ ...(field && { field }), reason }] });
}

export function linodeAnswer(
  request: PretendRequest,
  zones: PretendZones,
  domainType: LinodeWorld['domainType'] = 'master',
): PretendAnswer {
  const [version, domains, domainId, records, id, ...rest] = request.segments;
  const notFound = linodeError(404, 'Not found');
  if (version !== 'v4' || domains !== 'domains' || rest.length > 0) return notFound;
  const all = [...zones.values()].map((zone, index) => ({ zone, id: String(1_065_421 + index) }));
  if (domainId === undefined) return listDomains(request, all, domainType);
  const zone = all.find((one) => one.id === domainId)?.zone;
  if (!zone || records !== 'records') return notFound;
  if (id === undefined) return request.method === 'GET' ? list(request, zone) : create(request, zone);
  const record = zone.list().find((one) => one.id === id && isListed(one));
  if (!record) return notFound;
  if (request.method === 'PUT') return change(request, zone, record);
  if (request.method !== 'DELETE') return linodeError(405, 'Method Not Allowed');
  zone.remove(record);
  return json(200, {});
}

function listDomains(
  request: PretendRequest,
  all: readonly { zone: PretendZone; id: string }[],
  type: string,
): PretendAnswer {
  const filter: unknown = JSON.parse(String(request.headers['x-filter'] ?? '{}'));
  const { domain: desired } = Object(filter);
  const domains = all
    .filter(({ zone }) => desired === undefined || zone.name === desired)
    .map(({ zone, id }) => ({
      id: Number(id),
      domain: zone.name,
      type,
      status: 'active',
      ttl_sec: 0,
      tags: [],
    }));
  return paged(request, domains);
}

/** SOA and the zone's own NS are no records there. */
function isListed({ type, name }: ZoneRecord): boolean {
  return type !== 'SOA' && !(type === 'NS' && name === '@');
}

function list(request: PretendRequest, zone: PretendZone): PretendAnswer {
  return paged(request, zone.list().filter(isListed).map(item));
}

function paged(request: PretendRequest, items: readonly unknown[]): PretendAnswer {
  const size = Number(request.query.get('page_size') ?? 100);
  const page = Number(request.query.get('page') ?? 1);
  if (!(size >= 25 && size <= 500)) return linodeError(400, 'Must be 25-500', 'page_size');
  const pages = Math.max(1, Math.ceil(items.length / size));
  if (!(page >= 1 && page <= pages)) return linodeError(404, 'Not found');
  const data = items.slice((page - 1) * size, page * size);
  return json(200, { data, page, pages, results: items.length });
}

function create(request: PretendRequest, zone: PretendZone): PretendAnswer {
  if (request.method !== 'POST') return linodeError(405, 'Method Not Allowed');
  const given = Object(bodyOf(request));
  if (typeof given.type !== 'string') return linodeError(400, 'type is required', 'type');
  const fields = fieldsOf({ name: '', target: '', ttl_sec: 0, ...given });
  const record: NewRecord = { name: '@', data: '', ttl: 0, ...fields, type: given.type };
  return refused(zone, record) ?? json(200, item(zone.add(record)));
}

function change(request: PretendRequest, zone: PretendZone, record: ZoneRecord): PretendAnswer {
  const { type: _, name: __, target: ___, ttl_sec: ____, ...others } = Object(bodyOf(request));
  const fields = { ...fieldsOf(Object(bodyOf(request))), extra: { ...record.extra, ...others } };
  return refused(zone, { ...record, ...fields }) ?? json(200, item(zone.change(record, fields)));
}

/** What the body changes; a TTL between two of the list becomes the higher one. */
function fieldsOf({ name, target, ttl_sec: ttl }: Record<string, unknown>): Partial<NewRecord> {
  return {
    ...(typeof name === 'string' && { name: name.toLowerCase() || '@' }),
    ...(typeof target === 'string' && { data: target }),
    ...(typeof ttl === 'number' && { ttl: ttls.find((one) => one >= ttl) ?? 2_419_200 }),
  };
}

function refused(zone: PretendZone, record: NewRecord): PretendAnswer | undefined {
  const wrong = wrongIn(zone, record, 0);
  return wrong === undefined ? undefined : linodeError(400, wrong, 'target');
}

function item({ id, name, type, data, ttl, extra }: ZoneRecord) {
  const absent = { priority: 0, weight: 0, port: 0, service: null, protocol: null, tag: null };
  return {
    id: Number(id),
    type,
    name: name === '@' ? '' : name,
    target: data,
    ttl_sec: ttl,
    ...absent,
    ...extra,
  };
}
