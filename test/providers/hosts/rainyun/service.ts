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

export const rainyunKey = 'PretendRainyunKey0123456789';

/** Rain Yun's API as ddns-go and lego use it: a code inside of a 200, and a new record without its id in the answer. */
export function rainyunServer(zones: PretendZones): Promise<PretendServer> {
  return pretendServer((request) =>
    request.headers['x-api-key'] === rainyunKey
      ? answerOf(request, zones)
      : json(401, { code: 30039, message: '密钥认证错误或已失效' }),
  );
}

function answerOf(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const [product, of, id, dns, ...rest] = request.segments;
  const { method, query } = request;
  if (`${product}/${of}` !== 'product/domain' || rest.length > 0) return rainyunError(404, 'not found');
  const names = [...zones.keys()];
  if (id === undefined) {
    const { page, perPage }: { page: number; perPage: number } = JSON.parse(query.get('options') ?? '{}');
    return listOf(names, page, perPage, (name) => ({ ID: names.indexOf(name) + 71, Domain: name }));
  }
  const zone = zones.get(names[Number(id) - 71] ?? '');
  if (!zone || dns !== 'dns') return rainyunError(30_001, '域名不存在');
  if (method === 'GET')
    return listOf(zone.list(), Number(query.get('page_no')), Number(query.get('limit')), item);
  return write(method, method === 'DELETE' ? Object.fromEntries(query) : Object(bodyOf(request)), zone);
}

function listOf<T>(all: readonly T[], page: number, size: number, shown: (one: T) => object) {
  const Records = all.slice((page - 1) * size, page * size).map(shown);
  return json(200, { code: 200, data: { TotalRecords: all.length, Records } });
}

interface Sent {
  readonly record_id: number;
  readonly host: string;
  readonly type: string;
  readonly value: string;
  readonly ttl: number;
  readonly line: string;
  readonly level: number;
}

function write(method: string, sent: Sent, zone: PretendZone): PretendAnswer {
  const before = zone.list().find((one) => one.id === String(sent.record_id));
  if (method !== 'POST' && !before) return rainyunError(30_002, '记录不存在');
  if (method === 'DELETE') {
    if (before) zone.remove(before);
    return json(200, { code: 200, data: 'ok' });
  }
  const { host: name, type, value: data, ttl, line, level } = sent;
  if (line !== 'DEFAULT') return rainyunError(30_003, '线路错误');
  const extra = type === 'A' || type === 'AAAA' ? { level } : {};
  const record = { name, type, data, ttl, ...(level !== 10 && { extra }) };
  const made = written(zone, record, 60, method === 'PATCH' ? before : undefined);
  return typeof made === 'string' ? rainyunError(30_004, made) : json(200, { code: 200, data: 'ok' });
}

function item({ id, name, type, data, ttl, extra }: ZoneRecord) {
  return {
    record_id: Number(id),
    host: name,
    type,
    value: data,
    TTL: ttl,
    line: 'DEFAULT',
    level: 10,
    ...extra,
  };
}

export function rainyunError(code: number, message: string): PretendAnswer {
  return json(200, { code, message });
}

export function pretendRainyun(): PretendHost {
  return {
    values: { RAINYUN_API_KEY: rainyunKey },
    urlSetting: 'RAINYUN_API_URL',
    basePath: '/product',
    serve: rainyunServer,
  };
}

export const ways: readonly Way[] = [pretendRainyun()];
