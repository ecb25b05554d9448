import type { Clock } from '../../../../src/base/clock.ts';
import {
  bodyOf,
  json,
  type Listening,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import {
  type NewRecord,
  type PretendZone,
  type PretendZones,
  wrongIn,
  type ZoneRecord,
} from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export interface PorkbunWorld extends Listening {
  readonly zones: PretendZones;
  readonly keys?: { readonly apikey: string; readonly secretapikey: string };
  /** Errors with a code, as since v3.0 of the description. Default true. */
  readonly codes?: boolean;
  readonly apiAccess?: 'on' | 'off';
  /** With it, requests that come faster than Porkbun takes them are turned away. */
  readonly clock?: Pick<Clock, 'monotonic'>;
}

export const porkbunKeys = { apikey: 'pk1_pretendKey', secretapikey: 'sk1_pretendSecret' };

/** Porkbun's API v3, as its description, recordings and issues show it: all is POST, and nearly all errors are 400. */
export function porkbunServer(world: PorkbunWorld): Promise<PretendServer> {
  const isWrite = ({ path }: PretendRequest) => !/\/(retrieve|ping|listAll)(\/|$)/.test(path);
  const turnedAway = tooFast(world.clock);
  return pretendServer((request) => turnedAway() ?? porkbunAnswer(request, world), { ...world, isWrite });
}

/** How the provider is pointed at it. */
export function pretendPorkbun(world: Partial<PorkbunWorld> = {}): PretendHost {
  return {
    values: { PORKBUN_API_KEY: porkbunKeys.apikey, PORKBUN_SECRET_API_KEY: porkbunKeys.secretapikey },
    urlSetting: 'PORKBUN_API_URL',
    basePath: '/api/json/v3',
    serve: (zones) => porkbunServer({ zones, ...world }),
  };
}

export const ways: readonly Way[] = [pretendPorkbun()];

/** Its support speaks of one request a second; more than two in a row are turned away before the API sees them. */
function tooFast(clock: PorkbunWorld['clock']): () => PretendAnswer | undefined {
  let recent: number[] = [];
  return () => {
    if (!clock) return undefined;
    const now = clock.monotonic();
    recent = recent.filter((at) => now - at < 1000);
    if (recent.push(now) <= 2) return undefined;
    recent.pop();
    return busy;
  };
}

const busy: PretendAnswer = {
  status: 503,
  headers: { 'content-type': 'text/html' },
  body: '<html><head><title>503 Service Temporarily Unavailable</title></head></html>',
};

export function porkbunError(message: string, code?: string, more: object = {}, status = 400): PretendAnswer {
  return json(status, { status: 'ERROR', message, ...(code !== undefined && { code }), ...more });
}

export function porkbunAnswer(request: PretendRequest, world: PorkbunWorld): PretendAnswer {
  const [api, format, version, dns, call, domain = '', id, ...rest] = request.segments;
  const error = (message: string, code: string, more?: object) =>
    world.codes === false ? porkbunError(message) : porkbunError(message, code, more);
  if (api !== 'api' || format !== 'json' || version !== 'v3' || rest.length > 0)
    return { status: 404, headers: { 'content-type': 'text/html' }, body: '<html>404 Not Found</html>' };
  const { apikey, secretapikey, ...body } = Object(bodyOf(request));
  const { keys = porkbunKeys } = world;
  if (request.method !== 'POST' || apikey !== keys.apikey || secretapikey !== keys.secretapikey)
    return error('Invalid API key. (001)', 'INVALID_API_KEYS_001');
  if (dns === 'ping') return json(200, { status: 'SUCCESS', yourIp: '192.0.2.1' });
  if (dns === 'domain' && call === 'listAll' && domain === '') return listAll(body, world.zones);
  const zone = world.zones.get(domain);
  if (dns !== 'dns' || !zone) return error('Invalid domain.', 'INVALID_DOMAIN');
  if (world.apiAccess === 'off') return porkbunError('Domain is not opted in to API access.');
  if (call === 'retrieve' && id === undefined)
    return json(200, { status: 'SUCCESS', cloudflare: 'enabled', records: zone.list().map(shownIn(zone)) });
  if (call === 'create' && id === undefined) return create(body, zone, error);
  const record = zone.list().find((one) => one.id === id);
  if (!record) return error('Invalid record ID.', 'INVALID_RECORD_ID');
  if (call === 'edit') return edit(body, zone, record, error);
  if (call !== 'delete') return error('Unknown call.', 'NOT_FOUND');
  zone.remove(record);
  return json(200, { status: 'SUCCESS' });
}

type MakeError = (message: string, code: string, more?: object) => PretendAnswer;

function create(body: Record<string, unknown>, zone: PretendZone, error: MakeError): PretendAnswer {
  const made = recordOf(body, zone);
  if (typeof made === 'string') return error(`Create error: ${made}`, 'INVALID_REQUEST');
  const same = zone.list(made).find((one) => one.name === made.name && one.data === made.data);
  if (same) {
    const message = 'A record with this exact name, type and content already exists.';
    return error(message, 'DUPLICATE_RECORD', { existingId: same.id });
  }
  return json(200, { status: 'SUCCESS', id: Number(zone.add(made).id) });
}

function edit(
  body: Record<string, unknown>,
  zone: PretendZone,
  record: ZoneRecord,
  error: MakeError,
): PretendAnswer {
  const made = recordOf(body, zone);
  if (typeof made === 'string') return error(`Edit error: ${made}`, 'INVALID_REQUEST');
  const { name, type, data, ttl } = made;
  const isSame = name === record.name && type === record.type && data === record.data && ttl === record.ttl;
  if (isSame) return error('Edit error: We were unable to edit the DNS record.', 'EDIT_ERROR');
  zone.change(record, { name, type, data, ttl, ...(body.notes !== undefined && made) });
  return json(200, { status: 'SUCCESS' });
}

function listAll({ start = 0 }: Record<string, unknown>, zones: PretendZones): PretendAnswer {
  const names = [...zones.keys()].slice(Number(start), Number(start) + 1000);
  return json(200, { status: 'SUCCESS', domains: names.map((domain) => ({ domain, status: 'ACTIVE' })) });
}

/** What the body describes, or why not. A record without a name is one of the apex. */
function recordOf(body: Record<string, unknown>, zone: PretendZone): NewRecord | string {
  const { name = '', type, content, ttl = '600', notes = null } = body;
  if (typeof name !== 'string' || typeof type !== 'string' || typeof content !== 'string')
    return 'type and content are required';
  if (name === '@' || name === zone.name || name.endsWith(`.${zone.name}`))
    return 'the name is that of the subdomain only';
  const made = { name: name.toLowerCase() || '@', type, data: content, ttl: Number(ttl), extra: { notes } };
  return wrongIn(zone, made, 600) === undefined ? made : 'We were unable to create the DNS record.';
}

function shownIn(zone: PretendZone) {
  return ({ id, name, type, data, ttl, extra }: ZoneRecord) => ({
    id,
    name: name === '@' ? zone.name : `${name}.${zone.name}`,
    type,
    content: data,
    ttl: String(ttl),
    prio: type === 'MX' ? String(extra?.priority ?? 0) : null,
    notes: extra?.notes ?? null,
  });
}
