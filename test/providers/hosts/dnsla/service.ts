import {
  bodyOf,
  json,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { type PretendZone, type PretendZones, written, type ZoneRecord } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const dnslaKeys = { id: '85068081529119744', secret: 'pretenddnslasecret0123456789' };

/** The numbers that stand for types, the SOA among them only here. */
const numbers: Readonly<Record<string, number>> = {
  ...{ A: 1, NS: 2, CNAME: 5, SOA: 6, MX: 15, TXT: 16, AAAA: 28, SRV: 33, URL: 256, CAA: 257 },
};

/** DNSLA's API as ddns-go, lego and dnsmgr use it: a code inside of a 200, ids as texts, and at most so many records on a page. */
export function dnslaServer(zones: PretendZones, mostOnAPage = 999): Promise<PretendServer> {
  const login = Buffer.from(`${dnslaKeys.id}:${dnslaKeys.secret}`).toString('base64');
  return pretendServer((request) =>
    request.headers.authorization === `Basic ${login}`
      ? answerOf(request, zones, mostOnAPage)
      : json(401, { code: 401, msg: 'Unauthorized' }),
  );
}

function answerOf(request: PretendRequest, zones: PretendZones, most: number): PretendAnswer {
  const { method, path, query } = request;
  const page = <T>(all: readonly T[], shown: (one: T) => object) => {
    const size = Math.min(Number(query.get('pageSize')), most);
    const from = (Number(query.get('pageIndex')) - 1) * size;
    return done({ total: all.length, results: all.slice(from, from + size).map(shown) });
  };
  if (path === '/api/domainList')
    return page([...zones.keys()], (name) => ({
      ...{ id: idOf(name), domain: `${name}.`, displayDomain: `${name}.`, state: 1, nsState: 0 },
    }));
  if (path === '/api/recordList') {
    const zone = zoneOf(query.get('domainId'), zones);
    return zone ? page(zone.list(), item) : dnslaError(1, '域名不存在');
  }
  if (path !== '/api/record') return json(404, { code: 404, msg: 'Not Found' });
  return method === 'DELETE' ? removed(query.get('id'), zones) : put(method, bodyOf(request), zones);
}

function put(method: string, body: unknown, zones: PretendZones): PretendAnswer {
  const given: { domainId?: string; id?: string; host: string; type: number; data: string; ttl: number } =
    Object(body);
  const { zone, before } =
    method === 'PUT' ? held(given.id, zones) : { zone: zoneOf(given.domainId, zones), before: undefined };
  if (!zone || (method === 'PUT' && !before)) return dnslaError(2, '记录不存在');
  const [type = ''] = Object.entries(numbers).find(([, number]) => number === given.type) ?? [];
  const made = written(zone, { name: given.host, type, data: given.data, ttl: given.ttl }, 60, before);
  if (typeof made === 'string') return dnslaError(3, made);
  return done({ id: made.id });
}

function removed(id: string | null, zones: PretendZones): PretendAnswer {
  const { zone, before } = held(id, zones);
  if (!zone || !before) return dnslaError(2, '记录不存在');
  zone.remove(before);
  return done(null);
}

function held(id: string | null | undefined, zones: PretendZones) {
  const zone = [...zones.values()].find((one) => one.list().some((record) => record.id === id));
  return { zone, before: zone?.list().find((record) => record.id === id) };
}

const idOf = (name: string) => Buffer.from(name).toString('hex');
const zoneOf = (id: string | null | undefined, zones: PretendZones): PretendZone | undefined =>
  [...zones.values()].find(({ name }) => idOf(name) === id);

function item({ id, name, type, data, ttl, extra }: ZoneRecord) {
  const usual = { lineId: '', weight: 0, disable: false, updatedAt: 1_692_856_597 };
  return { id, host: name, type: numbers[type], data, ttl, ...usual, ...extra };
}

const done = (data: unknown) => json(200, { code: 200, msg: '', data });

export function dnslaError(code: number, msg: string): PretendAnswer {
  return json(200, { code, msg, data: null });
}

export function pretendDnsla(mostOnAPage?: number): PretendHost {
  return {
    values: { DNSLA_API_ID: dnslaKeys.id, DNSLA_API_SECRET: dnslaKeys.secret },
    urlSetting: 'DNSLA_API_URL',
    serve: (zones) => dnslaServer(zones, mostOnAPage),
  };
}

export const ways: readonly Way[] = [pretendDnsla()];
