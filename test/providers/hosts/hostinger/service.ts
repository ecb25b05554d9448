import {
  bodyOf,
  json,
  type Listening,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { type NewRecord, type PretendZone, type PretendZones, wrongIn } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export interface HostingerWorld extends Listening {
  readonly zones: PretendZones;
}

export const hostingerToken = 'PretendHostingerToken0123456789abcdefghijklmnop';

/** Hostinger's DNS, as its own description shows it: `overwrite` replaces what matches name and type, and nothing else. */
export function hostingerServer(world: HostingerWorld): Promise<PretendServer> {
  return pretendServer((request) => {
    if (request.headers.authorization !== `Bearer ${hostingerToken}`)
      return hostingerError(401, 'Unauthenticated');
    return hostingerAnswer(request, world.zones);
  }, world);
}

/** How the provider is pointed at it. */
export function pretendHostinger(): PretendHost {
  return {
    values: { HOSTINGER_API_TOKEN: hostingerToken },
    urlSetting: 'HOSTINGER_API_URL',
    serve: (zones) => hostingerServer({ zones }),
  };
}

export const ways: readonly Way[] = [pretendHostinger()];

export function hostingerError(
  status: number,
  message: string,
  errors?: Readonly<Record<string, readonly string[]>>,
): PretendAnswer {
  return json(status, {
    message,
    ...(errors && { errors }),
    correlation_id: '26a91bd9-f8c8-4a83-9df9-83e23d696fe3',
  });
}

export function hostingerAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const [api, dns, version, of, domain = '', ...rest] = request.segments;
  if (request.path === '/api/domains/v1/portfolio')
    return json(200, [
      ...[...zones.values()].map(({ name }, id) => domainOf(id + 1, name)),
      domainOf(0, null),
    ]);
  if ([api, dns, version, of].join('/') !== 'api/dns/v1/zones' || rest.length > 0)
    return hostingerError(404, 'Not found');
  const zone = zones.get(domain);
  if (!zone) return hostingerError(404, 'The domain was not found');
  if (request.method === 'GET') return json(200, setsOf(zone));
  if (request.method === 'PUT') return put(Object(bodyOf(request)), zone);
  if (request.method !== 'DELETE') return hostingerError(405, 'Method not allowed');
  for (const { name, type } of Object(bodyOf(request)).filters) zone.replace({ name, type }, []);
  return accepted();
}

function domainOf(id: number, domain: string | null) {
  const at = '2025-02-27T11:54:22Z';
  return { id, domain, type: 'domain', status: 'active', created_at: at, expires_at: at };
}

interface Sent {
  readonly name: string;
  readonly type: string;
  readonly ttl?: number;
  readonly records: readonly { readonly content: string }[];
}

function put({ overwrite = true, zone: sent }: { overwrite?: boolean; zone: Sent[] }, zone: PretendZone) {
  const fresh = sent.map(({ name, type, ttl = 14_400, records }) => {
    const key = { name: name.toLowerCase(), type };
    return { key, records: records.map(({ content }): NewRecord => ({ ...key, data: content, ttl })) };
  });
  const wrong = fresh
    .flatMap(({ records }) => records.map((record) => wrongIn(zone, record, 60)))
    .find((one) => one !== undefined);
  if (wrong !== undefined)
    return hostingerError(422, 'The record is not valid.', { 'zone.0.records': [wrong] });
  for (const { key, records } of fresh)
    if (overwrite) zone.replace(key, records);
    else for (const record of records) zone.add(record);
  return accepted();
}

function accepted(): PretendAnswer {
  return json(200, { message: 'Request accepted' });
}

function setsOf(zone: PretendZone) {
  const sets = Map.groupBy(zone.list(), ({ name, type }) => `${name}/${type}`);
  return [...sets.values()].flatMap((records) => {
    const [first] = records;
    if (!first) return [];
    const { name, type, ttl } = first;
    const content = (data: string) => (type === 'CNAME' || type === 'ALIAS' ? `${data}.` : data);
    const shown = records.map(({ data, extra }) => ({
      content: content(data),
      is_disabled: extra?.disabled === true,
    }));
    return [{ name, records: shown, ttl, type }];
  });
}
