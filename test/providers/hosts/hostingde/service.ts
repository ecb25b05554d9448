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

export const hostingdeKey = 'pretendhostingdekey0123456789abcdef';
const zoneId = (name: string) => `z${Buffer.from(name).toString('hex')}`;
const callOf = ({ segments }: PretendRequest) => segments.at(-1) ?? '';

/** hosting.de's DNS API as its recordings show it: POST alone, and errors inside of a 200. */
export function hostingdeServer(zones: PretendZones): Promise<PretendServer> {
  return pretendServer(
    (request) => {
      const given: Record<string, unknown> = Object(bodyOf(request));
      return given.authToken === hostingdeKey
        ? hostingdeAnswer(callOf(request), given, zones)
        : hostingdeError(10_101, 'The provided credentials are invalid.');
    },
    { isWrite: (request) => !callOf(request).endsWith('Find') },
  );
}

export function hostingdeAnswer(
  call: string,
  given: Record<string, unknown>,
  zones: PretendZones,
): PretendAnswer {
  const { field, value } = Object(given.filter);
  const all = [...zones.values()];
  if (call === 'zoneConfigsFind')
    return paged(given, all.filter(({ name }) => field === undefined || name === value).map(config));
  if (call === 'recordsFind') {
    const zone = all.find(({ name }) => field === 'ZoneConfigId' && zoneId(name) === value);
    return paged(given, zone ? zone.list().map((one) => item(one, zone)) : []);
  }
  const { id } = Object(given.zoneConfig);
  const zone = all.find(({ name }) => zoneId(name) === id);
  if (call !== 'zoneUpdate' || !zone) return hostingdeError(10_206, 'The object does not exist.');
  const before = zone.list();
  const wrong = changed(zone, given);
  if (wrong === undefined)
    return answer('pending', {
      records: zone.list().map((one) => item(one, zone)),
      zoneConfig: { ...config(zone), status: 'blocked' },
    });
  zone.restore(before);
  return wrong;
}

/** All of it, or none. */
function changed(zone: PretendZone, given: Record<string, unknown>): PretendAnswer | undefined {
  const list = (field: string): Record<string, unknown>[] =>
    Array.isArray(given[field]) ? given[field] : [];
  for (const { id } of list('recordsToDelete')) {
    const one = zone.list().find((record) => record.id === id);
    if (!one) return hostingdeError(10_206, 'The object does not exist.');
    zone.remove(one);
  }
  for (const one of [...list('recordsToModify'), ...list('recordsToAdd')]) {
    const before = zone.list().find(({ id }) => id === one.id);
    if (one.id !== undefined && !before) return hostingdeError(10_206, 'The object does not exist.');
    const record = {
      name: relativeIn(zone, String(one.name)),
      type: String(one.type),
      data: String(one.content),
      ttl: Number(one.ttl),
    };
    const held = written(zone, record, 60, before);
    if (typeof held === 'string') return hostingdeError(10_301, held);
  }
  return undefined;
}

function paged({ page = 1, limit = 25 }: Record<string, unknown>, all: readonly object[]): PretendAnswer {
  const [at, size] = [Number(page), Number(limit)];
  const data = all.slice((at - 1) * size, at * size);
  return answer('success', {
    data,
    limit: size,
    page: at,
    totalEntries: all.length,
    totalPages: Math.ceil(all.length / size),
  });
}

function config({ name }: PretendZone) {
  return {
    id: zoneId(name),
    name,
    nameUnicode: name,
    type: 'NATIVE',
    status: 'active',
    soaValues: { ttl: 86_400 },
  };
}

function item({ id, name, type, data, ttl }: ZoneRecord, zone: PretendZone) {
  return { id, name: fullIn(zone, name), type, content: data, ttl, zoneConfigId: zoneId(zone.name) };
}

const answer = (status: string, response: object) =>
  json(200, { errors: [], metadata: {}, response, status, warnings: [] });

export function hostingdeError(code: number, text: string, value = ''): PretendAnswer {
  return json(200, {
    errors: [{ code, text, value, details: [] }],
    metadata: {},
    status: 'error',
    warnings: [],
  });
}

export function pretendHostingde(): PretendHost {
  return {
    values: { HOSTINGDE_API_KEY: hostingdeKey },
    urlSetting: 'HOSTINGDE_API_URL',
    basePath: '/api/dns/v1/json',
    serve: hostingdeServer,
  };
}

export const ways: readonly Way[] = [pretendHostingde()];
