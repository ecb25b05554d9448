import { volcengineHeaders } from '../../../../src/providers/hosts/trafficroute/signature.ts';
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

export const volcengineKeys = { accessKey: 'AKLTpretend0123456789', secretKey: 'pretendvolcenginesecret=' };

/** TrafficRoute DNS as its pages show it: GET reads and POST writes, the action in the query, zones by numbers. */
export function trafficrouteServer(zones: PretendZones): Promise<PretendServer> {
  return pretendServer((request) => {
    const { method, path, query } = request;
    if (path !== '/' || query.get('Version') !== '2018-08-01')
      return volcengineError(404, 'InvalidActionOrVersion', 'Could not find operation');
    const action = query.get('Action') ?? '';
    if (method !== (action.startsWith('List') ? 'GET' : 'POST'))
      return volcengineError(405, 'MethodNotAllowed', 'another method');
    if (!isSigned(request))
      return volcengineError(401, 'SignatureDoesNotMatch', 'The signature does not match');
    return answered(action, request, zones);
  });
}

function isSigned({ method, headers, query, body }: PretendRequest): boolean {
  const date = String(headers['x-date']);
  const now = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (Number.isNaN(now) || (method !== 'GET' && method !== 'POST')) return false;
  const again = volcengineHeaders(
    { method, url: `http://${headers.host}/?${query}`, body },
    {
      ...{ ...volcengineKeys, service: 'dns', region: 'cn-beijing', now },
      contentType: String(headers['content-type']),
    },
  );
  return Object.entries(again).every(([name, value]) => headers[name] === value);
}

function answered(action: string, request: PretendRequest, zones: PretendZones): PretendAnswer {
  const { query } = request;
  const all = [...zones.values()];
  const [page, size] = [Number(query.get('PageNumber') ?? 1), Number(query.get('PageSize') ?? 10)];
  const [from, to] = [(page - 1) * size, page * size];
  if (action === 'ListZones') {
    if (!(size >= 1 && size <= 100)) return volcengineError(400, 'ErrParamInvalid', 'PageSize');
    const found = all.map(({ name: ZoneName }, index) => ({ ZID: index + 1, ZoneName, RecordCount: 1 }));
    return result({ Total: found.length, Zones: found.slice(from, to) });
  }
  const given: Record<string, unknown> = Object(bodyOf(request));
  if (action === 'ListRecords') {
    const zone = all[Number(query.get('ZID')) - 1];
    if (!zone) return volcengineError(400, 'ErrZoneNotFound', 'zone not found');
    if (!(size >= 1 && size <= 500)) return volcengineError(400, 'ErrPageSizeNotValid', 'page size');
    const records = zone.list().filter(({ type }) => type !== 'SOA');
    const shown = records.slice(from, to).map(item);
    return result({
      TotalCount: records.length,
      PageNumber: page,
      PageSize: size,
      Records: shown.length ? shown : null,
    });
  }
  const found = all.flatMap((zone) =>
    zone.list().flatMap((one) => (given.RecordID === recordId(one.id) ? [{ zone, one }] : [])),
  )[0];
  if (action === 'DeleteRecord') {
    if (!found) return volcengineError(400, 'ErrDBNotFound', 'record not found :');
    found.zone.remove(found.one);
    return json(200, { ResponseMetadata: { ...metadata, Action: action } });
  }
  if (action === 'CreateRecord') return write(given, all[Number(given.ZID) - 1], undefined);
  return found
    ? write(given, found.zone, found.one)
    : volcengineError(400, 'ErrDBNotFound', 'record not found :');
}

function write(
  { Host, Type, Value, TTL, Line }: Record<string, unknown>,
  zone: PretendZone | undefined,
  before: ZoneRecord | undefined,
): PretendAnswer {
  if (!zone) return volcengineError(400, 'ErrZoneNotFound', 'zone not found');
  if (Line !== 'default') return volcengineError(400, 'ErrParamInvalid', 'validation fail: Line');
  const record = { name: String(Host), type: String(Type), data: String(Value), ttl: Number(TTL) };
  const held = written(zone, record, 1, before);
  if (typeof held !== 'string') return result(item(held));
  if (held.includes('exists')) return volcengineError(409, 'ErrDBDuplicated', `duplicated: ${held}`);
  return volcengineError(400, 'ErrParamInvalid', `validation fail: ${held}`);
}

export const recordId = (id: string) => `31705341376725963${id}`;

function item({ id, name, type, data, ttl, extra }: ZoneRecord) {
  const usual = { Line: 'default', Weight: 1, Enable: true, Remark: '', Operators: [], Tags: [] };
  return { RecordID: recordId(id), Host: name, Type: type, Value: data, TTL: ttl, ...usual, ...extra };
}

const metadata = {
  RequestId: '20240909-PRETEND',
  Version: '2018-08-01',
  Service: 'dns',
  Region: 'cn-beijing',
};
const result = (Result: object) => json(200, { ResponseMetadata: metadata, Result });

export function volcengineError(status: number, Code: string, Message: string): PretendAnswer {
  return json(status, { ResponseMetadata: { ...metadata, Error: { Code, CodeN: 400_100, Message } } });
}

export function pretendTrafficroute(): PretendHost {
  const { accessKey, secretKey } = volcengineKeys;
  return {
    values: { VOLCENGINE_ACCESS_KEY: accessKey, VOLCENGINE_SECRET_KEY: secretKey },
    urlSetting: 'VOLCENGINE_API_URL',
    serve: trafficrouteServer,
  };
}

export const ways: readonly Way[] = [pretendTrafficroute()];
