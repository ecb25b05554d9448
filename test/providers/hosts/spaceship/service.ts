import {
  bodyOf,
  json,
  type PretendAnswer,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import {
  type NewRecord,
  type PretendZone,
  type PretendZones,
  wrongIn,
  type ZoneRecord,
} from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const spaceshipKeys = { key: 'pretendspaceshipkey01', secret: 'pretendspaceshipsecret0123456789' };

/** Spaceship's API as its clients know it: one address for a zone, and records without ids. */
export function spaceshipServer(zones: PretendZones): Promise<PretendServer> {
  return pretendServer((request) => {
    const { segments, headers, method, query } = request;
    if (request.path === '/api/v1/domains' && headers['x-api-key'] === spaceshipKeys.key) {
      const [take, skip] = [Number(query.get('take')), Number(query.get('skip'))];
      if (!(take >= 1 && take <= 100)) return spaceshipError(422, 'take must be from 1 to 100');
      const all = [...zones.values()].map(({ name }) => ({ name, unicodeName: name }));
      return json(200, { items: all.slice(skip, skip + take), total: all.length });
    }
    const [v, one, dns, records, domain = '', ...rest] = ['', ...segments];
    if (`${v}${one}/${dns}/${records}` !== 'api/v1/dns' || domain !== 'records' || rest.length !== 1)
      return spaceshipError(404, 'Not found');
    if (headers['x-api-key'] !== spaceshipKeys.key || headers['x-api-secret'] !== spaceshipKeys.secret)
      return spaceshipError(401, 'Unauthorized');
    const zone = zones.get(rest[0] ?? '');
    if (!zone) return spaceshipError(404, `Domain ${rest[0]} not found`);
    if (method === 'GET') {
      const [take, skip] = [Number(query.get('take')), Number(query.get('skip'))];
      if (!(take >= 1 && take <= 500)) return spaceshipError(422, 'take must be from 1 to 500');
      const all = zone.list().filter(({ type }) => type !== 'SOA');
      return json(200, { items: all.slice(skip, skip + take).map(item), total: all.length });
    }
    const body = bodyOf(request);
    return method === 'PUT' ? put(zone, Object(body)) : remove(zone, body);
  });
}

/** All of the records, or none. */
function put(zone: PretendZone, { items, force }: Record<string, unknown>): PretendAnswer {
  if (!Array.isArray(items) || force !== false) return spaceshipError(422, 'items and force are required');
  const before = zone.list();
  for (const { name, type, address: data, ttl } of items) {
    const wrong =
      wrongIn(zone, { name, type, data, ttl }, 60) ?? (ttl > 3600 ? 'ttl is too high' : undefined);
    if (wrong !== undefined) {
      zone.restore(before);
      return spaceshipError(422, 'The request is not valid', [{ field: 'items[0]', details: wrong }]);
    }
    const same = zone.list({ name, type }).find((one) => one.data === data);
    if (same) zone.change(same, { ttl });
    else zone.add({ name, type, data, ttl, extra: { group: 'custom' } });
  }
  return { status: 204 };
}

function remove(zone: PretendZone, items: unknown): PretendAnswer {
  if (!Array.isArray(items)) return spaceshipError(422, 'a list is required');
  for (const { name, type, address } of items)
    for (const one of zone.list({ name, type })) if (one.data === address) zone.remove(one);
  return { status: 204 };
}

function item({ name, type, data, ttl, extra }: ZoneRecord | NewRecord) {
  const fields: Record<string, string> = {
    A: 'address',
    AAAA: 'address',
    CNAME: 'cname',
    ALIAS: 'aliasName',
  };
  return { type, name, ttl, [fields[type] ?? 'value']: data, group: { type: extra?.group ?? 'custom' } };
}

export function spaceshipError(status: number, detail: string, data: readonly object[] = []): PretendAnswer {
  return json(status, { detail, data });
}

export function pretendSpaceship(): PretendHost {
  return {
    values: { SPACESHIP_API_KEY: spaceshipKeys.key, SPACESHIP_API_SECRET: spaceshipKeys.secret },
    urlSetting: 'SPACESHIP_API_URL',
    basePath: '/api/v1',
    serve: spaceshipServer,
  };
}

export const ways: readonly Way[] = [pretendSpaceship()];
