import { rpcSigned } from '../../../../src/providers/api/alibaba-rpc.ts';
import {
  json,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { type PretendZone, type PretendZones, written, type ZoneRecord } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const aliKeys = { accessKeyId: 'LTAIpretend0123456', accessKeySecret: 'pretendalibabasecret01234' };

/** Alibaba Cloud DNS as its description and recordings show it: GET alone, with the signature in the query. */
export function aliServer(zones: PretendZones): Promise<PretendServer> {
  const used = new Set<string>();
  return pretendServer(
    (request) => {
      const { query } = request;
      if (request.method !== 'GET' || query.get('Version') !== '2015-01-09' || query.get('Format') !== 'json')
        return aliError(400, 'MissingVersion', 'Version is mandatory for this action.');
      if (query.get('AccessKeyId') !== aliKeys.accessKeyId)
        return aliError(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
      const nonce = query.get('SignatureNonce') ?? '';
      if (used.has(nonce))
        return aliError(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
      used.add(nonce);
      if (!isSigned(request, nonce))
        return aliError(
          400,
          'SignatureDoesNotMatch',
          'Specified signature is not matched with our calculation.',
        );
      return aliAnswer(query, zones);
    },
    { isWrite: ({ query }) => !query.get('Action')?.startsWith('Describe') },
  );
}

function isSigned({ method, headers, query }: PretendRequest, nonce: string): boolean {
  const own = /^(AccessKeyId|Signature|SignatureMethod|SignatureNonce|SignatureVersion|Timestamp)$/;
  const rest = new URLSearchParams([...query].filter(([name]) => !own.test(name)));
  const now = Date.parse(query.get('Timestamp') ?? '');
  const again = rpcSigned(
    { method: 'GET', url: `http://${headers.host}/?${rest}`, body: undefined },
    { ...aliKeys, now, nonce },
  );
  return method === 'GET' && new URL(again.url).searchParams.get('Signature') === query.get('Signature');
}

export function aliAnswer(query: URLSearchParams, zones: PretendZones): PretendAnswer {
  const given = (field: string) => query.get(field) ?? '';
  const action = given('Action');
  if (action === 'DescribeDomains') {
    const [page, size] = [Number(given('PageNumber')), Number(given('PageSize'))];
    if (!(size >= 1 && size <= 100)) return aliError(400, 'InvalidParameter', 'PageSize');
    const Domain = [...zones.keys()]
      .slice((page - 1) * size, page * size)
      .map((DomainName) => ({ DomainName }));
    return json(200, {
      TotalCount: zones.size,
      PageNumber: page,
      PageSize: size,
      RequestId,
      Domains: { Domain },
    });
  }
  const id = given('RecordId');
  const zone = query.has('DomainName')
    ? zones.get(given('DomainName'))
    : [...zones.values()].find((one) => one.list().some((record) => record.id === id));
  if (!zone)
    return query.has('DomainName')
      ? aliError(400, 'InvalidDomainName.NoExist', 'The specified domain name does not exist.')
      : aliError(400, 'DomainRecordNotBelongToUser', 'The DNS record does not exist or is not yours.');
  if (action === 'DescribeDomainRecords')
    return list(zone, Number(given('PageNumber') || 1), Number(given('PageSize') || 20));
  const before = zone.list().find((one) => one.id === id);
  if (action === 'DeleteDomainRecord') {
    if (before) zone.remove(before);
    return json(200, { RecordId: id, RequestId });
  }
  const record = {
    name: given('RR'),
    type: given('Type'),
    data: given('Value'),
    ttl: Number(given('TTL') || 600),
  };
  const held = written(zone, record, 1, before);
  if (typeof held !== 'string') return json(200, { RecordId: held.id, RequestId });
  if (held.includes('CNAME')) return aliError(400, 'DomainRecordConflict', held);
  return aliError(400, held.includes('exists') ? 'DomainRecordDuplicate' : 'InvalidParameter', held);
}

function list(zone: PretendZone, page: number, size: number): PretendAnswer {
  if (!(size >= 1 && size <= 500)) return aliError(400, 'InvalidParameter', 'PageSize');
  const all = zone.list().filter(({ type }) => type !== 'SOA');
  const Record = all.slice((page - 1) * size, page * size).map((one) => item(one, zone));
  return json(200, {
    PageNumber: page,
    TotalCount: all.length,
    PageSize: size,
    RequestId,
    DomainRecords: { Record },
  });
}

function item({ id, name, type, data, ttl, extra }: ZoneRecord, zone: PretendZone) {
  const usual = { Status: 'ENABLE', Weight: 1, Locked: false, Line: 'default', DomainName: zone.name };
  return { RR: name, Value: data, RecordId: id, Type: type, TTL: ttl, ...usual, ...extra };
}

const RequestId = '60D5E6D7-PRETEND';

export function aliError(status: number, Code: string, Message: string): PretendAnswer {
  return json(status, { RequestId, HostId: 'alidns.aliyuncs.com', Code, Message });
}

export function pretendAli(): PretendHost {
  return {
    values: { ALICLOUD_ACCESS_KEY: aliKeys.accessKeyId, ALICLOUD_SECRET_KEY: aliKeys.accessKeySecret },
    urlSetting: 'ALICLOUD_API_URL',
    serve: aliServer,
  };
}

export const ways: readonly Way[] = [pretendAli()];
