import {
  bodyOf,
  json,
  type Listening,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { fullName, nameIn, type PretendSet, rrsetsOf } from '../../../world/rrsets.ts';
import { type NewRecord, type PretendZone, type PretendZones, wrongIn } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export interface GcoreWorld extends Listening {
  readonly zones: PretendZones;
}

export const gcoreToken = '4711$5e1f0ddba11c0ffee5eed0123456789';

/** Gcore's Managed DNS, as its clients show it: POST creates a record set, PUT replaces one with all that is in it. */
export function gcoreServer(world: GcoreWorld): Promise<PretendServer> {
  return pretendServer((request) => {
    if (request.headers.authorization === `APIKey ${gcoreToken}`) return gcoreAnswer(request, world.zones);
    return gcoreError(401, 'invalid token');
  }, world);
}

/** How the provider is pointed at it. */
export function pretendGcore(): PretendHost {
  return {
    values: { GCORE_PERMANENT_API_TOKEN: gcoreToken },
    urlSetting: 'GCORE_API_URL',
    basePath: '/dns',
    serve: (zones) => gcoreServer({ zones }),
  };
}

export const ways: readonly Way[] = [pretendGcore()];

export function gcoreError(status: number, error: string): PretendAnswer {
  return json(status, { error });
}

export function gcoreAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const { method, segments } = request;
  const [dns, version, of, domain, full = '', type = '', ...rest] = segments;
  if ([dns, version, of].join('/') !== 'dns/v2/zones' || rest.length > 0) return gcoreError(404, 'not found');
  if (domain === undefined)
    return page(
      request,
      'zones',
      [...zones.values()].map(({ name }) => ({ name })),
    );
  const zone = zones.get(domain);
  if (!zone) return gcoreError(404, 'zone is not found');
  if (full === 'rrsets' && type === '') {
    const sets = rrsetsOf(zone).map((set) => item(set, zone));
    return page(request, 'rrsets', sets);
  }
  const name = nameIn(full, zone);
  if (name === undefined) return gcoreError(400, 'the name is not in the zone');
  const key = { name, type };
  const isThere = zone.list(key).length > 0;
  if (method === 'POST') return isThere ? gcoreError(409, 'rrset already exists') : write(request, zone, key);
  if (!isThere) return gcoreError(404, 'rrset is not found');
  if (method === 'PUT') return write(request, zone, key);
  if (method !== 'DELETE') return gcoreError(405, 'method not allowed');
  zone.replace(key, []);
  return { status: 204 };
}

function page({ query }: PretendRequest, field: string, all: readonly unknown[]): PretendAnswer {
  const from = Number(query.get('offset') ?? 0);
  const size = Math.min(Number(query.get('limit') ?? 100), 1000);
  return json(200, { [field]: all.slice(from, from + size), total_amount: all.length });
}

interface Sent {
  readonly content: readonly string[];
  readonly meta?: object;
}

function write(
  request: PretendRequest,
  zone: PretendZone,
  key: { name: string; type: string },
): PretendAnswer {
  const { ttl, resource_records: sent = [] } = Object(bodyOf(request));
  const fresh: NewRecord[] = sent.map(({ content, meta }: Sent) => ({
    ...{ ...key, data: String(content[0]), ttl },
    ...(meta && { extra: { meta } }),
  }));
  const wrong = fresh.map((one) => wrongIn(zone, one, 60)).find((one) => one !== undefined);
  if (wrong !== undefined) return gcoreError(400, wrong);
  zone.replace(key, fresh);
  return json(200, {});
}

function item(set: PretendSet, zone: PretendZone) {
  const { type, ttl, records, extra } = set;
  const resource_records = records.map(({ id, data, extra: own = {} }) => ({
    ...{ content: [data], enabled: own.enabled ?? true, id: Number(id) },
    ...(own.meta !== undefined && { meta: own.meta }),
  }));
  const { pickers, filters, setMeta } = extra;
  return { name: fullName(set, zone), type, ttl, resource_records, pickers, filters, meta: setMeta };
}
