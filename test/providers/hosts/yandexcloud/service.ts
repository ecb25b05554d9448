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

export interface YandexWorld extends Listening {
  readonly zones: PretendZones;
  /** Tokens given out so far; only the last one is good. */
  tokens?: number;
}

const folder = 'b1gpretendfolder0001';
const [keyId, account] = ['ajekpretendkey000001', 'ajespretendaccount01'];
/** A key file as `yc iam key create` makes it. */
export const yandexKey = JSON.stringify({
  ...{
    id: keyId,
    service_account_id: account,
    created_at: '2026-01-01T00:00:00Z',
    key_algorithm: 'RSA_2048',
  },
  private_key: `PLEASE DO NOT REMOVE THIS LINE! Yandex.Cloud SA Key ID <${keyId}>\n${testKey}`,
});
const tokenPath = '/iam/v1/tokens';
const mostOnAPage = 1000;

/** Yandex Cloud DNS, as recorded and described: an update is carried out whole, if what it deletes is there just so. */
export function yandexServer(world: YandexWorld): Promise<PretendServer> {
  const isWrite = ({ method, path }: PretendRequest) => method === 'POST' && path !== tokenPath;
  return pretendServer((request) => answer(request, world), { ...world, isWrite });
}

/** How the provider is pointed at it. */
export function pretendYandex(): PretendHost {
  return {
    values: { YANDEX_CLOUD_IAM_TOKEN: yandexKey, YANDEX_CLOUD_FOLDER_ID: folder },
    urlSetting: 'YANDEX_API_URL',
    moreUrls: { YANDEX_TOKEN_URL: tokenPath },
    serve: (zones) => yandexServer({ zones }),
  };
}

export const ways: readonly Way[] = [pretendYandex()];

export function yandexError(status: number, code: number, message: string): PretendAnswer {
  return json(status, { code, message, details: [] });
}

export const yandexToken = (count: number) => `t1.pretend-${count}-token-of-yandex`;

function answer(request: PretendRequest, world: YandexWorld): PretendAnswer {
  if (request.path === tokenPath) return grant(request, world);
  if (request.headers.authorization !== `Bearer ${yandexToken(world.tokens ?? 0)}`)
    return yandexError(401, 16, 'The token is invalid');
  return yandexAnswer(request, world.zones);
}

function grant(request: PretendRequest, world: YandexWorld): PretendAnswer {
  const { jwt = '' } = Object(bodyOf(request));
  const claims = claimsOf('PS256', jwt);
  const isRight = claims?.iss === account && claims.kid === keyId && String(claims.aud).endsWith(tokenPath);
  if (!isRight) return yandexError(400, 3, 'JWT signature is invalid');
  world.tokens = (world.tokens ?? 0) + 1;
  return json(200, { iamToken: yandexToken(world.tokens), expiresAt: '2026-12-31T00:00:00.000Z' });
}

export function yandexAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const { method, query, segments } = request;
  const [dns, version, of, last = '', ...rest] = segments;
  if ([dns, version, of].join('/') !== 'dns/v1/zones' || rest.length > 0)
    return yandexError(404, 5, 'Not Found');
  const all = [...zones.values()].map((zone, index) => ({
    zone,
    id: `dnspretendzone${String(index).padStart(6, '0')}`,
  }));
  if (last === '') {
    if (query.get('folderId') !== folder) return yandexError(403, 7, 'Permission denied');
    const items = all.map(({ zone, id }) => ({
      id,
      folderId: folder,
      zone: `${zone.name}.`,
      publicVisibility: {},
    }));
    return json(200, paged(query, 'dnsZones', items));
  }
  const [id = '', verb] = last.split(':');
  const zone = all.find((one) => one.id === id)?.zone;
  if (!zone) return yandexError(404, 5, `DNS zone ${id} not found`);
  if (verb === 'updateRecordSets' && method === 'POST') return update(request, zone);
  if (verb !== 'listRecordSets' || method !== 'GET') return yandexError(404, 5, 'Not Found');
  return json(
    200,
    paged(
      query,
      'recordSets',
      rrsetsOf(zone).map((set) => item(set, zone)),
    ),
  );
}

function paged(query: URLSearchParams, field: string, all: readonly unknown[]) {
  const from = Number(query.get('pageToken') ?? 0);
  const size = Math.min(Number(query.get('pageSize') ?? 100), mostOnAPage);
  const next = from + size < all.length ? { nextPageToken: String(from + size) } : {};
  return { [field]: all.slice(from, from + size), ...next };
}

interface Sent {
  readonly name: string;
  readonly type: string;
  readonly ttl: string;
  readonly data: readonly string[];
  readonly description?: string;
}

function update(request: PretendRequest, zone: PretendZone): PretendAnswer {
  const { additions = [], deletions = [] }: { additions?: Sent[]; deletions?: Sent[] } = Object(
    bodyOf(request),
  );
  const before = zone.list();
  const wrong = [
    ...deletions.map(remove),
    ...(deletions.length + additions.length > 0 ? additions.map(add) : []),
  ].find((one) => one !== undefined);
  if (wrong) {
    zone.restore(before);
    return wrong;
  }
  const response = { '@type': 'type.googleapis.com/yandex.cloud.dns.v1.RecordSetDiff', additions, deletions };
  return json(200, {
    done: true,
    response,
    id: 'dnsb3nubmkjerog64al6',
    description: 'Update DNS RecordSets',
  });

  function remove({ name, type, ...sent }: Sent): PretendAnswer | undefined {
    const key = { name: nameIn(name, zone) ?? '', type };
    const there = rrsetsOf(zone).find((set) => set.name === key.name && set.type === type);
    if (!there) return yandexError(404, 5, `RecordSet not found: ${name} ${type}`);
    const { name: _, type: __, ...held } = item(there, zone);
    const text = ({ ttl, data, description = '' }: Omit<Sent, 'name' | 'type'>) =>
      JSON.stringify([ttl, data.toSorted(), description]);
    if (text(held) !== text(sent)) return yandexError(400, 9, `RecordSet ${name} ${type} does not match`);
    zone.replace(key, []);
    return undefined;
  }
  function add({ name, type, ttl, data, description }: Sent): PretendAnswer | undefined {
    const key = { name: nameIn(name, zone) ?? '', type };
    if (zone.list(key).length > 0) return yandexError(409, 6, `RecordSet ${name} ${type} already exists`);
    for (const value of data) {
      const record = {
        ...key,
        data: value,
        ttl: Number(ttl),
        ...(description && { extra: { description } }),
      };
      const bad = wrongIn(zone, record, 1);
      if (bad !== undefined) return yandexError(400, 3, bad);
      zone.add(record);
    }
    return undefined;
  }
}

function item(set: PretendSet, zone: PretendZone): Sent {
  const { type, ttl, records, extra } = set;
  const data = records.map((one) => (type === 'CNAME' ? `${one.data}.` : one.data));
  const { description } = extra;
  const note = typeof description === 'string' ? { description } : {};
  return { data, name: `${fullName(set, zone)}.`, type, ttl: String(ttl), ...note };
}
