import { sdkHeaders } from '../../../../src/providers/hosts/huaweicloud/signature.ts';
import {
  bodyOf,
  json,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { type PretendZone, type PretendZones, wrongIn, type ZoneRecord } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export const huaweiKeys = {
  accessKey: 'PRETENDHUAWEIACCESS01',
  secretKey: 'pretendhuaweisecret0123456789abcdef0',
};

export const huaweiZoneId = (name: string) => `ff80${Buffer.from(name).toString('hex')}`;

/** Huawei Cloud's DNS as its description and the recordings of its sister show it. */
export function huaweiServer(zones: PretendZones): Promise<PretendServer> {
  return pretendServer((request) =>
    isSigned(request)
      ? huaweiAnswer(request, zones)
      : huaweiError(401, 'APIGW.0301', 'Incorrect IAM authentication information'),
  );
}

function isSigned({ method, path, query, body, headers }: PretendRequest): boolean {
  if (method !== 'GET' && method !== 'POST' && method !== 'PUT' && method !== 'DELETE') return false;
  const date = String(headers['x-sdk-date']);
  const now = Date.parse(date.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
  if (Number.isNaN(now)) return false;
  const url = `http://${headers.host}${path}?${query}`;
  return sdkHeaders({ method, url, body }, { ...huaweiKeys, now }).authorization === headers.authorization;
}

export function huaweiAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const [, where, zoneId, what, id] = request.segments;
  if (where === 'zones' && zoneId === undefined) {
    const part = request.query.get('name') ?? '';
    const found = [...zones.values()].filter(({ name }) => name.includes(part));
    const shown = found.map(({ name }) => ({
      id: huaweiZoneId(name),
      name: `${name}.`,
      zone_type: 'public',
    }));
    const [limit, offset] = [
      Number(request.query.get('limit') ?? 500),
      Number(request.query.get('offset') ?? 0),
    ];
    return json(200, { zones: shown.slice(offset, offset + limit), metadata: { total_count: shown.length } });
  }
  const zone = [...zones.values()].find(({ name }) => huaweiZoneId(name) === zoneId);
  if (!zone || what !== 'recordsets') return huaweiError(404, 'DNS.0302', 'This zone does not exist.');
  const sets = setsOf(zone);
  if (request.method === 'GET') {
    const [limit, offset] = [
      Number(request.query.get('limit') ?? 500),
      Number(request.query.get('offset') ?? 0),
    ];
    return json(200, {
      recordsets: sets.slice(offset, offset + limit).map((set) => item(set, zone)),
      metadata: { total_count: sets.length },
    });
  }
  const old = sets.find(([first]) => setId(first) === id);
  if (id !== undefined && !old) return huaweiError(404, 'DNS.0313', 'This record set does not exist.');
  if (request.method !== 'DELETE') return write(bodyOf(request), zone, old);
  for (const record of old ?? []) zone.remove(record);
  return json(202, { ...(old && item(old, zone)), status: 'PENDING_DELETE' });
}

type Set = [ZoneRecord, ...ZoneRecord[]];

function setsOf(zone: PretendZone): Set[] {
  const byKey = Map.groupBy(zone.list(), ({ name, type, extra }) => `${name} ${type} ${extra?.line ?? ''}`);
  return [...byKey.values()].flatMap(([first, ...rest]): Set[] => (first ? [[first, ...rest]] : []));
}

const setId = ({ id }: ZoneRecord) => `set${id}`;

function write(body: unknown, zone: PretendZone, old: Set | undefined): PretendAnswer {
  const given: Record<string, unknown> = Object(body);
  const name = String(given.name).replace(/\.$/, '');
  const relative = name === zone.name ? '@' : name.slice(0, -zone.name.length - 1);
  const { records, ttl = 300, type } = given;
  if (!Array.isArray(records)) return huaweiError(400, 'DNS.0308', 'Invalid record set value.');
  const made = records.map((data) => ({
    name: relative,
    type: String(type),
    data: String(data),
    ttl: Number(ttl),
  }));
  const wrong = made.map((record) => wrongIn(zone, record, 1)).find((one) => one !== undefined);
  if (wrong !== undefined) return huaweiError(400, 'DNS.0308', wrong);
  if (!old && zone.list({ name: relative, type: String(type) }).length > 0)
    return huaweiError(400, 'DNS.0312', "Attribute 'name' conflicts with Record Set in line 'default_view'.");
  const [first, ...rest] = made;
  if (!first) return huaweiError(400, 'DNS.0308', 'Invalid record set value.');
  const kept = old ? zone.change(old[0], first) : zone.add(first);
  for (const record of old?.slice(1) ?? []) zone.remove(record);
  for (const record of rest) zone.add(record);
  return json(202, { ...item([kept], zone), status: old ? 'PENDING_UPDATE' : 'PENDING_CREATE' });
}

function item([first, ...rest]: Set, zone: PretendZone) {
  const { name, type, ttl, extra } = first;
  return {
    id: setId(first),
    name: name === '@' ? `${zone.name}.` : `${name}.${zone.name}.`,
    ...{
      type,
      ttl,
      records: [first, ...rest].map(({ data }) => data),
      status: 'ACTIVE',
      line: 'default_view',
      weight: null,
    },
    ...extra,
  };
}

export function huaweiError(status: number, code: string, message: string): PretendAnswer {
  return json(
    status,
    code.startsWith('APIGW') ? { error_code: code, error_msg: message } : { code, message },
  );
}

export function pretendHuawei(): PretendHost {
  return {
    values: {
      HUAWEICLOUD_ACCESS_KEY_ID: huaweiKeys.accessKey,
      HUAWEICLOUD_SECRET_ACCESS_KEY: huaweiKeys.secretKey,
    },
    urlSetting: 'HUAWEICLOUD_API_URL',
    serve: huaweiServer,
  };
}

export const ways: readonly Way[] = [pretendHuawei()];
