import { claimsOf, testKey } from '../../../support/rsa-key.ts';
import {
  bodyOf,
  json,
  type Listening,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { fullName, nameIn, type PretendSet, rrsetsOf } from '../../../world/rrsets.ts';
import { type NewRecord, type PretendZone, type PretendZones, wrongIn } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export interface StackitWorld extends Listening {
  readonly zones: PretendZones;
  /** Tokens given out so far; only the last one is good. */
  tokens?: number;
  /** How often a record set is asked about before its change is carried out. */
  readonly looks?: Map<string, number>;
}

const project = '4f000000-0000-4000-8000-000000000001';
const [kid, sub] = ['pretend-key-1', 'pretend-account-1'];
/** A key file as the portal makes it. */
export const stackitKey = JSON.stringify({
  id: kid,
  credentials: {
    ...{ kid, iss: 'keeper@sa.stackit.cloud', sub, aud: 'https://service-account.api.stackit.cloud' },
    privateKey: testKey,
  },
});

/** STACKIT DNS, as its own description shows it: each change is accepted, and carried out by the second look at it. */
export function stackitServer(world: StackitWorld): Promise<PretendServer> {
  const isWrite = ({ method, path }: PretendRequest) => method !== 'GET' && path !== '/token';
  return pretendServer((request) => answer(request, world), { ...world, isWrite });
}

/** How the provider is pointed at it. */
export function pretendStackit(): PretendHost {
  return {
    values: { STACKIT_SERVICE_ACCOUNT_KEY: stackitKey, STACKIT_PROJECT_ID: project },
    urlSetting: 'STACKIT_API_URL',
    moreUrls: { STACKIT_TOKEN_URL: '/token' },
    hurried: true,
    serve: (zones) => stackitServer({ zones, looks: new Map() }),
  };
}

export const ways: readonly Way[] = [pretendStackit()];

export function stackitError(status: number, message: string): PretendAnswer {
  return json(status, { message });
}

export const stackitToken = (count: number) => `eyJhbGci.pretend-${count}.of-stackit`;

function answer(request: PretendRequest, world: StackitWorld): PretendAnswer {
  if (request.path === '/token') return grant(request, world);
  if (request.headers.authorization !== `Bearer ${stackitToken(world.tokens ?? 0)}`)
    return stackitError(401, 'Jwt is invalid');
  return stackitAnswer(request, world);
}

function grant({ body }: PretendRequest, world: StackitWorld): PretendAnswer {
  const form = new URLSearchParams(body);
  const claims = claimsOf('RS512', form.get('assertion') ?? '');
  const isRight = claims?.kid === kid && claims.sub === sub && Number(claims.exp) - Number(claims.iat) <= 600;
  if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer' || !isRight || !claims.jti)
    return json(400, { error: 'invalid_grant', error_description: 'the assertion is invalid' });
  world.tokens = (world.tokens ?? 0) + 1;
  return json(200, { access_token: stackitToken(world.tokens), expires_in: 3599, token_type: 'Bearer' });
}

const when = '2026-07-01 10:00:00+00:00';
/** The id of a record set: a set that is made again has another one. */
const idOf = ({ name, type, records }: PretendSet) =>
  Buffer.from(`${name}/${type}/${records[0]?.extra?.since ?? ''}`).toString('hex');

export function stackitAnswer(request: PretendRequest, world: StackitWorld): PretendAnswer {
  const { method, segments, query } = request;
  const [version, projects, inProject, zonesWord, zoneId, rrsets, id, ...rest] = segments;
  if (
    [version, projects, inProject, zonesWord].join('/') !== `v1/projects/${project}/zones` ||
    rest.length > 0
  )
    return stackitError(404, 'not found');
  const all = [...world.zones.values()].map((zone, index) => ({ zone, id: `zone-${index}` }));
  if (zoneId === undefined) {
    const name = query.get('dnsName[eq]');
    const items = all
      .filter(({ zone }) => name === null || zone.name === name)
      .map((one) => ({ id: one.id, dnsName: one.zone.name, type: 'primary' }));
    return page(query, 'zones', items);
  }
  const zone = all.find((one) => one.id === zoneId)?.zone;
  if (!zone || rrsets !== 'rrsets') return stackitError(404, 'zone not found');
  const sets = rrsetsOf(zone);
  if (id === undefined && method === 'GET')
    return page(
      query,
      'rrSets',
      sets.map((set) => looked(set, zone, world)),
    );
  if (id === undefined && method === 'POST') return create(request, zone, world);
  const set = sets.find((one) => idOf(one) === id);
  if (!set) return stackitError(404, 'record set not found');
  const key = { name: set.name, type: set.type };
  if (method === 'GET') return json(200, { message: 'Success', rrset: looked(set, zone, world) });
  if (method === 'DELETE') {
    zone.replace(key, []);
    return json(202, { message: 'Accepted' });
  }
  if (method !== 'PATCH') return stackitError(405, 'method not allowed');
  const { records = [], ttl = set.ttl } = Object(bodyOf(request));
  const fresh = records.map(
    ({ content }: { content: string }): NewRecord => ({ ...key, data: content, ttl, extra: set.extra }),
  );
  return write(zone, key, fresh, world) ?? json(202, { message: 'Accepted' });
}

function page(query: URLSearchParams, field: string, items: readonly unknown[]): PretendAnswer {
  const size = Number(query.get('pageSize') ?? 100);
  const from = (Number(query.get('page') ?? 1) - 1) * size;
  const totalPages = Math.ceil(items.length / size);
  const shown = items.slice(from, from + size);
  return json(200, {
    [field]: shown,
    itemsPerPage: size,
    totalItems: items.length,
    totalPages,
    message: 'Success',
  });
}

let made = 0;

function create(request: PretendRequest, zone: PretendZone, world: StackitWorld): PretendAnswer {
  const { name: full = '', type, ttl = 3600, records = [] } = Object(bodyOf(request));
  const key = { name: nameIn(full, zone) ?? '', type };
  if (zone.list(key).length > 0) return stackitError(409, 'record set already exists');
  made += 1;
  const extra = { since: made };
  const fresh = records.map(
    ({ content }: { content: string }): NewRecord => ({ ...key, data: content, ttl, extra }),
  );
  const wrong = write(zone, key, fresh, world);
  const set = rrsetsOf(zone).find((one) => one.name === key.name && one.type === key.type);
  return wrong ?? json(202, { message: 'Accepted', rrset: set && { ...item(set, zone), state: 'CREATING' } });
}

function write(
  zone: PretendZone,
  key: { name: string; type: string },
  fresh: readonly NewRecord[],
  world: StackitWorld,
): PretendAnswer | undefined {
  const wrong = fresh.map((one) => wrongIn(zone, one, 60)).find((one) => one !== undefined);
  if (wrong !== undefined) return stackitError(400, wrong);
  zone.replace(key, fresh);
  world.looks?.set(`${key.name}/${key.type}`, 0);
  return undefined;
}

function looked(set: PretendSet, zone: PretendZone, { looks = new Map() }: StackitWorld) {
  const key = `${set.name}/${set.type}`;
  const before = looks.get(key) ?? 1;
  looks.set(key, before + 1);
  return { ...item(set, zone), state: before === 0 ? 'UPDATING' : 'UPDATE_SUCCEEDED' };
}

function item(set: PretendSet, zone: PretendZone) {
  const { type, ttl, records, extra } = set;
  const contents = records.map(({ data, id }) => ({
    id: `r-${id}`,
    content: type === 'CNAME' ? `${data}.` : data,
  }));
  const times = { creationStarted: when, creationFinished: when, updateStarted: when, updateFinished: when };
  const { comment } = extra;
  const base = { id: idOf(set), name: `${fullName(set, zone)}.`, type, ttl, records: contents, active: true };
  return { ...base, ...times, ...(typeof comment === 'string' && { comment }), state: 'CREATE_SUCCEEDED' };
}
