import {
  bodyOf,
  json,
  type Listening,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { isCnameConflict, type PretendZone, type PretendZones, wrongIn } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export interface GandiWorld extends Listening {
  readonly zones: PretendZones;
  readonly token?: string;
  /** Whether a listing of several pages says where it goes on, only how long it is, or nothing. Default `link`. */
  readonly paging?: 'link' | 'count-only' | 'none';
  /** The most record sets on a page; default 500, as many as may be asked for. */
  readonly longestPage?: number;
}

export const gandiToken = 'pretendGandiToken';
const usualPageSize = 100;
const defaultTtl = 10_800;

/** Gandi's LiveDNS API, as recordings and other clients show it: a PUT answers 201 whether it creates or replaces. */
export function gandiServer(world: GandiWorld): Promise<PretendServer> {
  const { token = gandiToken } = world;
  return pretendServer(
    (request) =>
      request.headers.authorization === `Bearer ${token}`
        ? gandiAnswer(request, world)
        : gandiError(401, 'HTTPUnauthorized', 'The server could not verify that you authorized to access.'),
    world,
  );
}

/** How the provider is pointed at it. */
export function pretendGandi(world: Partial<GandiWorld> = {}): PretendHost {
  return {
    values: { GANDIV5_PERSONAL_ACCESS_TOKEN: gandiToken },
    urlSetting: 'GANDIV5_API_URL',
    basePath: '/v5/livedns',
    serve: (zones) => gandiServer({ zones, ...world }),
  };
}

export const ways: readonly Way[] = [pretendGandi()];

const causes: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
};

export function gandiError(status: number, object: string, message: string): PretendAnswer {
  return json(status, { code: status, message, object, cause: causes[status] });
}

export function gandiAnswer(request: PretendRequest, world: GandiWorld): PretendAnswer {
  const [version, livedns, domains, fqdn = '', records, name, type, ...rest] = request.segments;
  const noDomain = gandiError(404, 'HTTPNotFound', 'The resource could not be found.');
  if (version === 'v5' && livedns === 'livedns' && domains === 'domains' && fqdn === '')
    return paged(
      request,
      [...world.zones.keys()].map((name) => ({ fqdn: name })),
      world,
    );
  const zone = world.zones.get(fqdn);
  if (version !== 'v5' || livedns !== 'livedns' || domains !== 'domains' || !zone || rest.length > 0)
    return noDomain;
  if (records === undefined) return json(200, { fqdn, automatic_snapshots: true });
  if (records !== 'records') return noDomain;
  if (name === undefined) return request.method === 'GET' ? list(request, zone, world) : notAllowed();
  if (type === undefined) return ofName(request, zone, name);
  return ofSet(request, zone, name, type);
}

function list(request: PretendRequest, zone: PretendZone, world: GandiWorld): PretendAnswer {
  return paged(request, setsOf(zone), world);
}

function paged({ query, path }: PretendRequest, sets: readonly unknown[], world: GandiWorld): PretendAnswer {
  const { paging = 'link', longestPage = 500 } = world;
  const pageSize = Math.min(Number(query.get('per_page') ?? usualPageSize), longestPage);
  const page = Number(query.get('page') ?? 1);
  const hasNext = paging === 'link' && page * pageSize < sets.length;
  const link = `<https://api.gandi.net${path}?page=${page + 1}&per_page=${pageSize}>; rel="next"`;
  return json(200, sets.slice((page - 1) * pageSize, page * pageSize), {
    ...(paging !== 'none' && { 'total-count': String(sets.length) }),
    ...(hasNext && { link }),
  });
}

/** Deletes all types of the name: not what an adapter wants. */
function ofName({ method }: PretendRequest, zone: PretendZone, name: string): PretendAnswer {
  if (method === 'GET')
    return json(
      200,
      setsOf(zone).filter(({ rrset_name }) => rrset_name === name),
    );
  if (method !== 'DELETE') return notAllowed();
  zone.replace({ name }, []);
  return { status: 204 };
}

function ofSet(request: PretendRequest, zone: PretendZone, name: string, type: string): PretendAnswer {
  const { method } = request;
  const held = setsOf(zone).find((set) => set.rrset_name === name && set.rrset_type === type);
  const absent = gandiError(404, 'dns-record', `Can't find the DNS record ${name}/${type} in the zone`);
  if (method === 'GET') return held ? json(200, held) : absent;
  if (method === 'DELETE') {
    if (!held) return absent;
    zone.replace({ name, type }, []);
    return { status: 204 };
  }
  if (method !== 'PUT' && method !== 'POST') return notAllowed();
  const exists = 'A DNS record already exists with the same name and type';
  if (method === 'POST' && held) return gandiError(409, 'HTTPConflict', exists);
  const { rrset_values: values, rrset_ttl: ttl = defaultTtl } = Object(bodyOf(request));
  if (!Array.isArray(values) || values.length === 0) return refused('rrset_values', 'Required');
  if (isCnameConflict(zone, type, name))
    return gandiError(409, 'HTTPConflict', 'A CNAME record cannot stand beside other records');
  const made = values.map((data: string) => ({ name, type, data, ttl }));
  const wrong = made.map((record) => wrongIn(zone, record, 300)).find((one) => one !== undefined);
  if (wrong) return refused('rrset_values', wrong);
  zone.replace({ name, type }, made);
  return json(201, { message: 'DNS Record Created' });
}

function refused(name: string, description: string): PretendAnswer {
  const errors = [{ location: 'body', name, description }];
  return json(400, { code: 400, object: 'HTTPBadRequest', cause: causes[400], status: 'error', errors });
}

function notAllowed(): PretendAnswer {
  return gandiError(405, 'HTTPMethodNotAllowed', 'The method is not allowed for this resource.');
}

function setsOf(zone: PretendZone) {
  const sets = new Map<string, ReturnType<typeof emptySet>>();
  for (const { name, type, ttl, data } of zone.list()) {
    const key = `${name}/${type}`;
    const set = sets.get(key) ?? emptySet(zone, name, type, ttl);
    set.rrset_values.push(data);
    sets.set(key, set);
  }
  return [...sets.values()];
}

function emptySet(zone: PretendZone, name: string, type: string, ttl: number) {
  const path = `${zone.name}/records/${encodeURIComponent(name)}/${type}`;
  const values: string[] = [];
  return {
    rrset_type: type,
    rrset_ttl: ttl,
    rrset_name: name,
    rrset_href: `https://api.gandi.net/v5/livedns/domains/${path}`,
    rrset_values: values,
  };
}
