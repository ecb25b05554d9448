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

export interface VercelWorld extends Listening {
  readonly zones: PretendZones;
}

export const vercelToken = 'PretendVercelToken0123AB';
const team = 'team_pretend1';
const owner = 'rx5Jv1UNgWHvquEx7wuQYFBp';
/** When the first record was made; each is a millisecond later than the one before. */
const start = 1_628_537_900_000;

/** Vercel's DNS, as its recordings and description show it. */
export function vercelServer(world: VercelWorld): Promise<PretendServer> {
  return pretendServer((request) => {
    const known = request.headers.authorization === `Bearer ${vercelToken}`;
    if (!known) return vercelError(403, 'forbidden', 'Not authorized');
    if (request.query.get('teamId') !== team)
      return vercelError(404, 'not_found', 'The domain was not found');
    return vercelAnswer(request, world.zones);
  }, world);
}

/** How the provider is pointed at it. */
export function pretendVercel(): PretendHost {
  return {
    values: { VERCEL_API_TOKEN: vercelToken, VERCEL_TEAM_ID: team },
    urlSetting: 'VERCEL_API_URL',
    serve: (zones) => vercelServer({ zones }),
  };
}

export const ways: readonly Way[] = [pretendVercel()];

export function vercelError(status: number, code: string, message: string): PretendAnswer {
  return json(status, { error: { code, message } });
}

export function vercelRecordId({ id }: ZoneRecord): string {
  return `rec_${Number(id).toString(16).padStart(24, '0')}`;
}

export function vercelAnswer(request: PretendRequest, zones: PretendZones): PretendAnswer {
  const { method, segments } = request;
  const [version, domains, name = '', last, id] = segments;
  if (domains !== 'domains') return vercelError(404, 'not_found', 'Not found');
  if (request.path === '/v5/domains') return domainList(request, zones);
  if (version === 'v1' && name === 'records' && method === 'PATCH') return change(request, zones, last);
  const zone = zones.get(name);
  if (!zone) return vercelError(404, 'not_found', `Domain name \`${name}\` not found`);
  if (last !== 'records') return vercelError(404, 'not_found', 'Not found');
  if (version === 'v4' && method === 'GET' && id === undefined) return list(request, zone);
  if (version === 'v2' && method === 'POST' && id === undefined) return create(request, zone);
  const record = zone.list().find((one) => vercelRecordId(one) === id);
  if (!record) return vercelError(404, 'not_found', 'The DNS record was not found');
  if (version !== 'v2' || method !== 'DELETE') return vercelError(405, 'method_not_allowed', 'Not allowed');
  zone.remove(record);
  return json(200, {});
}

function domainList({ query }: PretendRequest, zones: PretendZones): PretendAnswer {
  const until = Number(query.get('until') ?? Number.POSITIVE_INFINITY);
  const all = [...zones.keys()].map((name, index) => ({ name, verified: true, createdAt: start + index }));
  const shown = all
    .toReversed()
    .filter(({ createdAt }) => createdAt < until)
    .slice(0, 100);
  return json(200, {
    domains: shown,
    pagination: { count: shown.length, next: shown.at(-1)?.createdAt ?? null },
  });
}

/** Newest first; the time of the last one on a page is where the next begins, and is told also when none follows. */
function list({ query }: PretendRequest, zone: PretendZone): PretendAnswer {
  const size = Math.min(Number(query.get('limit') ?? 20), 100);
  const until = Number(query.get('until') ?? Number.POSITIVE_INFINITY);
  const all = zone.list().filter(({ type }) => type !== 'SOA');
  const shown = all
    .toReversed()
    .filter((record) => madeAt(record) < until)
    .slice(0, size);
  const [first, last] = [shown[0], shown.at(-1)];
  const next = last ? madeAt(last) : null;
  const pagination = { count: shown.length, next, prev: first ? madeAt(first) : null };
  return json(200, { records: shown.map(item), pagination });
}

function create(request: PretendRequest, zone: PretendZone): PretendAnswer {
  const { name = '', type, value, ttl = 60 } = Object(bodyOf(request));
  const record: NewRecord = { name: name.toLowerCase() || '@', type, data: value, ttl };
  const wrong = wrongIn(zone, record, 60);
  if (wrong !== undefined) return vercelError(400, 'bad_request', wrong);
  return json(200, { uid: vercelRecordId(zone.add(record)), updated: start });
}

/** What is left out stays. */
function change(request: PretendRequest, zones: PretendZones, id: string | undefined): PretendAnswer {
  for (const zone of zones.values()) {
    const record = zone.list().find((one) => vercelRecordId(one) === id);
    if (!record) continue;
    const { value: data = record.data, ttl = record.ttl } = Object(bodyOf(request));
    const wrong = wrongIn(zone, { ...record, data, ttl }, 60);
    if (wrong !== undefined) return vercelError(400, 'bad_request', wrong);
    const { name, type, value, creator, ...more } = item(zone.change(record, { data, ttl }));
    const base = { id, domain: zone.name, name, recordType: type, type: 'record', value, creator };
    return json(200, { ...base, ttl: more.ttl, createdAt: more.createdAt, comment: more.comment });
  }
  return vercelError(404, 'not_found', 'The DNS record was not found');
}

function madeAt({ id }: ZoneRecord): number {
  return start + Number(id);
}

function item(record: ZoneRecord) {
  const { name, type, data, ttl, extra = {} } = record;
  const { creator = owner, comment = '', priority } = extra;
  const value = type === 'CNAME' ? `${data}.` : data;
  const at = madeAt(record);
  return {
    ...{ id: vercelRecordId(record), slug: '', name: name === '@' ? '' : name, type, value, creator, ttl },
    ...{ created: at, updated: at, createdAt: at, updatedAt: at, comment },
    ...(priority !== undefined && { mxPriority: priority }),
  };
}
