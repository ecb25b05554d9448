import { bceAuthorization } from '../../../../src/providers/hosts/baiducloud/signature.ts';
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

export const baiduKeys = {
  accessKeyId: 'pretendbaiduaccesskeyid012345678',
  secretAccessKey: 'pretendbaidusecretaccesskey01234',
};
type Given = Readonly<Record<string, unknown>>;

/** Baidu AI Cloud's public DNS as its pages show it: pages by markers, and empty answers to writes. */
export function baiduServer(zones: PretendZones): Promise<PretendServer> {
  return pretendServer((request) => {
    const { method, segments, query } = request;
    if (!isSigned(request)) return baiduError(400, 'SignatureDoesNotMatch', 'The signature does not match');
    const [version, dns, what, name, records, id] = segments;
    if (version !== 'v1' || dns !== 'dns' || what !== 'zone')
      return baiduError(404, 'InvalidURI', 'no such URI');
    if (name === undefined) return page(query, 'zones', [...zones.keys()].map(zoneItem));
    const zone = zones.get(name);
    if (!zone) return baiduError(404, 'NoSuchObject', 'zone not exist');
    if (records !== 'record') return baiduError(404, 'InvalidURI', 'no such URI');
    return answered(method, id, request, zone);
  });
}

function isSigned({ method, path, headers, query }: PretendRequest): boolean {
  const date = String(headers['x-bce-date']);
  const now = Date.parse(date);
  if (
    Number.isNaN(now) ||
    !(method === 'GET' || method === 'POST' || method === 'PUT' || method === 'DELETE')
  )
    return false;
  const again = bceAuthorization(
    { method, url: `http://${headers.host}${path}?${query}`, body: undefined },
    { host: String(headers.host), 'x-bce-date': date },
    { ...baiduKeys, now },
  );
  return headers.authorization === again;
}

function answered(
  method: string,
  id: string | undefined,
  request: PretendRequest,
  zone: PretendZone,
): PretendAnswer {
  if (method === 'GET') {
    const all = zone.list().filter(({ type }) => type !== 'SOA');
    return page(request.query, 'records', all.map(item));
  }
  const before = zone.list().find((one) => one.id === id);
  if (method !== 'POST' && !before) return baiduError(404, 'NoSuchObject', 'record not exist');
  if (method === 'DELETE') {
    if (before) zone.remove(before);
    return empty;
  }
  const { rr, type, value, ttl, line, description }: Given = Object(bodyOf(request));
  // It is the creation alone that takes a line.
  if (line !== (method === 'POST' ? 'default' : undefined))
    return baiduError(400, 'InappropriateJSON', 'line');
  const extra = { ...before?.extra, description: description ?? '' };
  const record = { name: String(rr), type: String(type), data: String(value), ttl: Number(ttl), extra };
  const held = written(zone, record, 1, before);
  return typeof held === 'string' ? baiduError(400, 'InappropriateJSON', held) : empty;
}

function page(query: URLSearchParams, field: string, all: readonly object[]): PretendAnswer {
  const [from, size] = [Number(query.get('marker') ?? 0), Number(query.get('maxKeys') ?? 1000)];
  if (!(size >= 1 && size <= 1000)) return baiduError(400, 'InvalidHTTPRequest', 'maxKeys');
  const isTruncated = from + size < all.length;
  const shown = { marker: query.get('marker') ?? '', maxKeys: size, isTruncated };
  const next = isTruncated && { nextMarker: String(from + size) };
  return json(200, { ...next, ...shown, [field]: all.slice(from, from + size) });
}

function item({ id, name, type, data, ttl, extra }: ZoneRecord) {
  const usual = { status: 'running', line: 'default', description: '' };
  return { id, rr: name, type, value: data, ttl, ...usual, ...extra };
}

function zoneItem(name: string, index: number) {
  return { id: String(1234 + index), name, status: 'running', productVersion: 'free', tags: [] };
}

const empty: PretendAnswer = { status: 200, headers: { 'content-type': 'application/json;charset=UTF-8' } };

export function baiduError(status: number, code: string, message: string): PretendAnswer {
  return json(status, { code, message, requestId: 'c4abab14-pretend' });
}

export function pretendBaidu(): PretendHost {
  const { accessKeyId, secretAccessKey } = baiduKeys;
  return {
    values: { BAIDUCLOUD_ACCESS_KEY_ID: accessKeyId, BAIDUCLOUD_SECRET_ACCESS_KEY: secretAccessKey },
    urlSetting: 'BAIDUCLOUD_API_URL',
    serve: baiduServer,
  };
}

export const ways: readonly Way[] = [pretendBaidu()];
