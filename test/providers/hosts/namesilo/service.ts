import {
  json,
  type PretendAnswer,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { type PretendZone, type PretendZones, written, type ZoneRecord } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const namesiloKey = 'pretendnamesilo0123456789';

export interface NamesiloWorld {
  readonly zones: PretendZones;
  /** The only address that may call; default any. */
  readonly allowed?: string;
}

/** NameSilo's API as its clients know it: GET alone, and errors inside of a 200. */
export function namesiloServer({ zones, allowed }: NamesiloWorld): Promise<PretendServer> {
  /** Records have a new id after each update. */
  const ids = new Map<string, number>();
  const idOf = ({ id }: ZoneRecord) => `r${id}x${ids.get(id) ?? 0}`;
  return pretendServer(
    ({ segments: [api, operation = ''], query }) => {
      const given = (field: string) => query.get(field) ?? '';
      if (api !== 'api' || given('version') !== '1' || given('type') !== 'json')
        return namesiloReply(operation, 101, 'HTTPS not used');
      if (given('key') !== namesiloKey) return namesiloReply(operation, 110, 'Invalid API Key');
      if (allowed !== undefined)
        return namesiloReply(operation, 113, 'This API account cannot be accessed from your IP');
      if (operation === 'listDomains') return domainsOf([...zones.keys()], query);
      const zone = zones.get(given('domain'));
      if (!zone)
        return namesiloReply(operation, 200, 'Domain is not active, or does not belong to this user');
      if (operation === 'dnsListRecords') return listOf(zone, idOf);
      const before = zone.list().find((one) => idOf(one) === given('rrid'));
      if (operation !== 'dnsAddRecord' && !before)
        return namesiloReply(operation, 280, 'DNS modification error: no such record');
      if (operation === 'dnsDeleteRecord') {
        if (before) zone.remove(before);
        return namesiloReply(operation, 300, 'success');
      }
      const record = {
        name: given('rrhost') || '@',
        type: before?.type ?? given('rrtype'),
        data: given('rrvalue'),
        ttl: Number(given('rrttl')),
      };
      const held = written(zone, record, 3600, before);
      if (typeof held === 'string') return namesiloReply(operation, 280, `DNS modification error: ${held}`);
      if (before) ids.set(before.id, (ids.get(before.id) ?? 0) + 1);
      return namesiloReply(operation, 300, 'success', { record_id: idOf(held) });
    },
    { isWrite: ({ segments }) => !/^(dnsListRecords|listDomains)$/.test(segments[1] ?? '') },
  );
}

function domainsOf(names: readonly string[], query: URLSearchParams): PretendAnswer {
  const [page, size] = [Number(query.get('page') ?? 1), Number(query.get('pageSize') ?? 10)];
  return namesiloReply('listDomains', 300, 'success', {
    domains: names
      .slice((page - 1) * size, page * size)
      .map((domain) => ({ domain, created: '2020-02-03', expires: '2030-02-03' })),
    pager: { total: names.length, pageSize: size, page },
  });
}

/** One record comes without a list around it. */
function listOf(zone: PretendZone, idOf: (record: ZoneRecord) => string): PretendAnswer {
  const all = zone.list().map((record) => ({
    record_id: idOf(record),
    type: record.type,
    host: record.name === '@' ? zone.name : `${record.name}.${zone.name}`,
    value: record.data,
    ttl: String(record.ttl),
    distance: '0',
  }));
  return namesiloReply('dnsListRecords', 300, 'success', {
    ...(all.length > 0 && { resource_record: all.length === 1 ? all[0] : all }),
  });
}

/** The code is a number at one time and a text at another. */
export function namesiloReply(
  operation: string,
  code: number,
  detail: string,
  more: object = {},
): PretendAnswer {
  return json(200, {
    request: { operation, ip: '192.0.2.1' },
    reply: { code: code === 300 ? code : String(code), detail, ...more },
  });
}

export function pretendNamesilo(world: Partial<NamesiloWorld> = {}): PretendHost {
  return {
    values: { NAMESILO_API_KEY: namesiloKey },
    urlSetting: 'NAMESILO_API_URL',
    basePath: '/api',
    serve: (zones) => namesiloServer({ zones, ...world }),
  };
}

export const ways: readonly Way[] = [pretendNamesilo()];
