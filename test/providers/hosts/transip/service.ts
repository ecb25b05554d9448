import { listedName } from '../../../../src/dns/listed-name.ts';
import { isSigned, testKey } from '../../../support/rsa-key.ts';
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

export interface TransipWorld extends Listening {
  readonly zones: PretendZones;
  /** Tokens given out so far; only the last one is good. */
  tokens?: number;
}

const account = 'keeper';

/** TransIP's REST API, as its clients show it: entries are known by all that they hold. */
export function transipServer(world: TransipWorld): Promise<PretendServer> {
  const isWrite = ({ method, path }: PretendRequest) => method !== 'GET' && path !== '/v6/auth';
  return pretendServer((request) => answer(request, world), { ...world, isWrite });
}

/** How the provider is pointed at it. */
export function pretendTransip(): PretendHost {
  return {
    values: { TRANSIP_ACCOUNT_NAME: account, TRANSIP_PRIVATE_KEY: testKey },
    urlSetting: 'TRANSIP_API_URL',
    basePath: '/v6',
    serve: (zones) => transipServer({ zones }),
  };
}

export const ways: readonly Way[] = [pretendTransip()];

export function transipError(status: number, error: string): PretendAnswer {
  return json(status, { error });
}

export const transipToken = (count: number) => `eyJ0eXAiOiJKV1Qi.pretend-${count}.of-transip`;

function answer(request: PretendRequest, world: TransipWorld): PretendAnswer {
  if (request.path === '/v6/auth') return grant(request, world);
  if (request.headers.authorization !== `Bearer ${transipToken(world.tokens ?? 0)}`)
    return transipError(401, 'Your access token has been revoked.');
  return transipAnswer(request, world.zones);
}

function grant(request: PretendRequest, world: TransipWorld): PretendAnswer {
  const { login, nonce, global_key: isGlobal, read_only: readOnly, label } = Object(bodyOf(request));
  const signature = Buffer.from(String(request.headers.signature ?? ''), 'base64');
  if (login !== account || !isSigned('RS512', request.body, signature))
    return transipError(401, 'Invalid request signature');
  if (String(nonce).length < 6 || String(nonce).length > 32 || !label)
    return transipError(400, 'The nonce must be of 6 to 32 characters');
  if (isGlobal !== true || readOnly !== false) return transipError(403, 'This address is not allowed');
  world.tokens = (world.tokens ?? 0) + 1;
  return json(201, { token: transipToken(world.tokens) });
}

export function transipAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const { method, segments } = request;
  const [version, domains, name, dns, ...rest] = segments;
  if (version !== 'v6' || domains !== 'domains' || rest.length > 0) return transipError(404, 'Not found');
  if (name === undefined) return json(200, { domains: [...zones.keys()].map((one) => ({ name: one })) });
  const zone = zones.get(name);
  if (!zone || dns !== 'dns') return transipError(404, `Domain with name '${name}' not found`);
  if (method === 'GET')
    return json(200, {
      dnsEntries: zone
        .list()
        .filter(({ type }) => type !== 'SOA')
        .map(item),
    });
  const { dnsEntry } = Object(bodyOf(request));
  // A name may come as it was listed, whatever the spelling.
  const { name: given = '', type, expire, content } = Object(dnsEntry);
  const record: NewRecord = { name: listedName(given), type, data: content, ttl: expire };
  if (method === 'PATCH') return patch(zone, record);
  return method === 'POST' ? create(zone, record) : remove(zone, record, method);
}

function create(zone: PretendZone, record: NewRecord): PretendAnswer {
  const { name, type, data } = record;
  if (zone.list({ name, type }).some((one) => one.data === data))
    return transipError(406, 'This DNS entry already exists');
  const wrong = wrongIn(zone, record, 60);
  if (wrong !== undefined) return transipError(406, wrong);
  zone.add(record);
  return { status: 201 };
}

/** The entry is the one with this name, type and TTL. */
function patch(zone: PretendZone, record: NewRecord): PretendAnswer {
  const { name, type, data, ttl } = record;
  const [before, another] = zone.list({ name, type }).filter((one) => one.ttl === ttl);
  if (!before) return transipError(404, `Dns entry '${name}' not found`);
  if (another) return transipError(406, 'More than one DNS entry was found');
  const wrong = wrongIn(zone, record, 60);
  if (wrong !== undefined) return transipError(406, wrong);
  zone.change(before, { data });
  return { status: 204 };
}

function remove(zone: PretendZone, { name, type, data, ttl }: NewRecord, method: string): PretendAnswer {
  if (method !== 'DELETE') return transipError(405, 'Method not allowed');
  const found = zone.list({ name, type }).find((one) => one.data === data && one.ttl === ttl);
  if (!found) return transipError(404, `Dns entry '${name}' not found`);
  zone.remove(found);
  return { status: 204 };
}

function item({ name, type, data, ttl }: NewRecord) {
  return { name, expire: ttl, type, content: type === 'CNAME' ? `${data}.` : data };
}
