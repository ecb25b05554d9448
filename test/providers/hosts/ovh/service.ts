import { createHash } from 'node:crypto';
import type { ProviderValues } from '../../../../src/providers/provider.ts';
import { isWrite } from '../../../world/faults.ts';
import {
  bodyOf,
  json,
  type Listening,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { type PretendZone, type PretendZones, wrongIn, type ZoneRecord } from '../../../world/zone.ts';
import type { PretendHost, Serve, Way } from '../../contract/world-of.ts';

export interface OvhWorld extends Listening {
  readonly zones: PretendZones;
  /** Seconds by which its clock is ahead of this machine's; default an hour behind. */
  ahead?: number;
  /** Tokens given so far; only the newest is good. */
  tokens?: number;
}

export interface OvhServer extends PretendServer {
  /** Whether the name servers serve what the API shows. */
  isLive(zone: string): boolean;
}

/** What the name servers serve. */
export interface OvhNameServers {
  publish(zone: PretendZone): void;
  isLive(zone: PretendZone): boolean;
}

export const ovhKeys = {
  OVH_APPLICATION_KEY: 'pretendAppKey',
  OVH_APPLICATION_SECRET: 'pretendAppSecret',
  OVH_CONSUMER_KEY: 'pretendConsumerKey',
};

export const ovhAccount = {
  OVH_CLIENT_ID: 'EU.pretendClient',
  OVH_CLIENT_SECRET: 'pretendClientSecret0123456789',
};
const tokenOf = (number: number) => `pretendAccessToken.${number}`;

const base = '/1.0';
const tokenPath = '/auth/oauth2/token';
const tolerance = 30;

/** OVHcloud's API for zones, as its recordings and clients show it. Nothing goes live without a refresh. */
export async function ovhServer(world: OvhWorld): Promise<OvhServer> {
  const live = new Map([...world.zones].map(([name, zone]) => [name, zone.snapshot()]));
  const now = () => Math.floor(Date.now() / 1000) + (world.ahead ?? -3600);
  const server = await pretendServer(
    (request) => {
      const {
        status,
        headers,
        body = '',
      } = answer(request, now(), world, {
        publish: (zone) => live.set(zone.name, zone.snapshot()),
        isLive: (zone) => live.get(zone.name) === zone.snapshot(),
      });
      return { status, headers: { 'x-ovh-queryid': 'FR.ws-1.pretend', ...headers }, body };
    },
    { ...world, isWrite: (request: PretendRequest) => isWrite(request) && request.path !== tokenPath },
  );
  return { ...server, isLive: (name) => live.get(name) === world.zones.get(name)?.snapshot() };
}

/** How the provider is pointed at it. */
export function pretendOvh(
  settings: ProviderValues = {},
  serve: Serve = (zones) => ovhServer({ zones }),
): PretendHost {
  return {
    values: { ...ovhKeys, ...settings },
    urlSetting: 'OVH_API_URL',
    basePath: '/1.0',
    serve,
  };
}

/** The same with a service account. */
export function pretendOvhAccount(settings: ProviderValues = {}, serve?: Serve): PretendHost {
  return { ...pretendOvh({}, serve), values: { ...ovhAccount, ...settings } };
}

export const ways: readonly Way[] = [
  { variant: 'with keys', ...pretendOvh() },
  { variant: 'with a service account', ...pretendOvhAccount() },
];

export function ovhError(
  status: number,
  httpCode: string,
  errorCode: string,
  message: string,
): PretendAnswer {
  return json(status, { errorCode, httpCode: `${status} ${httpCode}`, message });
}

function answer(
  request: PretendRequest,
  now: number,
  world: OvhWorld,
  nameServers: OvhNameServers,
): PretendAnswer {
  const { zones } = world;
  if (request.path === `${base}/auth/time`) return json(200, now);
  if (request.path === tokenPath) return grant(request, world);
  const { authorization } = request.headers;
  if (authorization === `Bearer ${tokenOf(world.tokens ?? 0)}`) return ovhAnswer(request, zones, nameServers);
  if (authorization !== undefined)
    return json(401, { class: 'Client::Unauthorized', message: 'You must login first' });
  return refusedSignature(request, now) ?? ovhAnswer(request, zones, nameServers);
}

function grant({ method, headers, body }: PretendRequest, world: OvhWorld): PretendAnswer {
  const form = new URLSearchParams(body);
  const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
  if (
    method !== 'POST' ||
    !isForm ||
    form.get('grant_type') !== 'client_credentials' ||
    form.get('scope') !== 'all'
  )
    return json(400, { error: 'invalid_request' });
  const { OVH_CLIENT_ID: id, OVH_CLIENT_SECRET: secret } = ovhAccount;
  if (form.get('client_id') !== id || form.get('client_secret') !== secret)
    return json(400, {
      error: 'invalid_client',
      error_description: `Invalid client ${form.get('client_secret')}`,
    });
  world.tokens = (world.tokens ?? 0) + 1;
  return json(200, {
    access_token: tokenOf(world.tokens),
    token_type: 'Bearer',
    expires_in: 3599,
    scope: 'all',
  });
}

function refusedSignature({ method, path, query, headers, body }: PretendRequest, now: number) {
  const header = (name: string) => String(headers[`x-ovh-${name}`] ?? '');
  if (header('application') !== ovhKeys.OVH_APPLICATION_KEY)
    return ovhError(403, 'Forbidden', 'INVALID_KEY', 'This application key is invalid');
  if (header('consumer') !== ovhKeys.OVH_CONSUMER_KEY)
    return ovhError(403, 'Forbidden', 'INVALID_CREDENTIAL', 'This credential is not valid');
  const timestamp = header('timestamp');
  if (Math.abs(Number(timestamp) - now) > tolerance)
    return ovhError(400, 'Bad Request', 'QUERY_TIME_OUT', 'Query out of time');
  const url = `http://${headers.host}${path}${query.size > 0 ? `?${query}` : ''}`;
  const secrets = [ovhKeys.OVH_APPLICATION_SECRET, ovhKeys.OVH_CONSUMER_KEY];
  const said = [...secrets, method, url, body, timestamp].join('+');
  if (header('signature') === `$1$${createHash('sha1').update(said).digest('hex')}`) return undefined;
  return ovhError(400, 'Bad Request', 'INVALID_SIGNATURE', 'Invalid signature');
}

export function ovhAnswer(
  request: PretendRequest,
  zones: PretendZones,
  nameServers: OvhNameServers,
): PretendAnswer {
  const [version, domain, zoneWord, zoneName = '', what, id, ...rest] = request.segments;
  if (`/${version}` !== base || domain !== 'domain' || zoneWord !== 'zone' || rest.length > 0)
    return gone('Got an invalid (or empty) URL');
  if (zoneName === '' && what === undefined && request.method === 'GET') return json(200, [...zones.keys()]);
  const zone = zones.get(zoneName);
  if (!zone) return gone('This service does not exist');
  const { method } = request;
  if (what === 'refresh' && method === 'POST') {
    nameServers.publish(zone);
    return json(200, null);
  }
  if (what === 'status' && method === 'GET')
    return json(200, { errors: [], warnings: [], isDeployed: nameServers.isLive(zone) });
  if (what !== 'record') return gone('Got an invalid (or empty) URL');
  if (id === undefined && method === 'GET') return list(request, zone);
  if (id === undefined && method === 'POST') return create(bodyOf(request), zone);
  const record = zone.list().find((one) => one.id === id);
  if (!record) return gone(`The requested object (id = ${id}) does not exist`);
  if (method === 'GET') return json(200, item(record, zone));
  if (method === 'PUT') return change(bodyOf(request), record, zone);
  if (method !== 'DELETE') return gone('Got an invalid (or empty) URL');
  zone.remove(record);
  return json(200, null);
}

/** Ids alone; the SOA is no record here. */
function list({ query }: PretendRequest, zone: PretendZone): PretendAnswer {
  const [type, name] = [query.get('fieldType'), query.get('subDomain')];
  const found = zone
    .list()
    .filter((record) => record.type !== 'SOA')
    .filter((record) => type === null || record.type === type)
    .filter((record) => name === null || label(record.name) === name);
  return json(
    200,
    found.map(({ id }) => Number(id)),
  );
}

function create(given: unknown, zone: PretendZone): PretendAnswer {
  const { fieldType: type, subDomain = '', target, ttl = 0 } = Object(given);
  if (typeof type !== 'string' || typeof target !== 'string')
    return refused('fieldType and target are required');
  const record = { name: subDomain === '' ? '@' : subDomain.toLowerCase(), type, data: target, ttl };
  const wrong = subDomain === '@' ? 'the apex is an empty subDomain' : wrongWith(zone, record);
  return wrong ? refused(wrong) : json(200, item(zone.add(record), zone));
}

/** What is not mentioned goes back to its default. */
function change(given: unknown, record: ZoneRecord, zone: PretendZone): PretendAnswer {
  const { subDomain, target = record.data, ttl = 0 } = Object(given);
  const name = subDomain === undefined || subDomain === '' ? '@' : subDomain;
  const changed = { ...record, name, data: target, ttl };
  const wrong = wrongWith(zone, changed);
  if (wrong) return refused(wrong);
  zone.change(record, changed);
  return json(200, null);
}

function wrongWith(zone: PretendZone, record: Parameters<typeof wrongIn>[1]): string | undefined {
  return wrongIn(zone, record, record.ttl === 0 ? 0 : 60);
}

function item({ id, name, type, data, ttl }: ZoneRecord, zone: PretendZone) {
  return { target: data, ttl, zone: zone.name, fieldType: type, id: Number(id), subDomain: label(name) };
}

function label(name: string): string {
  return name === '@' ? '' : name;
}

function gone(message: string): PretendAnswer {
  return json(404, { class: 'Client::NotFound', message });
}

function refused(message: string): PretendAnswer {
  return json(400, { class: 'Client::BadRequest', message });
}
