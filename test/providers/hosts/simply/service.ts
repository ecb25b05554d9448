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

export const simplyAccount = { name: 'S123456', key: 'pretendsimplykey01' };

/** simply.com's API v2 as its clients know it. */
export function simplyServer(zones: PretendZones): Promise<PretendServer> {
  const login = Buffer.from(`${simplyAccount.name}:${simplyAccount.key}`).toString('base64');
  return pretendServer((request) =>
    request.headers.authorization === `Basic ${login}`
      ? simplyAnswer(request, zones)
      : simplyError(401, 'Invalid account authorization'),
  );
}

export function simplyAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const [two, my, products, product = '', dns, records, id = '', end] = request.segments;
  const zone = zones.get(product);
  if (`${two}/${my}/${products}/${dns}/${records}` !== '2/my/products/dns/records')
    return simplyError(404, 'Not found');
  if (!zone) return simplyError(404, 'Unknown or invalid product reference');
  if (id === '') {
    if (request.method === 'GET') return success({ records: zone.list().map(item) });
  } else if (end !== '') return simplyError(404, 'Not found');
  const before = zone.list().find((one) => one.id === id);
  if (id !== '' && !before) return simplyError(404, 'Unknown DNS record');
  if (request.method === 'DELETE' && before) {
    zone.remove(before);
    return success({});
  }
  const { name, type, data, ttl = 3600 } = Object(bodyOf(request));
  const record = { name: String(name), type: String(type), data: String(data), ttl: Number(ttl) };
  const held = written(zone, record, 60, before);
  if (typeof held === 'string') return simplyError(400, held);
  return success(before ? {} : { record: { id: Number(held.id) } });
}

function item({ id, name, type, data, ttl }: ZoneRecord) {
  return { record_id: Number(id), name, ttl, data, type, priority: 0 };
}

const success = (more: object) => json(200, { status: 200, message: 'success', ...more });

export function simplyError(status: number, error: string): PretendAnswer {
  return json(status, { error });
}

export function pretendSimply(): PretendHost {
  return {
    values: { SIMPLY_ACCOUNT_NAME: simplyAccount.name, SIMPLY_API_KEY: simplyAccount.key },
    urlSetting: 'SIMPLY_API_URL',
    basePath: '/2',
    serve: simplyServer,
  };
}

export const ways: readonly Way[] = [pretendSimply()];
