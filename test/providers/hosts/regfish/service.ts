import {
  bodyOf,
  json,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import {
  fullIn,
  type PretendZone,
  type PretendZones,
  relativeIn,
  written,
  type ZoneRecord,
} from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const regfishKey = 'pretendregfishkey0123456789abcdef';

/** regfish's DNS API as its recordings show it: full names, and errors inside of a 200. */
export function regfishServer(zones: PretendZones): Promise<PretendServer> {
  return pretendServer((request) =>
    request.headers['x-api-key'] === regfishKey
      ? regfishAnswer(request, zones)
      : regfishError(401, 'Unauthorized', 0),
  );
}

export function regfishAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const [, second = '', third = ''] = request.segments;
  const all = [...zones.values()];
  if (request.method === 'GET') {
    const zone = zones.get(second);
    return zone && third === 'rr'
      ? ok(zone.list().map((one) => item(one, zone)))
      : regfishError(200, 'Record not found', 15_001);
  }
  const { name, type, data, ttl = 3600 } = Object(bodyOf(request));
  const zone = all.find((one) =>
    third === '' ? inZone(one, String(name)) : one.list().some(({ id }) => id === third),
  );
  if (!zone) return regfishError(200, 'Record not found', 15_001);
  const before = zone.list().find(({ id }) => id === third);
  if (request.method === 'DELETE') {
    if (before) zone.remove(before);
    return json(200, { success: true, error: 'Record successfully deleted', code: 0 });
  }
  const record = {
    name: relativeIn(zone, String(name)),
    type: String(type),
    data: String(data),
    ttl: Number(ttl),
  };
  const held = written(zone, record, 60, before);
  return typeof held === 'string' ? regfishError(200, held, 15_003) : ok(item(held, zone));
}

function inZone({ name }: PretendZone, full: string): boolean {
  return full === `${name}.` || full.endsWith(`.${name}.`);
}

function item({ id, name, type, data, ttl, extra }: ZoneRecord, zone: PretendZone) {
  return {
    id: Number(id),
    name: `${fullIn(zone, name)}.`,
    type,
    data,
    ttl,
    auto: false,
    active: true,
    ...extra,
  };
}

const ok = (response: unknown) => json(200, { success: true, response, code: 0 });

export function regfishError(status: number, error: string, code: number): PretendAnswer {
  return json(status, { success: false, error, code });
}

export function pretendRegfish(): PretendHost {
  return { values: { REGFISH_API_KEY: regfishKey }, urlSetting: 'REGFISH_API_URL', serve: regfishServer };
}

export const ways: readonly Way[] = [pretendRegfish()];
