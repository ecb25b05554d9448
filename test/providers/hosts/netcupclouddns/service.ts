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

export interface CloudDnsWorld extends Listening {
  readonly zones: PretendZones;
  /** More revisions than the one that is live, oldest first; the last may be a draft. */
  readonly revisions?: readonly {
    readonly identifier: string;
    readonly createdAt: string;
    readonly state: string;
  }[];
  /** Zones that are not in CloudDNS. */
  readonly elsewhere?: readonly string[];
}

export const cloudDnsKey = 'pretend0netcup1rest2key3of4sixty5four6characters7890123456789abcd';

/** netcup's REST API, as its clients show it: a key that is refused is told with 400. */
export function cloudDnsServer(world: CloudDnsWorld): Promise<PretendServer> {
  return pretendServer((request) => {
    if (request.headers.authorization === `Bearer ${cloudDnsKey}`) return cloudDnsAnswer(request, world);
    return cloudDnsError(400, 'authenticationError', 'The API key is not valid');
  }, world);
}

/** How the provider is pointed at it. */
export function pretendCloudDns(world: Partial<CloudDnsWorld> = {}): PretendHost {
  return {
    values: { NETCUPCLOUDDNS_API_KEY: cloudDnsKey },
    urlSetting: 'NETCUPCLOUDDNS_API_URL',
    basePath: '/v1',
    serve: (zones) => cloudDnsServer({ zones, ...world }),
  };
}

export const ways: readonly Way[] = [pretendCloudDns()];

export function cloudDnsError(status: number, code: string, message: string): PretendAnswer {
  return json(status, { success: false, errors: [{ code, message }], result: null });
}

function success(result: unknown, meta: unknown = null): PretendAnswer {
  return json(200, { success: true, errors: [], meta, result });
}

const live = { identifier: 'rev-live', createdAt: '2026-08-01T12:00:00Z', state: 'committed' };

export function cloudDnsAnswer(request: PretendRequest, world: CloudDnsWorld): PretendAnswer {
  const { method, segments, query } = request;
  const [version, domain, id, ...rest] = segments;
  if (version !== 'v1' || domain !== 'domain')
    return cloudDnsError(404, 'resourceDoesNotExist', 'no such resource');
  const all = [...world.zones.values()].map((zone, index) => ({ zone, id: 4200 + index }));
  if (id === undefined) {
    const fqdn = query.get('fqdn');
    const found = all.filter(({ zone }) => zone.name === fqdn);
    if (found.length === 0) return cloudDnsError(404, 'resourceDoesNotExist', `${fqdn} was not found`);
    const isDnsManaged = !world.elsewhere?.includes(fqdn ?? '');
    return success(found.map((one) => ({ id: one.id, fqdn: one.zone.name, isDnsManaged })));
  }
  const zone = all.find((one) => String(one.id) === id)?.zone;
  if (!zone) return cloudDnsError(404, 'resourceDoesNotExist', 'The domain was not found');
  const path = rest.join('/');
  if (path === 'dns/revision') return paged(query, [...(world.revisions ?? []), live].sort(byTime));
  if (path === `dns/revision/${live.identifier}/record`)
    return paged(
      query,
      zone
        .list()
        .filter(({ type }) => type !== 'SOA')
        .map(item),
    );
  if (path === 'changeset' && method === 'POST') return changeset(request, zone);
  return cloudDnsError(404, 'resourceDoesNotExist', 'no such revision');
}

function byTime(a: { readonly createdAt: string }, b: { readonly createdAt: string }): number {
  return a.createdAt < b.createdAt ? -1 : 1;
}

function paged(query: URLSearchParams, all: readonly unknown[]): PretendAnswer {
  const perPage = Number(query.get('perPage') ?? 25);
  const page = Number(query.get('page') ?? 1);
  const lastPage = Math.max(1, Math.ceil(all.length / perPage));
  const pagination = { page, perPage, totalEntries: all.length, lastPage };
  return success(all.slice((page - 1) * perPage, page * perPage), { pagination });
}

interface Sent {
  readonly name: string;
  readonly type: string;
  readonly rdata: string;
  readonly ttl: number;
}

/** Carried out whole or not at all: what is deleted must be there with all that it holds. */
function changeset(request: PretendRequest, zone: PretendZone): PretendAnswer {
  const sent: { create?: Sent[]; delete?: Sent[]; autoCommit?: boolean; strict?: boolean } = Object(
    bodyOf(request),
  );
  if (!sent.autoCommit || !sent.strict)
    return cloudDnsError(400, 'validationError', 'this would leave a draft');
  const before = zone.list();
  const refuse = (code: string, message: string) => {
    zone.restore(before);
    return cloudDnsError(422, code, message);
  };
  for (const { name, type, rdata, ttl } of sent.delete ?? []) {
    const found = zone.list({ name, type }).find((one) => one.data === rdata && one.ttl === ttl);
    if (!found) return refuse('recordDoesNotExist', `no record ${name} ${type} ${rdata} ${ttl}`);
    zone.remove(found);
  }
  for (const { name, type, rdata, ttl } of sent.create ?? []) {
    const record: NewRecord = { name: name.toLowerCase(), type, data: rdata, ttl };
    const wrong = wrongIn(zone, record, 60);
    if (wrong !== undefined) return refuse('validationError', wrong);
    zone.add(record);
  }
  return success({
    identifier: `rev-${zone.version}`,
    createdAt: '2026-08-01T12:00:00Z',
    state: 'committed',
    serial: 7,
  });
}

function item({ id, name, type, data, ttl, extra }: NewRecord & { readonly id: string }) {
  const rdata = type === 'CNAME' ? `${data}.` : data;
  return { identifier: `rec-${id}`, name, type, rdata, ttl, immutable: extra?.immutable ?? false };
}
