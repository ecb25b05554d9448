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

export const easydnsKeys = { token: 'pretendeasydnstoken1', key: 'pretendeasydnskey0123' };

/** easyDNS's REST API as its recordings show it. */
export function easydnsServer(zones: PretendZones): Promise<PretendServer> {
  const login = Buffer.from(`${easydnsKeys.token}:${easydnsKeys.key}`).toString('base64');
  return pretendServer((request) => {
    if (request.headers.authorization !== `Basic ${login}`) return easydnsError(401, 'Unauthorized');
    return request.query.get('format') === 'json'
      ? easydnsAnswer(request, zones)
      : { status: 200, body: '<xml/>' };
  });
}

export function easydnsAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const { method, segments } = request;
  const [, , third = '', fourth = '', type = ''] = segments;
  if (method === 'GET') {
    const zone = zones.get(fourth);
    if (third !== 'all' || !zone) return easydnsError(403, `no access to ${fourth}`);
    const data = zone.list().map((one) => item(one, zone));
    return json(200, {
      tm: 1,
      data,
      count: data.length,
      total: data.length,
      start: 0,
      max: 1000,
      status: 200,
    });
  }
  const all = [...zones.values()];
  const id = method === 'DELETE' ? fourth : third;
  const zone =
    method === 'POST'
      ? all.find((one) => one.list().some((record) => record.id === id))
      : zones.get(method === 'PUT' ? fourth : third);
  if (!zone)
    return method === 'POST' ? easydnsError(404, 'Record not found') : easydnsError(403, 'no access');
  const before = method === 'PUT' ? undefined : zone.list().find((one) => one.id === id);
  if (method === 'DELETE') {
    if (!before) return easydnsError(404, 'Record not found');
    zone.remove(before);
    return json(200, { msg: 'OK', data: { domain: zone.name, id }, status: 200 });
  }
  const given = Object(bodyOf(request));
  const record = {
    name: String(given.host),
    type: method === 'PUT' ? type : String(given.type),
    data: String(given.rdata),
    ttl: Number(given.ttl),
  };
  const held = written(zone, record, 60, before);
  if (typeof held === 'string')
    return held.includes('exists') ? easydnsError(409, 'Record already exists') : easydnsError(400, held);
  return json(method === 'PUT' ? 201 : 200, { msg: 'OK', tm: 1, data: item(held, zone), status: 201 });
}

function item({ id, name, type, data, ttl, extra }: ZoneRecord, zone: PretendZone) {
  return {
    id,
    domain: zone.name,
    host: name,
    ttl: String(ttl),
    prio: '0',
    type,
    rdata: data,
    geozone_id: extra?.geozone ?? '0',
  };
}

export function easydnsError(status: number, message: string): PretendAnswer {
  return json(status, { error: { code: status, message } });
}

export function pretendEasydns(): PretendHost {
  return {
    values: { EASYDNS_TOKEN: easydnsKeys.token, EASYDNS_KEY: easydnsKeys.key },
    urlSetting: 'EASYDNS_API_URL',
    serve: easydnsServer,
  };
}

export const ways: readonly Way[] = [pretendEasydns()];
