import {
  bodyOf,
  json,
  type Listening,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
} from '../../../world/pretend-server.ts';
import { fullName, type PretendSet, rrsetsOf } from '../../../world/rrsets.ts';
import { type NewRecord, type PretendZone, type PretendZones, wrongIn } from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export interface AzureWorld extends Listening {
  readonly zones: PretendZones;
  /** Tokens given out so far; only the last one is good. */
  tokens?: number;
}

export const azureSecret = 'abc8Q~pretend.client-secret_0123456789ABCD';
const id = (digit: number) => String(digit).repeat(8) + '-0000-4000-8000-'.concat(String(digit).repeat(12));
const [tenant, client, subscription, group] = [id(1), id(2), id(3), 'dns-test'];
const pageSize = 100;

/** Azure DNS as recorded: a record set has an ETag, which a change may ask for. */
export function azureServer(world: AzureWorld): Promise<PretendServer> {
  const isWrite = ({ method }: PretendRequest) => method !== 'GET' && method !== 'POST';
  return pretendServer((request) => answer(request, world), { ...world, isWrite });
}

/** How the provider is pointed at it. */
export function pretendAzure(): PretendHost {
  return {
    values: {
      AZURE_TENANT_ID: tenant,
      AZURE_CLIENT_ID: client,
      AZURE_CLIENT_SECRET: azureSecret,
      AZURE_SUBSCRIPTION_ID: subscription,
      AZURE_RESOURCE_GROUP: group,
    },
    urlSetting: 'AZURE_API_URL',
    moreUrls: { AZURE_TOKEN_URL: '/login' },
    serve: (zones) => azureServer({ zones }),
  };
}

export const ways: readonly Way[] = [pretendAzure()];

export function azureError(status: number, code: string, message: string): PretendAnswer {
  return json(status, { error: { code, message } });
}

export const azureToken = (count: number) => `eyJ0eXAi.pretend-${count}-token.of-azure`;

function answer(request: PretendRequest, world: AzureWorld): PretendAnswer {
  if (request.path === `/login/${tenant}/oauth2/v2.0/token`) return grant(request, world);
  if (request.headers.authorization !== `Bearer ${azureToken(world.tokens ?? 0)}`)
    return azureError(401, 'InvalidAuthenticationToken', 'The access token is invalid.');
  if (request.query.get('api-version') !== '2018-05-01')
    return azureError(400, 'MissingApiVersionParameter', 'The api-version query parameter is required.');
  return azureAnswer(request, world.zones);
}

function grant({ body }: PretendRequest, world: AzureWorld): PretendAnswer {
  const form = new URLSearchParams(body);
  const isRight = form.get('client_id') === client && form.get('client_secret') === azureSecret;
  if (form.get('grant_type') !== 'client_credentials' || !form.get('scope')?.endsWith('/.default'))
    return json(400, { error: 'invalid_request', error_description: 'AADSTS900144' });
  if (!isRight)
    return json(401, { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret.' });
  world.tokens = (world.tokens ?? 0) + 1;
  return json(200, { token_type: 'Bearer', expires_in: '3599', access_token: azureToken(world.tokens) });
}

export function azureAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const { method, segments } = request;
  const [subscriptions, sub, groups, inGroup, , , , name, what, record, ...rest] = segments;
  if (
    subscriptions !== 'subscriptions' ||
    sub !== subscription ||
    groups !== 'resourceGroups' ||
    inGroup !== group
  )
    return azureError(404, 'ResourceGroupNotFound', `Resource group '${inGroup}' could not be found.`);
  if (name === undefined)
    return page(
      request,
      [...zones.keys()].map((one) => ({ name: one, properties: { zoneType: 'Public' } })),
    );
  const zone = zones.get(name);
  if (!zone)
    return azureError(
      404,
      'ResourceNotFound',
      `The Resource 'Microsoft.Network/dnszones/${name}' was not found.`,
    );
  if (what === 'recordsets' && record === undefined)
    return page(
      request,
      rrsetsOf(zone).map((set) => item(set, zone)),
    );
  if (what === undefined || record === undefined || rest.length > 0)
    return azureError(404, 'NotFound', 'Not found.');
  const key = { name: record.toLowerCase(), type: what };
  const there = rrsetsOf(zone).find((set) => set.name === key.name && set.type === key.type);
  const asked = request.headers['if-match'];
  const isStale =
    (asked !== undefined && asked !== (there && etagOf(there))) ||
    (request.headers['if-none-match'] === '*' && there);
  if (isStale) return azureError(412, 'PreconditionFailed', 'The condition was not met.');
  if (method === 'DELETE') {
    zone.replace(key, []);
    return { status: there ? 200 : 204 };
  }
  if (method === 'PATCH' && !there) return azureError(404, 'NotFound', 'The resource record does not exist.');
  return write(request, zone, key, there);
}

function page({ query, path }: PretendRequest, all: readonly unknown[]): PretendAnswer {
  const from = Number(query.get('$skiptoken') ?? 0);
  const link = `https://management.azure.com${path}?api-version=2018-05-01&$skipToken=${from + pageSize}`;
  const next = from + pageSize < all.length ? { nextLink: link } : {};
  return json(200, { value: all.slice(from, from + pageSize), ...next });
}

/** A PATCH keeps the metadata, a PUT does not. */
function write(
  request: PretendRequest,
  zone: PretendZone,
  key: { name: string; type: string },
  before: PretendSet | undefined,
): PretendAnswer {
  const { TTL: ttl, ARecords = [], AAAARecords = [] } = Object(Object(bodyOf(request)).properties);
  const values: string[] = [
    ...ARecords.map((one: { ipv4Address: string }) => one.ipv4Address),
    ...AAAARecords.map((one: { ipv6Address: string }) => one.ipv6Address),
  ];
  const extra = request.method === 'PATCH' && before ? { extra: before.extra } : {};
  const fresh = values.map((data): NewRecord => ({ ...key, data, ttl, ...extra }));
  const wrong = fresh.map((one) => wrongIn(zone, one, 1)).find((one) => one !== undefined);
  if (wrong !== undefined) return azureError(400, 'BadRequest', wrong);
  zone.replace(key, fresh);
  const now = rrsetsOf(zone).find((set) => set.name === key.name && set.type === key.type);
  return now ? json(before ? 200 : 201, item(now, zone)) : azureError(400, 'BadRequest', 'no records');
}

function etagOf({ records, ttl }: PretendSet): string {
  const said = records.map(({ id: number, data }) => `${number}${data}`).join('-');
  return Buffer.from(`${ttl} ${said}`).toString('hex');
}

function item(set: PretendSet, zone: PretendZone) {
  const { name, type, ttl, records, extra } = set;
  const { metadata, target } = extra;
  const values = records.map(({ data }) => data);
  const own = {
    ...(type === 'A' && { ARecords: target ? [] : values.map((ipv4Address) => ({ ipv4Address })) }),
    ...(type === 'AAAA' && { AAAARecords: values.map((ipv6Address) => ({ ipv6Address })) }),
    ...(type === 'CNAME' && { CNAMERecord: { cname: `${values[0]}.` } }),
    ...(type === 'TXT' && { TXTRecords: values.map((value) => ({ value: [value] })) }),
  };
  const targetResource = target ? { id: target } : {};
  const fqdn = `${fullName(set, zone)}.`;
  return {
    ...{
      id: `/x/${zone.name}/${type}/${name}`,
      name,
      type: `Microsoft.Network/dnszones/${type}`,
      etag: etagOf(set),
    },
    properties: { metadata, fqdn, TTL: ttl, ...own, targetResource, provisioningState: 'Succeeded' },
  };
}
