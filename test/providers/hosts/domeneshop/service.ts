import {
  bodyOf,
  json,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { type PretendZones, written, type ZoneRecord } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const domeneshopKeys = { token: 'pretenddomeneshop', secret: 'pretenddomeneshopsecret0123456789' };

/** Domeneshop's API as its description shows it: a PUT replaces all of a record. */
export function domeneshopServer(zones: PretendZones): Promise<PretendServer> {
  const login = Buffer.from(`${domeneshopKeys.token}:${domeneshopKeys.secret}`).toString('base64');
  return pretendServer((request) =>
    request.headers.authorization === `Basic ${login}`
      ? domeneshopAnswer(request, zones)
      : domeneshopError(401, 'Unauthorized'),
  );
}

export function domeneshopAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const [, , ofZone, dns, id] = request.segments;
  const names = [...zones.keys()];
  if (ofZone === undefined)
    return json(
      200,
      names.map((domain, at) => ({ id: at + 1, domain, status: 'active' })),
    );
  const zone = zones.get(names[Number(ofZone) - 1] ?? '');
  if (!zone || dns !== 'dns') return domeneshopError(404, 'domain:not-found');
  if (request.method === 'GET') return json(200, zone.list().map(item));
  const before = zone.list().find((one) => one.id === id);
  if (id !== undefined && !before) return domeneshopError(404, 'record:not-found');
  if (request.method === 'DELETE' && before) {
    zone.remove(before);
    return { status: 204 };
  }
  const { host, type, data, ttl = 3600 } = Object(bodyOf(request));
  if (ttl % 60 !== 0) return domeneshopError(400, 'ttl:not-a-multiple-of-60');
  const record = { name: String(host), type: String(type), data: String(data), ttl: Number(ttl) };
  const held = written(zone, record, 60, before);
  if (typeof held === 'string') return domeneshopError(held.includes('exists') ? 409 : 400, held);
  return before ? { status: 204 } : json(201, { id: Number(held.id) });
}

function item({ id, name, type, data, ttl }: ZoneRecord) {
  return { id: Number(id), host: name, type, data, ttl };
}

export function domeneshopError(status: number, help: string): PretendAnswer {
  return json(status, { code: 'error', help });
}

export function pretendDomeneshop(): PretendHost {
  return {
    values: { DOMENESHOP_API_TOKEN: domeneshopKeys.token, DOMENESHOP_API_SECRET: domeneshopKeys.secret },
    urlSetting: 'DOMENESHOP_API_URL',
    basePath: '/v0',
    serve: domeneshopServer,
  };
}

export const ways: readonly Way[] = [pretendDomeneshop()];
