import { isIPv4, isIPv6 } from 'node:net';
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
  type PretendZone,
  type PretendZones,
  wrongIn,
  type ZoneRecord,
} from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export interface Dynv6World extends Listening {
  readonly zones: PretendZones;
}

export const dynv6Token = 'pretend-Dynv6_Token0123456789';
/** There is one for all, which nobody sees. */
const ttl = 600;

/** dynv6's REST API, as its own description shows it: the addresses of the apex are fields of the zone. */
export function dynv6Server(world: Dynv6World): Promise<PretendServer> {
  return pretendServer((request) => {
    const known = request.headers.authorization === `Bearer ${dynv6Token}`;
    return known ? dynv6Answer(request, world.zones) : { status: 401, body: '' };
  }, world);
}

/** How the provider is pointed at it. */
export function pretendDynv6(): PretendHost {
  return {
    values: { DYNV6_TOKEN: dynv6Token },
    urlSetting: 'DYNV6_API_URL',
    basePath: '/api/v2',
    serve: (zones) => dynv6Server({ zones }),
  };
}

export const ways: readonly Way[] = [pretendDynv6()];

export function dynv6Error(status: number, name: string, message: string, fields?: unknown): PretendAnswer {
  return json(status, { error: { name, message, ...(fields !== undefined && { fields }) } });
}

export function dynv6Answer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const { method, segments } = request;
  const [api, version, of, id, records, recordId, ...rest] = segments;
  const notFound = dynv6Error(404, 'NotFoundError', 'Zone not found');
  if ([api, version, of].join('/') !== 'api/v2/zones' || rest.length > 0) return notFound;
  const all = [...zones.values()].map((zone, index) => ({ zone, id: 900 + index }));
  if (id === undefined)
    return json(
      200,
      all.map((one) => zoneItem(one.zone, one.id)),
    );
  if (id === 'by-name') {
    const named = all.find(({ zone }) => zone.name === records);
    return named ? json(200, zoneItem(named.zone, named.id)) : notFound;
  }
  const found = all.find((one) => String(one.id) === id);
  if (!found) return notFound;
  const { zone } = found;
  if (records === undefined && method === 'PATCH') changeZone(request, zone);
  if (records === undefined) return json(200, zoneItem(zone, found.id));
  if (records !== 'records') return notFound;
  const held = zone.list().filter((one) => !isOfZone(one) && one.type !== 'SOA' && one.type !== 'NS');
  if (recordId === undefined && method === 'GET')
    return json(
      200,
      held.map((one) => item(one, found.id)),
    );
  if (recordId === undefined) return create(request, zone, found.id);
  const record = held.find((one) => one.id === recordId);
  if (!record) return dynv6Error(404, 'NotFoundError', 'Record not found');
  if (method === 'PATCH') return change(request, zone, record, found.id);
  zone.remove(record);
  return { status: 204 };
}

function isOfZone({ name, type }: ZoneRecord): boolean {
  return name === '@' && (type === 'A' || type === 'AAAA');
}

function changeZone(request: PretendRequest, zone: PretendZone): void {
  const { ipv4address, ipv6prefix } = Object(bodyOf(request));
  const set = (type: string, data: string) => {
    const [before] = zone.list({ name: '@', type });
    if (before) zone.change(before, { data });
    else zone.add({ name: '@', type, data, ttl });
  };
  if (isIPv4(String(ipv4address))) set('A', ipv4address);
  if (isIPv6(String(ipv6prefix))) set('AAAA', ipv6prefix);
}

function create(request: PretendRequest, zone: PretendZone, zoneId: number): PretendAnswer {
  const { name = '', type, data } = Object(bodyOf(request));
  const record = { name: name.toLowerCase() || '@', type, data, ttl };
  return refusal(zone, record) ?? json(200, item(zone.add(record), zoneId));
}

function change(
  request: PretendRequest,
  zone: PretendZone,
  record: ZoneRecord,
  zoneId: number,
): PretendAnswer {
  const { name = record.name, data = record.data } = Object(bodyOf(request));
  const changed = { name: name.toLowerCase() || '@', data };
  return refusal(zone, { ...record, ...changed }) ?? json(200, item(zone.change(record, changed), zoneId));
}

function refusal(zone: PretendZone, record: Omit<ZoneRecord, 'id'>): PretendAnswer | undefined {
  const wrong = isCnameConflict(zone, record.type, record.name)
    ? 'has a CNAME already'
    : wrongIn(zone, record, 1);
  if (wrong === undefined) return undefined;
  return dynv6Error(422, 'ValidationError', 'Validation failed', [{ name: 'data', message: wrong }]);
}

function zoneItem(zone: PretendZone, id: number) {
  const of = (type: string) => zone.list({ name: '@', type })[0]?.data ?? '';
  const at = '2020-08-12T10:00:00Z';
  const addresses = { ipv4address: of('A'), ipv6prefix: of('AAAA') };
  return { id, name: zone.name, ...addresses, createdAt: at, updatedAt: at };
}

function item({ id, name, type, data, extra = {} }: ZoneRecord, zoneID: number) {
  const { priority, flag, tag, expandedData } = extra;
  const base = { id: Number(id), zoneID, type, name: name === '@' ? '' : name, data };
  return { ...base, priority, flags: flag, tag, expandedData };
}
