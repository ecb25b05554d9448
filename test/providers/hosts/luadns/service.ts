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

export const luadnsAccount = { user: 'person@example.com', token: 'pretendluadnstoken0123456789abcd' };
const zoneId = (name: string) =>
  [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, 7);

/** LuaDNS's API as its recordings show it. */
export function luadnsServer(zones: PretendZones): Promise<PretendServer> {
  const login = Buffer.from(`${luadnsAccount.user}:${luadnsAccount.token}`).toString('base64');
  return pretendServer((request) =>
    request.headers.authorization === `Basic ${login}`
      ? luadnsAnswer(request, zones)
      : luadnsError(401, 'Unauthorized'),
  );
}

export function luadnsAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const [version, where, ofZone, records, id] = request.segments;
  if (version !== 'v1' || where !== 'zones') return luadnsError(404, 'Not Found');
  if (ofZone === undefined)
    return json(
      200,
      [...zones.keys()].map((name) => ({ id: zoneId(name), name, synced: true })),
    );
  const zone = [...zones.values()].find(({ name }) => String(zoneId(name)) === ofZone);
  if (!zone || records !== 'records') return luadnsError(404, 'Zone not found.');
  if (request.method === 'GET')
    return json(
      200,
      zone.list().map((one) => item(one, zone)),
    );
  const before = zone.list().find((one) => one.id === id);
  if (id !== undefined && !before) return luadnsError(404, 'Record not found.');
  if (request.method === 'DELETE' && before) {
    zone.remove(before);
    return json(200, item(before, zone));
  }
  const { name, type, content, ttl } = Object(bodyOf(request));
  const record = {
    name: relativeIn(zone, String(name)),
    type: String(type),
    data: String(content),
    ttl: Number(ttl),
  };
  const held = written(zone, record, 300, before);
  return typeof held === 'string' ? luadnsError(400, held) : json(200, item(held, zone));
}

function item({ id, name, type, data, ttl, extra }: ZoneRecord, zone: PretendZone) {
  return {
    id: Number(id),
    name: `${fullIn(zone, name)}.`,
    type,
    content: data,
    ttl,
    zone_id: zoneId(zone.name),
    generated: extra?.generated ?? false,
  };
}

export function luadnsError(status: number, message: string): PretendAnswer {
  return json(status, { status: 'Sorry', request_id: 'apollo/1', message });
}

export function pretendLuadns(): PretendHost {
  return {
    values: { LUADNS_API_USERNAME: luadnsAccount.user, LUADNS_API_TOKEN: luadnsAccount.token },
    urlSetting: 'LUADNS_API_URL',
    basePath: '/v1',
    serve: luadnsServer,
  };
}

export const ways: readonly Way[] = [pretendLuadns()];
