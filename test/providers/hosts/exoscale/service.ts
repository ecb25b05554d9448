import { createHmac } from 'node:crypto';
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

export const exoscaleKeys = {
  key: 'EXOpretend0123456789abcdef',
  secret: 'pretendexoscalesecret0123456789abcdef',
};
export const exoscaleId = (id: string | number) => `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`;
const zoneId = (name: string) => exoscaleId(Buffer.from(name).readUIntBE(0, 4) + name.length);

/** Exoscale's DNS API v2 as its description shows it: each write is an operation, done at the next look. */
export function exoscaleServer(zones: PretendZones): Promise<PretendServer> {
  const operations = new Map<string, object>();
  return pretendServer((request) =>
    isSigned(request)
      ? exoscaleAnswer(request, zones, operations)
      : exoscaleError(403, 'Invalid request signature'),
  );
}

/** https://openapi-v2.exoscale.com/topic/topic-api-request-signature */
function isSigned({ method, path, body, headers }: PretendRequest): boolean {
  const { authorization } = headers;
  const expires = /expires=(\d+)/.exec(String(authorization))?.[1];
  const text = `${method} ${path}\n${body}\n\n\n${expires}`;
  const signature = createHmac('sha256', exoscaleKeys.secret).update(text).digest('base64');
  return (
    authorization ===
    `EXO2-HMAC-SHA256 credential=${exoscaleKeys.key},expires=${expires},signature=${signature}`
  );
}

export function exoscaleAnswer(
  request: PretendRequest,
  zones: PretendZones,
  operations: Map<string, object>,
): PretendAnswer {
  const [, what, ofZone, records, id] = request.segments;
  if (what === 'operation')
    return json(200, { id: ofZone, state: 'success', ...operations.get(ofZone ?? '') });
  if (ofZone === undefined)
    return json(200, {
      'dns-domains': [...zones.keys()].map((name) => ({ id: zoneId(name), 'unicode-name': name })),
    });
  const zone = [...zones.values()].find(({ name }) => zoneId(name) === ofZone);
  if (!zone || records !== 'record') return exoscaleError(404, 'Not Found');
  if (request.method === 'GET') return json(200, { 'dns-domain-records': zone.list().map(item) });
  const before = zone.list().find((one) => exoscaleId(one.id) === id);
  if (id !== undefined && !before) return exoscaleError(404, 'Not Found');
  if (request.method === 'DELETE' && before) {
    zone.remove(before);
    return begun(operations, before);
  }
  const {
    name = before?.name,
    type = before?.type,
    content = before?.data,
    ttl = 3600,
  } = Object(bodyOf(request));
  const record = { name: String(name) || '@', type: String(type), data: String(content), ttl: Number(ttl) };
  const held = write(zone, record, before);
  return typeof held === 'string' ? exoscaleError(400, held) : begun(operations, held);
}

function write(zone: PretendZone, record: Parameters<typeof written>[1], before: ZoneRecord | undefined) {
  return written(zone, record, 1, before);
}

function begun(operations: Map<string, object>, { id }: ZoneRecord): PretendAnswer {
  const operation = exoscaleId(900_000 + operations.size);
  const reference = { reference: { id: exoscaleId(id), command: 'dns' } };
  operations.set(operation, reference);
  return json(200, { id: operation, state: 'pending', ...reference });
}

function item({ id, name, type, data, ttl, extra }: ZoneRecord) {
  return { id: exoscaleId(id), name: name === '@' ? '' : name, type, content: data, ttl, ...extra };
}

export function exoscaleError(status: number, message: string): PretendAnswer {
  return json(status, { message });
}

export function pretendExoscale(): PretendHost {
  return {
    values: { EXOSCALE_API_KEY: exoscaleKeys.key, EXOSCALE_API_SECRET: exoscaleKeys.secret },
    urlSetting: 'EXOSCALE_API_URL',
    basePath: '/v2',
    hurried: true,
    serve: exoscaleServer,
  };
}

export const ways: readonly Way[] = [pretendExoscale()];
