import { createHmac } from 'node:crypto';
import {
  bodyOf,
  json,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { fullIn, type PretendZones, written, type ZoneRecord } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const websupportKeys = { key: 'pretend-websupport-key-01', secret: 'pretend-websupport-secret-01' };
const serviceOf = (zones: PretendZones, name: string) => 1000 + [...zones.keys()].indexOf(name);

/** The API of Websupport and Active24 as its clients know it. */
export function websupportServer(zones: PretendZones): Promise<PretendServer> {
  return pretendServer((request) =>
    isSigned(request)
      ? websupportAnswer(request, zones)
      : websupportError(401, 'Incorrect api key or signature'),
  );
}

function isSigned({ method, path, headers }: PretendRequest): boolean {
  const time = Date.parse(String(headers.date)) / 1000;
  const signature = createHmac('sha1', websupportKeys.secret)
    .update(`${method} ${path} ${time}`)
    .digest('hex');
  return (
    headers.authorization === `Basic ${Buffer.from(`${websupportKeys.key}:${signature}`).toString('base64')}`
  );
}

export function websupportAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const [version, , service = '', dns, record, id] = request.segments;
  if (version === 'v1') {
    const named = [...zones.keys()].map((name) => ({
      id: serviceOf(zones, name),
      serviceName: 'domain',
      status: 'active',
      name,
    }));
    return json(200, { items: [{ id: 1, serviceName: 'The Hosting', name: 'hosting_1' }, ...named] });
  }
  const zone = [...zones.values()].find(({ name }) => String(serviceOf(zones, name)) === service);
  if (!zone || dns !== 'dns' || record !== 'record') return websupportError(404, 'Not found');
  if (request.method === 'GET') {
    const [page, size] = [
      Number(request.query.get('page') ?? 1),
      Number(request.query.get('rowsPerPage') ?? 20),
    ];
    const all = zone.list().map((one) => item(one, zone.name));
    const data = all.slice((page - 1) * size, page * size);
    return json(200, {
      currentPage: page,
      rowsPerPage: size,
      totalPages: Math.ceil(all.length / size),
      totalRecords: all.length,
      data,
    });
  }
  const before = zone.list().find((one) => one.id === id);
  if (request.method === 'DELETE') {
    if (!before) return websupportError(404, 'Not found');
    zone.remove(before);
    return { status: 204 };
  }
  const { name, type, content, ttl } = Object(bodyOf(request));
  const held = written(
    zone,
    { name: String(name) || '@', type: String(type), data: String(content), ttl: Number(ttl) },
    60,
  );
  return typeof held === 'string' ? websupportError(422, held) : { status: 204 };
}

function item({ id, name, type, data, ttl }: ZoneRecord, zone: string) {
  return { id: Number(id), type, name: fullIn({ name: zone }, name), content: data, ttl };
}

export function websupportError(status: number, title: string): PretendAnswer {
  return json(status, { type: '/errors/httpException', status, title });
}

/** The settings begin with this prefix. */
export function pretendWebsupport(prefix: string): PretendHost {
  return {
    values: { [`${prefix}_API_KEY`]: websupportKeys.key, [`${prefix}_SECRET`]: websupportKeys.secret },
    urlSetting: `${prefix}_API_URL`,
    serve: websupportServer,
  };
}

export const ways: readonly Way[] = [pretendWebsupport('WEBSUPPORT')];
