import { createHmac } from 'node:crypto';
import {
  bodyOf,
  json,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { type PretendZone, type PretendZones, wrongIn, type ZoneRecord } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const constellixKeys = {
  key: 'pretend-constellix-key-0123',
  secret: 'pretend-constellix-secret-0123',
};
const zoneId = (zones: PretendZones, name: string) => 1000 + [...zones.keys()].indexOf(name);

/** Constellix's API v1 as its recordings show it: sets of one type, with an id. */
export function constellixServer(zones: PretendZones): Promise<PretendServer> {
  return pretendServer((request) => {
    const [key, mac, now = ''] = String(request.headers['x-cns-security-token']).split(':');
    const right = createHmac('sha1', constellixKeys.secret).update(now).digest('base64');
    return key === constellixKeys.key && mac === right
      ? constellixAnswer(request, zones)
      : constellixError(401, 'Invalid security token');
  });
}

export function constellixAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const [, where, id = '', records, type = '', ofSet = ''] = request.segments;
  if (where !== 'domains') return constellixError(404, 'Not found');
  if (id === '')
    return json(
      200,
      [...zones.keys()].map((name) => ({ id: zoneId(zones, name), name })),
    );
  const zone = [...zones.values()].find(({ name }) => String(zoneId(zones, name)) === id);
  if (!zone || records !== 'records') return constellixError(404, 'Domain not found');
  const all = setsOf(zone, type);
  if (request.method === 'GET') return json(200, all.map(item));
  const old = all.find(([first]) => String(first.id) === ofSet);
  if (ofSet !== '' && !old) return constellixError(404, 'Record not found');
  if (request.method === 'DELETE') {
    for (const one of old ?? []) zone.remove(one);
    return json(200, { success: 'Record  deleted successfully' });
  }
  return write(zone, type, Object(bodyOf(request)), old);
}

type Set = [ZoneRecord, ...ZoneRecord[]];

function setsOf(zone: PretendZone, type: string): Set[] {
  const byName = Map.groupBy(
    zone.list().filter((one) => one.type === type),
    ({ name }) => name,
  );
  return [...byName.values()].flatMap(([first, ...rest]): Set[] => (first ? [[first, ...rest]] : []));
}

function write(
  zone: PretendZone,
  type: string,
  given: Record<string, unknown>,
  old: Set | undefined,
): PretendAnswer {
  const name = String(given.name) || '@';
  const values = Array.isArray(given.roundRobin) ? given.roundRobin.map(({ value }) => String(value)) : [];
  const made = values.map((data) => ({ name, type, data, ttl: Number(given.ttl) }));
  const wrong = made.map((one) => wrongIn(zone, one, 30)).find((one) => one !== undefined);
  if (wrong !== undefined) return constellixError(400, wrong);
  if (!old && zone.list({ name, type }).length > 0)
    return constellixError(400, `"${type}" record with name "${name}" already exists`);
  const [first, ...rest] = made;
  if (!first) return constellixError(400, 'roundRobin is required');
  const kept = old ? zone.change(old[0], first) : zone.add(first);
  for (const one of old?.slice(1) ?? []) zone.remove(one);
  for (const one of rest) zone.add(one);
  return old ? json(200, { success: 'Record  updated successfully' }) : json(200, [item([kept])]);
}

function item([first, ...rest]: Set) {
  const { id, name, type, ttl, data, extra } = first;
  const common = {
    id: Number(id),
    type,
    name: name === '@' ? '' : name,
    ttl,
    parent: 'domain',
    source: 'Domain',
  };
  if (type === 'CNAME') return { ...common, host: `${data}.` };
  const roundRobin = [first, ...rest].map((one) => ({ value: one.data, disableFlag: false }));
  return {
    ...common,
    recordOption: 'roundRobin',
    noAnswer: false,
    note: '',
    gtdRegion: 1,
    geolocation: null,
    roundRobin,
    ...extra,
  };
}

export function constellixError(status: number, error: string): PretendAnswer {
  return json(status, { errors: [error] });
}

export function pretendConstellix(): PretendHost {
  return {
    values: { CONSTELLIX_API_KEY: constellixKeys.key, CONSTELLIX_SECRET_KEY: constellixKeys.secret },
    urlSetting: 'CONSTELLIX_API_URL',
    basePath: '/v1',
    serve: constellixServer,
  };
}

export const ways: readonly Way[] = [pretendConstellix()];
