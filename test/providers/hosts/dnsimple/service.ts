import type { ProviderValues } from '../../../../src/providers/provider.ts';
import {
  bodyOf,
  json,
  type Listening,
  type PretendAnswer,
  type PretendRequest,
  type PretendServer,
  pretendServer,
  resetIn,
} from '../../../world/pretend-server.ts';
import {
  type NewRecord,
  type PretendZone,
  type PretendZones,
  wrongIn,
  type ZoneRecord,
} from '../../../world/zone.ts';
import type { PretendHost, Way } from '../../contract/world-of.ts';

export interface DnsimpleWorld extends Listening {
  readonly zones: PretendZones;
  readonly token?: string;
  /** Whether the token is one of an account or of a user; default account. */
  readonly owner?: 'account' | 'user';
  /** Whether the plan has batches; `not-this-zone`: it has, but an integrated DNS provider serves the zone. */
  readonly batches?: boolean | 'not-this-zone';
  /** How many operations a batch may hold; default 100. */
  readonly largestBatch?: number;
}

export const dnsimpleToken = 'dnsimple_a_pretendToken';
export const dnsimpleAccount = '1010';
/** Seconds until the rate limit starts anew, which every answer tells. */
export const dnsimpleReset = 3000;

const lowestTtl = 60;

/** DNSimple's API v2, as its documentation, fixtures and recordings show it. */
export function dnsimpleServer(world: DnsimpleWorld): Promise<PretendServer> {
  const { token = dnsimpleToken } = world;
  const standing = () => {
    const { date, reset } = resetIn(dnsimpleReset);
    return {
      date,
      'x-ratelimit-limit': '2400',
      'x-ratelimit-remaining': '2390',
      'x-ratelimit-reset': reset,
      'x-request-id': 'pretend-1',
    };
  };
  return pretendServer(
    (request) => {
      const known = request.headers.authorization === `Bearer ${token}`;
      return known ? dnsimpleAnswer(request, world) : dnsimpleError(401, 'Authentication failed');
    },
    { ...world, standing },
  );
}

/** How the provider is pointed at it. */
export function pretendDnsimple(
  world: Partial<DnsimpleWorld> = {},
  settings: ProviderValues = {},
): PretendHost {
  return {
    values: { DNSIMPLE_OAUTH_TOKEN: dnsimpleToken, ...settings },
    urlSetting: 'DNSIMPLE_BASE_URL',
    serve: (zones) => dnsimpleServer({ zones, ...world }),
  };
}

export const ways: readonly Way[] = [
  { variant: 'with batches', ...pretendDnsimple() },
  { variant: 'without batches', ...pretendDnsimple({ batches: false }) },
];

export function dnsimpleError(status: number, message: string, errors?: unknown): PretendAnswer {
  return json(status, { message, ...(errors !== undefined && { errors }) });
}

export function dnsimpleAnswer(request: PretendRequest, world: DnsimpleWorld): PretendAnswer {
  const [version, account, zones, zoneName = '', what, id, ...rest] = request.segments;
  if (version !== 'v2' || rest.length > 0) return dnsimpleError(404, 'Not Found');
  if (account === 'whoami') {
    const owner = { id: Number(dnsimpleAccount), email: 'owner@example.invalid' };
    const isUser = world.owner === 'user';
    return json(200, { data: { user: isUser ? owner : null, account: isUser ? null : owner } });
  }
  if (account !== dnsimpleAccount) return dnsimpleError(404, `Account \`${account}\` not found`);
  if (zones === 'zones' && zoneName === '') return listZones(request, world.zones);
  const zone = world.zones.get(zoneName);
  if (zones !== 'zones' || !zone) return dnsimpleError(404, `Zone \`${zoneName}\` not found`);
  const { method } = request;
  if (what === undefined && method === 'GET')
    return json(200, { data: { id: 1, name: zoneName, reverse: false, secondary: false, active: true } });
  if (what === 'batch' && method === 'POST') return batch(bodyOf(request), zone, world);
  if (what !== 'records') return dnsimpleError(404, 'Not Found');
  if (id === undefined && method === 'GET') return list(request, zone);
  if (id === undefined && method === 'POST') return told(create(zone, bodyOf(request)), 201);
  if (id === undefined) return dnsimpleError(405, 'Method not Allowed');
  const record = zone.list().find((one) => one.id === id);
  if (!record) return dnsimpleError(404, `Record \`${id}\` not found`);
  if (method === 'PATCH') return told(update(zone, record, bodyOf(request)), 200);
  if (method !== 'DELETE') return dnsimpleError(405, 'Method not Allowed');
  const wrong = remove(zone, record);
  return wrong ? dnsimpleError(400, wrong) : { status: 204 };
}

type Outcome = { readonly record: ZoneRecord } | { readonly errors: Record<string, string[]> };

function told(outcome: Outcome, status: number): PretendAnswer {
  if ('errors' in outcome) return dnsimpleError(400, 'Validation failed', outcome.errors);
  return json(status, { data: item(outcome.record) });
}

function listZones({ query }: PretendRequest, zones: PretendZones): PretendAnswer {
  const all = [...zones.values()].map(({ name }, id) => ({ id, name, reverse: false, active: true }));
  return paged(query, all);
}

function list({ query }: PretendRequest, zone: PretendZone): PretendAnswer {
  const [name, type] = [query.get('name'), query.get('type')];
  const found = zone
    .list()
    .filter((record) => name === null || label(record.name) === name)
    .filter((record) => type === null || record.type === type);
  return paged(query, found.map(item));
}

function paged(query: URLSearchParams, found: readonly unknown[]): PretendAnswer {
  const [page, perPage] = [Number(query.get('page') ?? 1), Number(query.get('per_page') ?? 30)];
  if (!(perPage >= 1 && perPage <= 100)) return dnsimpleError(400, 'per_page is 1 to 100');
  return json(200, {
    data: found.slice((page - 1) * perPage, page * perPage),
    pagination: {
      current_page: page,
      per_page: perPage,
      total_entries: found.length,
      total_pages: Math.max(1, Math.ceil(found.length / perPage)),
    },
  });
}

/** Deletes, then updates, then creates; all or nothing. */
function batch(body: unknown, zone: PretendZone, world: DnsimpleWorld): PretendAnswer {
  if (world.batches === false) return dnsimpleError(412, 'Batch changes are not enabled for this account');
  if (world.batches === 'not-this-zone')
    return dnsimpleError(400, 'Batch changes are not supported for zones with integrated DNS providers');
  const { creates, updates, deletes } = Object(body);
  const asked = { creates: entries(creates), updates: entries(updates), deletes: entries(deletes) };
  const size = Object.values(asked).reduce((sum, all) => sum + all.length, 0);
  if (size > (world.largestBatch ?? 100)) return dnsimpleError(400, 'Too many operations');

  const before = zone.list();
  const find = (entry: Entry) => zone.list().find((record) => Number(record.id) === entry.id);
  const done: Record<string, unknown[]> = { creates: [], updates: [], deletes: [] };
  const failed = (kind: string, index: number, message: string, errors?: unknown) => {
    zone.restore(before);
    const entry = { index, message, ...(errors !== undefined && { errors }) };
    return dnsimpleError(400, 'Validation failed', { [kind]: [entry] });
  };
  for (const [index, entry] of asked.deletes.entries()) {
    const record = find(entry);
    if (!record) return failed('deletes', index, `Record not found ID=${entry.id}`);
    const wrong = remove(zone, record);
    if (wrong) return failed('deletes', index, wrong);
    done.deletes?.push({ id: entry.id });
  }
  for (const [index, entry] of asked.updates.entries()) {
    const record = find(entry);
    if (!record) return failed('updates', index, `Record not found ID=${entry.id}`);
    const { id: _, ...fields } = entry;
    const outcome = update(zone, record, fields);
    if ('errors' in outcome) return failed('updates', index, 'Validation failed', outcome.errors);
    done.updates?.push(item(outcome.record));
  }
  for (const [index, entry] of asked.creates.entries()) {
    const outcome = create(zone, entry);
    if ('errors' in outcome) return failed('creates', index, 'Validation failed', outcome.errors);
    done.creates?.push(item(outcome.record));
  }
  return json(200, { data: done });
}

function create(zone: PretendZone, given: unknown): Outcome {
  const { name, type, content, ttl = 3600, regions } = Object(given);
  for (const [field, value] of Object.entries({ type, content }))
    if (typeof value !== 'string' || value === '') return { errors: { [field]: ["can't be blank"] } };
  if (typeof name !== 'string') return { errors: { name: ["can't be blank"] } };
  const record = { name: name === '' ? '@' : name.toLowerCase(), type, data: content, ttl };
  const twin = zone.list({ name: record.name, type }).some(({ data }) => data === content);
  const wrong = twin ? 'Record already exists' : wrongIn(zone, record, lowestTtl);
  if (wrong) return { errors: { base: [wrong] } };
  return { record: zone.add({ ...record, ...(regions && { extra: { regions } }) }) };
}

function update(zone: PretendZone, record: ZoneRecord, given: unknown): Outcome {
  const { name, content = record.data, ttl = record.ttl, regions, ...unknown } = Object(given);
  const [strange] = Object.keys(unknown);
  if (strange) return { errors: { [strange]: ['is not a field'] } };
  if (isSystem(record)) return { errors: { base: ['System records cannot be changed'] } };
  const { id: _, ...kept } = record;
  const changed: NewRecord = { ...kept, data: content, ttl, ...(regions && { extra: { regions } }) };
  const wrong = name === '@' ? 'the apex is an empty name' : wrongIn(zone, changed, lowestTtl);
  return wrong ? { errors: { base: [wrong] } } : { record: zone.change(record, changed) };
}

function remove(zone: PretendZone, record: ZoneRecord): string | undefined {
  if (isSystem(record)) return 'System records cannot be deleted';
  zone.remove(record);
  return undefined;
}

function isSystem({ type, name, extra }: ZoneRecord): boolean {
  return extra?.system_record === true || type === 'SOA' || (type === 'NS' && name === '@');
}

function item(record: ZoneRecord) {
  const { id, name, type, data, ttl, extra } = record;
  const usual = { zone_id: 'pretend', parent_id: null, priority: null, regions: ['global'] };
  const own = {
    id: Number(id),
    name: label(name),
    content: data,
    ttl,
    type,
    system_record: isSystem(record),
  };
  return { ...usual, ...own, ...extra };
}

function label(name: string): string {
  return name === '@' ? '' : name;
}

type Entry = { readonly id?: unknown };

function entries(given: unknown): Entry[] {
  return Array.isArray(given) ? given.map((entry) => Object(entry)) : [];
}
