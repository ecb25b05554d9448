import { rpcSigned } from '../../../../src/providers/api/alibaba-rpc.ts';
import {
  json,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import {
  fullIn,
  type NewRecord,
  type PretendZone,
  type PretendZones,
  relativeIn,
  wrongIn,
  type ZoneRecord,
} from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const esaKeys = { accessKeyId: 'LTAIpretendesa0123', accessKeySecret: 'pretendesasecret0123456789' };
/** What a site is said to be, by the name of its zone, where it is not connected by name servers and active. */
export type Sites = Readonly<Record<string, object>>;

/** ESA as its pages and its SDK show it: one record for all addresses of a name, the parameters in the query. */
export function esaServer(zones: PretendZones, sites: Sites = {}): Promise<PretendServer> {
  const used = new Set<string>();
  return pretendServer((request) => {
    const { method, query } = request;
    const action = query.get('Action') ?? '';
    if (query.get('Version') !== '2024-09-10' || method !== (action.startsWith('List') ? 'GET' : 'POST'))
      return esaError(400, 'InvalidVersion', 'Specified parameter Version is not valid.');
    if (query.get('AccessKeyId') !== esaKeys.accessKeyId)
      return esaError(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
    const nonce = query.get('SignatureNonce') ?? '';
    if (used.has(nonce)) return esaError(400, 'SignatureNonceUsed', 'The nonce was used already.');
    used.add(nonce);
    if (!isSigned(request, nonce))
      return esaError(400, 'SignatureDoesNotMatch', 'The signature does not match.');
    return answered(action, query, zones, sites);
  });
}

function isSigned({ method, headers, query }: PretendRequest, nonce: string): boolean {
  const own = /^(AccessKeyId|Signature|SignatureMethod|SignatureNonce|SignatureVersion|Timestamp)$/;
  const rest = new URLSearchParams([...query].filter(([name]) => !own.test(name)));
  const now = Date.parse(query.get('Timestamp') ?? '');
  const url = `http://${headers.host}/?${rest}`;
  const given = { method: method === 'GET' ? method : 'POST', url, body: undefined } as const;
  const again = rpcSigned(given, { ...esaKeys, now, nonce });
  return new URL(again.url).searchParams.get('Signature') === query.get('Signature');
}

function answered(action: string, query: URLSearchParams, zones: PretendZones, sites: Sites): PretendAnswer {
  const all = [...zones.values()];
  if (action === 'ListSites') {
    const shown = all.map(({ name }, index) => ({
      ...{ SiteId: siteId(index), SiteName: name, AccessType: 'NS', Status: 'active' },
      ...sites[name],
    }));
    return page(query, 500, 'Sites', shown);
  }
  if (action === 'ListRecords' || action === 'CreateRecord') {
    const zone = all.find((_, index) => siteId(index) === Number(query.get('SiteId')));
    if (!zone) return esaError(404, 'SiteNotFound', 'The site does not exist.');
    if (action === 'ListRecords') return page(query, 100, 'Records', itemsOf(zone));
    const name = relativeIn(zone, query.get('RecordName') ?? '');
    if (addressesOf(zone, name).length > 0)
      return esaError(400, 'RecordExists', 'The record already exists.');
    return write(zone, name, query) ?? json(200, { RequestId, RecordId: recordId(name) });
  }
  const wanted = Number(query.get('RecordId'));
  const found = all.flatMap((zone) =>
    zone
      .list()
      .flatMap(({ name, type }) =>
        (type === 'A' || type === 'AAAA') && recordId(name) === wanted ? [{ zone, name }] : [],
      ),
  )[0];
  if (!found) return esaError(404, 'RecordNotFound', 'The record does not exist.');
  if (action === 'UpdateRecord') return write(found.zone, found.name, query) ?? json(200, { RequestId });
  for (const one of addressesOf(found.zone, found.name)) found.zone.remove(one);
  return json(200, { RequestId });
}

/** Makes the name hold the addresses of the record; what is there already keeps all but its TTL. */
function write(zone: PretendZone, name: string, query: URLSearchParams): PretendAnswer | undefined {
  const values = String(Object(JSON.parse(query.get('Data') ?? '{}')).Value).split(',');
  const before = addressesOf(zone, name);
  const ttl = Number(query.get('Ttl') ?? before[0]?.ttl);
  if (query.get('Type') !== 'A/AAAA' || query.get('Proxied') !== 'false')
    return esaError(400, 'InvalidParameter.Type', 'not for such a record');
  if (!values.some((one) => !one.includes(':')))
    return esaError(400, 'InvalidRecordValue', 'no IPv4 address');
  const Comment = query.get('Comment') ?? '';
  const records = values.map((data): NewRecord => {
    const type = data.includes(':') ? 'AAAA' : 'A';
    const extra = { ...before[0]?.extra, ...(Comment !== '' && { Comment }) };
    return { name, type, data, ttl, ...(Object.keys(extra).length > 0 && { extra }) };
  });
  const [wrong] = records.flatMap((one) => wrongIn(zone, one, 30) ?? []);
  if (wrong !== undefined) return esaError(400, 'InvalidRecordValue', wrong);
  for (const one of before) if (!values.includes(one.data)) zone.remove(one);
  for (const one of records) {
    const there = before.find(({ data }) => data === one.data);
    if (!there) zone.add(one);
    else if (there.ttl !== ttl) zone.change(there, { ttl });
  }
  return undefined;
}

function addressesOf(zone: PretendZone, name: string): ZoneRecord[] {
  return [...zone.list({ name, type: 'A' }), ...zone.list({ name, type: 'AAAA' })];
}

function itemsOf(zone: PretendZone): object[] {
  const names = [...new Set(zone.list().map(({ name }) => name))];
  const addresses = names.flatMap((name) => {
    const [first, ...more] = addressesOf(zone, name);
    if (!first) return [];
    return item(zone, first, recordId(name), 'A/AAAA', [first, ...more].map(({ data }) => data).join(','));
  });
  const others = zone.list().filter(({ type }) => !/^(A|AAAA|SOA)$/.test(type));
  return [...addresses, ...others.map((one) => item(zone, one, 9e12 + Number(one.id), one.type, one.data))];
}

function item(zone: PretendZone, one: ZoneRecord, RecordId: number, RecordType: string, Value: string) {
  const usual = { Proxied: false, SiteName: zone.name, Comment: '' };
  return {
    ...{ RecordId, RecordName: fullIn(zone, one.name), RecordType, Ttl: one.ttl, Data: { Value } },
    ...{ ...usual, ...one.extra },
  };
}

function page(query: URLSearchParams, most: number, field: string, all: readonly object[]): PretendAnswer {
  const [at, size] = [Number(query.get('PageNumber') ?? 1), Number(query.get('PageSize') ?? most)];
  if (!(size >= 1 && size <= most)) return esaError(400, 'InvalidParameter.PageSize', `at most ${most}`);
  const shown = all.slice((at - 1) * size, at * size);
  return json(200, { RequestId, TotalCount: all.length, PageNumber: at, PageSize: size, [field]: shown });
}

const siteId = (index: number) => 1_234_567_890_000 + index;

/** The same for a name in each zone, and no other name's. */
export function recordId(name: string): number {
  return 1e12 + (Number.parseInt(Buffer.from(name).toString('hex').slice(-10), 16) % 1e12);
}

const RequestId = 'F61CDR30-PRETEND';

export function esaError(status: number, Code: string, Message: string): PretendAnswer {
  return json(status, { RequestId, HostId: 'esa.cn-hangzhou.aliyuncs.com', Code, Message });
}

export function pretendEsa(sites?: Sites): PretendHost {
  return {
    values: { ALIESA_ACCESS_KEY: esaKeys.accessKeyId, ALIESA_SECRET_KEY: esaKeys.accessKeySecret },
    urlSetting: 'ALIESA_API_URL',
    serve: (zones) => esaServer(zones, sites),
  };
}

export const ways: readonly Way[] = [pretendEsa()];
