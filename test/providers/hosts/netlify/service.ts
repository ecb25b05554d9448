import {
  bodyOf,
  json,
  type Listening,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { fullName, nameIn } from '../../../world/rrsets.ts';
import { type PretendZone, type PretendZones, wrongIn, type ZoneRecord } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export interface NetlifyWorld extends Listening {
  readonly zones: PretendZones;
}

export const netlifyToken = 'nfp_PretendNetlifyToken0123456789abcdef0';
const zonePages = 100;

/** Netlify's DNS, as its own description and its clients show it: records are created and deleted, never changed. */
export function netlifyServer(world: NetlifyWorld): Promise<PretendServer> {
  return pretendServer((request) => {
    const known = request.headers.authorization === `Bearer ${netlifyToken}`;
    return known ? netlifyAnswer(request, world.zones) : netlifyError(401, 'Access Denied');
  }, world);
}

/** How the provider is pointed at it. */
export function pretendNetlify(): PretendHost {
  return {
    values: { NETLIFY_TOKEN: netlifyToken },
    urlSetting: 'NETLIFY_API_URL',
    basePath: '/api/v1',
    serve: (zones) => netlifyServer({ zones }),
  };
}

export const ways: readonly Way[] = [pretendNetlify()];

export function netlifyError(code: number, message: string): PretendAnswer {
  return json(code, { code, message });
}

const zoneId = (index: number) => `u6b4336178f002e0a06b${index.toString(16).padStart(5, '0')}`;
const recordId = ({ id }: ZoneRecord) => `u6b433c15a27a2d79${Number(id).toString(16).padStart(7, '0')}`;

export function netlifyAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const { method, segments } = request;
  const [api, version, of, id, records, record, ...rest] = segments;
  if ([api, version, of].join('/') !== 'api/v1/dns_zones' || rest.length > 0)
    return netlifyError(404, 'Not Found');
  const all = [...zones.values()].map((zone, index) => ({ zone, id: zoneId(index) }));
  if (id === undefined) return zoneList(request, all);
  const zone = all.find((one) => one.id === id)?.zone;
  if (!zone || records !== 'dns_records') return netlifyError(404, 'Not Found');
  if (record === undefined && method === 'GET')
    return json(
      200,
      zone.list().map((one) => item(one, zone, id)),
    );
  if (record === undefined && method === 'POST') return create(request, zone, id);
  const found = zone.list().find((one) => recordId(one) === record);
  if (!found) return netlifyError(404, 'Not Found');
  if (method !== 'DELETE') return netlifyError(405, 'Method Not Allowed');
  zone.remove(found);
  return { status: 204 };
}

function zoneList(request: PretendRequest, all: readonly { zone: PretendZone; id: string }[]): PretendAnswer {
  const page = Number(request.query.get('page') ?? 1);
  const shown = all.slice((page - 1) * zonePages, page * zonePages);
  const link = `<https://api.netlify.com${request.path}?page=${page + 1}>; rel="next"`;
  const items = shown.map(({ zone, id }) => ({
    id,
    name: zone.name,
    records: [],
    errors: [],
    dedicated: false,
  }));
  return json(200, items, page * zonePages < all.length ? { link } : {});
}

function create(request: PretendRequest, zone: PretendZone, id: string): PretendAnswer {
  const { type, hostname = '', value, ttl = 3600 } = Object(bodyOf(request));
  const name = nameIn(hostname, zone);
  if (name === undefined) return netlifyError(422, 'the hostname is not in this zone');
  const record = { name, type, data: value, ttl };
  const wrong = wrongIn(zone, record, 1);
  return wrong === undefined ? json(201, item(zone.add(record), zone, id)) : netlifyError(422, wrong);
}

function item(record: ZoneRecord, zone: PretendZone, dns_zone_id: string) {
  const { type, data: value, ttl, extra = {} } = record;
  const { managed = false } = extra;
  return { id: recordId(record), hostname: fullName(record, zone), type, ttl, dns_zone_id, managed, value };
}
