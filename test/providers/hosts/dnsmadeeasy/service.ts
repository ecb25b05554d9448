import { createHmac } from 'node:crypto';
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

export const dmeKeys = { key: 'pretend-dnsmadeeasy-key-01', secret: 'pretend-dnsmadeeasy-secret-01' };
const zoneId = (zones: PretendZones, name: string) => 1000 + [...zones.keys()].indexOf(name);

/** DNS Made Easy's API v2.0 as its recordings show it: a page of its panel for what it does not know. */
export function dmeServer(zones: PretendZones): Promise<PretendServer> {
  return pretendServer((request) => {
    const { headers } = request;
    const date = String(headers['x-dnsme-requestdate']);
    const mac = createHmac('sha1', dmeKeys.secret).update(date).digest('hex');
    const isSigned = headers['x-dnsme-apikey'] === dmeKeys.key && headers['x-dnsme-hmac'] === mac;
    return isSigned ? dmeAnswer(request, zones) : dmeError(403, 'API key not found');
  });
}

export function dmeAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const [, , managed, id = '', records, record = ''] = request.segments;
  if (managed !== 'managed') return unknownPage();
  const page = Number(request.query.get('page') ?? 0);
  if (id === '')
    return paged(
      [...zones.keys()].map((name) => ({ id: zoneId(zones, name), name })),
      page,
      25,
    );
  if (id === 'name') {
    const name = request.query.get('domainname') ?? '';
    return zones.has(name) ? json(200, { id: zoneId(zones, name), name }) : unknownPage();
  }
  const zone = [...zones.values()].find(({ name }) => String(zoneId(zones, name)) === id);
  if (!zone || records !== 'records') return unknownPage();
  if (request.method === 'GET')
    return paged(
      zone.list().map((one) => item(one, Number(id))),
      page,
      1000,
    );
  const before = zone.list().find((one) => one.id === record);
  if (record !== '' && !before) return dmeError(404, 'Record not found');
  if (request.method === 'DELETE') {
    if (before) zone.remove(before);
    return { status: 200 };
  }
  const { name, type, value, ttl } = Object(bodyOf(request));
  const held = written(
    zone,
    { name: String(name) || '@', type: String(type), data: String(value), ttl: Number(ttl) },
    5,
    before,
  );
  if (typeof held === 'string') return dmeError(400, held);
  return before ? { status: 200 } : json(201, item(held, Number(id)));
}

function paged(all: readonly object[], page: number, size: number): PretendAnswer {
  const data = all.slice(page * size, (page + 1) * size);
  return json(200, { totalPages: Math.ceil(all.length / size), totalRecords: all.length, data, page });
}

function item({ id, name, type, data, ttl, extra }: ZoneRecord, sourceId: number) {
  const flags = {
    failover: false,
    monitor: false,
    dynamicDns: false,
    failed: false,
    gtdLocation: 'DEFAULT',
    hardLink: false,
    source: 1,
  };
  return {
    ...flags,
    sourceId,
    ttl,
    name: name === '@' ? '' : name,
    value: data,
    id: Number(id),
    type,
    ...extra,
  };
}

export function unknownPage(): PretendAnswer {
  const body = '<!DOCTYPE html><html><head><title>Management Console</title></head></html>';
  return { status: 404, headers: { 'content-type': 'text/html;charset=ISO-8859-1' }, body };
}

export function dmeError(status: number, error: string): PretendAnswer {
  return json(status, { error: [error] });
}

export function pretendDme(): PretendHost {
  return {
    values: { DNSMADEEASY_API_KEY: dmeKeys.key, DNSMADEEASY_API_SECRET: dmeKeys.secret },
    urlSetting: 'DNSMADEEASY_API_URL',
    basePath: '/V2.0',
    serve: dmeServer,
  };
}

export const ways: readonly Way[] = [pretendDme()];
