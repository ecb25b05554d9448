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
import { type PretendZone, type PretendZones, wrongIn } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export interface GcloudWorld extends Listening {
  readonly zones: PretendZones;
  /** Tokens given out so far; only the last one is good. */
  tokens?: number;
}

const project = 'pretend-project-1';
const client = 'keeper@pretend-project-1.iam.gserviceaccount.com';
/** A key file as Google makes it. */
export const gcloudKey = JSON.stringify({
  ...{ type: 'service_account', project_id: project, private_key_id: 'a1b2c3d4e5f6', private_key: testKey },
  ...{ client_email: client, client_id: '10000', token_uri: 'https://oauth2.googleapis.com/token' },
});
const pageSize = 100;

/** Google Cloud DNS as recorded: a change is carried out whole, if what it deletes is there just so. */
export function gcloudServer(world: GcloudWorld): Promise<PretendServer> {
  const isWrite = ({ method, path }: PretendRequest) => method === 'POST' && path !== '/token';
  return pretendServer((request) => answer(request, world), { ...world, isWrite });
}

/** How the provider is pointed at it. */
export function pretendGcloud(): PretendHost {
  return {
    values: { GCE_SERVICE_ACCOUNT: gcloudKey },
    urlSetting: 'GCE_API_URL',
    moreUrls: { GCE_TOKEN_URL: '/token' },
    serve: (zones) => gcloudServer({ zones }),
  };
}

export const ways: readonly Way[] = [pretendGcloud()];

export function gcloudError(code: number, reason: string, message: string): PretendAnswer {
  return json(code, { error: { code, message, errors: [{ message, domain: 'global', reason }] } });
}

export const gcloudToken = (count: number) => `ya29.pretend-${count}-of-google-00112233`;

function answer(request: PretendRequest, world: GcloudWorld): PretendAnswer {
  if (request.path === '/token') return grant(request, world);
  if (request.headers.authorization !== `Bearer ${gcloudToken(world.tokens ?? 0)}`)
    return gcloudError(401, 'authError', 'Request had invalid authentication credentials.');
  return gcloudAnswer(request, world.zones);
}

function grant({ body, headers, method }: PretendRequest, world: GcloudWorld): PretendAnswer {
  const form = new URLSearchParams(body);
  const claims = claimsOf('RS256', form.get('assertion') ?? '');
  const isGrant = form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  const isForm = headers['content-type'] === 'application/x-www-form-urlencoded' && method === 'POST';
  if (!isGrant || !isForm) return json(400, { error: 'unsupported_grant_type' });
  const right = claims?.iss === client && String(claims.scope).endsWith('/auth/ndev.clouddns.readwrite');
  if (!right || !String(claims.aud).endsWith('/token') || claims.kid !== 'a1b2c3d4e5f6')
    return json(400, { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' });
  world.tokens = (world.tokens ?? 0) + 1;
  return json(200, { access_token: gcloudToken(world.tokens), token_type: 'Bearer', expires_in: 3599 });
}

export function gcloudAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const { method, query, segments } = request;
  const [dns, version, projects, of, managed, id, what, ...rest] = segments;
  const place = [dns, version, projects, of, managed].join('/');
  if (place !== `dns/v1/projects/${project}/managedZones` || rest.length > 0)
    return gcloudError(403, 'forbidden', 'Forbidden');
  const all = [...zones.values()].map((zone, index) => ({ zone, id: `zone-${index}` }));
  if (id === undefined) {
    const asked = query.get('dnsName');
    const found = all.filter(({ zone }) => asked === null || asked === `${zone.name}.`);
    const items = found.map((one) => ({
      ...{ kind: 'dns#managedZone', name: one.id, dnsName: `${one.zone.name}.`, visibility: 'public' },
    }));
    return json(200, { kind: 'dns#managedZonesListResponse', ...paged(query, 'managedZones', items) });
  }
  const zone = all.find((one) => one.id === id)?.zone;
  if (!zone)
    return gcloudError(
      404,
      'notFound',
      `The 'parameters.managedZone' resource named '${id}' does not exist.`,
    );
  if (what === 'changes' && method === 'POST') return change(request, zone);
  if (what !== 'rrsets' || method !== 'GET') return gcloudError(404, 'notFound', 'Not Found');
  const name = query.get('name');
  const sets = rrsetsOf(zone)
    .map((set) => item(set, zone))
    .filter((set) => name === null || set.name === name);
  return json(200, { kind: 'dns#resourceRecordSetsListResponse', ...paged(query, 'rrsets', sets) });
}

function paged(query: URLSearchParams, field: string, all: readonly unknown[]) {
  const from = Number(query.get('pageToken') ?? 0);
  const next = from + pageSize < all.length ? { nextPageToken: String(from + pageSize) } : {};
  return { [field]: all.slice(from, from + pageSize), ...next };
}

interface Sent {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly rrdatas: readonly string[];
}

function change(request: PretendRequest, zone: PretendZone): PretendAnswer {
  const { additions = [], deletions = [] }: { additions?: Sent[]; deletions?: Sent[] } = Object(
    bodyOf(request),
  );
  const before = zone.list();
  const wrong = deletions.map(remove).find(isSome) ?? additions.map(add).find(isSome);
  if (wrong) {
    zone.restore(before);
    return wrong;
  }
  return json(200, { kind: 'dns#change', additions, deletions, id: String(zone.version), status: 'pending' });

  function remove(set: Sent, index: number): PretendAnswer | undefined {
    const key = { name: nameIn(set.name, zone) ?? '', type: set.type };
    const there = rrsetsOf(zone).find(({ name, type }) => name === key.name && type === key.type);
    const what = `The 'entity.change.deletions[${index}]' resource named '${set.name} (${set.type})'`;
    if (!there) return gcloudError(404, 'notFound', `${what} does not exist.`);
    const isSame =
      JSON.stringify(item(there, zone).rrdatas?.toSorted()) === JSON.stringify(set.rrdatas.toSorted());
    if (!isSame || there.ttl !== set.ttl)
      return gcloudError(
        412,
        'conditionNotMet',
        `Precondition not met for 'entity.change.deletions[${index}]'`,
      );
    zone.replace(key, []);
    return undefined;
  }
  function add(set: Sent, index: number): PretendAnswer | undefined {
    const key = { name: nameIn(set.name, zone) ?? '', type: set.type };
    const what = `The resource 'entity.change.additions[${index}]' named '${set.name} (${set.type})'`;
    if (zone.list(key).length > 0) return gcloudError(409, 'alreadyExists', `${what} already exists`);
    for (const data of set.rrdatas) {
      const record = { ...key, data, ttl: set.ttl };
      const bad = wrongIn(zone, record, 0);
      if (bad !== undefined) return gcloudError(400, 'invalid', `Invalid value for '${set.name}': ${bad}`);
      zone.add(record);
    }
    return undefined;
  }
}

function isSome<T>(value: T | undefined): value is T {
  return value !== undefined;
}

function item(set: PretendSet, zone: PretendZone) {
  const { type, ttl, records, extra } = set;
  const { routingPolicy } = extra;
  const rrdatas = records.map(({ data }) => (type === 'CNAME' ? `${data}.` : data));
  const base = { kind: 'dns#resourceRecordSet', name: `${fullName(set, zone)}.`, type, ttl };
  return { ...base, ...(routingPolicy ? { routingPolicy, rrdatas: undefined } : { rrdatas }) };
}
