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

export interface ScalewayWorld extends Listening {
  readonly zones: PretendZones;
}

export const scalewayKey = '7b0ca5e1-5eed-4e11-8a3c-pretend00001';

/** Scaleway's Domains and DNS, as its recordings and description show it: a PATCH is carried out whole or not at all. */
export function scalewayServer(world: ScalewayWorld): Promise<PretendServer> {
  return pretendServer((request) => {
    if (request.headers['x-auth-token'] === scalewayKey) return scalewayAnswer(request, world.zones);
    return scalewayError(401, 'denied_authentication', 'authentication is denied');
  }, world);
}

/** How the provider is pointed at it. */
export function pretendScaleway(): PretendHost {
  return {
    values: { SCW_SECRET_KEY: scalewayKey },
    urlSetting: 'SCW_API_URL',
    serve: (zones) => scalewayServer({ zones }),
  };
}

export const ways: readonly Way[] = [pretendScaleway()];

export function scalewayError(status: number, type: string, message: string, more = {}): PretendAnswer {
  return json(status, { message, type, ...more });
}

export function scalewayAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const path = request.segments.join('/');
  const [, name = ''] = /^domain\/v2beta1\/dns-zones\/([^/]+)\/records$/.exec(path) ?? [];
  if (path === 'domain/v2beta1/dns-zones') {
    const all = [...zones.keys()].map((domain) => ({ domain, subdomain: '', status: 'active' }));
    return json(200, { dns_zones: paged(request, all), total_count: all.length });
  }
  const zone = zones.get(name);
  if (!zone) return scalewayError(404, 'not_found', 'resource is not found', { resource: 'dns_zone' });
  if (request.method === 'GET') return list(request, zone);
  if (request.method !== 'PATCH') return scalewayError(405, 'method_not_allowed', 'method not allowed');
  const { changes = [], disallow_new_zone_creation: noNewZone } = Object(bodyOf(request));
  const before = zone.list();
  const touched: ZoneRecord[] = [];
  for (const change of changes) {
    const wrong = noNewZone === true ? carriedOut(change, zone, touched) : 'this could make a zone';
    if (wrong === undefined) continue;
    zone.restore(before);
    return typeof wrong === 'string' ? scalewayError(400, 'invalid_arguments', wrong) : wrong;
  }
  return json(200, { records: touched.map(item) });
}

function list(request: PretendRequest, zone: PretendZone): PretendAnswer {
  const all = zone.list().filter(({ type }) => type !== 'SOA');
  return json(200, { records: paged(request, all).map(item), total_count: all.length });
}

function paged<T>({ query }: PretendRequest, all: readonly T[]): readonly T[] {
  const size = Math.min(Number(query.get('page_size') ?? 20), 1000);
  const from = (Number(query.get('page') ?? 1) - 1) * size;
  return all.slice(from, from + size);
}

interface Fields {
  readonly name: string;
  readonly type: string;
  readonly data: string;
  readonly ttl: number;
}

interface Change {
  readonly set?: { readonly id_fields: Fields; readonly records: readonly (Fields & object)[] };
  readonly delete?: { readonly id_fields: Fields };
}

function carriedOut(change: Change, zone: PretendZone, touched: ZoneRecord[]) {
  if (change.set) {
    const { name, type } = change.set.id_fields;
    const key = { name: name || '@', type };
    const fresh = change.set.records.map(
      ({ name: _, type: __, data, ttl, ...extra }): NewRecord => ({ ...key, data, ttl, extra }),
    );
    const wrong = fresh.map((one) => wrongIn(zone, one, 60)).find((one) => one !== undefined);
    if (wrong !== undefined) return wrong;
    zone.replace(key, []);
    touched.push(...fresh.map((one) => zone.add(one)));
    return undefined;
  }
  const { name, type, data } = change.delete?.id_fields ?? { name: '', type: '', data: '' };
  const found = zone.list({ name: name || '@', type }).filter((one) => one.data === data);
  if (found.length === 0)
    return scalewayError(404, 'not_found', 'resource is not found', { resource: 'record' });
  for (const record of found) zone.remove(record);
  return undefined;
}

function item({ id, name, type, data, ttl, extra = {} }: ZoneRecord) {
  const {
    priority = 0,
    comment = null,
    geo_ip_config,
    weighted_config,
    view_config,
    http_service_config,
  } = extra;
  return {
    ...{
      comment,
      data: type === 'CNAME' ? `${data}.` : data,
      id,
      name: name === '@' ? '' : name,
      priority,
      ttl,
      type,
    },
    ...{
      geo_ip_config,
      weighted_config,
      view_config,
      http_service_config,
      updated_at: '2026-03-20T09:28:08Z',
    },
  };
}
