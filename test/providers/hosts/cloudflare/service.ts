import { createHash } from 'node:crypto';
import type { ProviderValues } from '../../../../src/providers/provider.ts';
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

export interface CloudflareWorld extends Listening {
  readonly zones: PretendZones;
  readonly token?: string;
  /** The largest batch of the zone's plan; default that of the free one. */
  readonly batchSize?: number;
  /** The token lacks Zone:Read: it sees no zones, but may edit the records of one whose id it knows. */
  readonly withoutZoneRead?: boolean;
  /** The statuses of the zones of one name, one zone for each; default one that is active. */
  readonly statuses?: readonly string[];
}

export const cloudflareToken = 'YQSn-xPretendToken9qM58wZNnyQS7FUdoqGIUA';

/** Cloudflare's API v4, as its description, recordings and issues of other clients show it. */
export function cloudflareServer(world: CloudflareWorld): Promise<PretendServer> {
  const { token = cloudflareToken } = world;
  return pretendServer((request) => {
    const given = request.headers.authorization;
    if (given === `Bearer ${token}`) return cloudflareAnswer(request, world);
    return /^Bearer [\w-]{40}$/.test(String(given))
      ? cfError(403, 9109, 'Invalid access token')
      : cfError(400, 6003, 'Invalid request headers', 'Invalid format for Authorization header');
  }, world);
}

/** How the provider is pointed at it. */
export function pretendCloudflare(
  world: Partial<CloudflareWorld> = {},
  settings: ProviderValues = {},
): PretendHost {
  return {
    values: { CLOUDFLARE_API_TOKEN: cloudflareToken, ...settings },
    urlSetting: 'CLOUDFLARE_API_URL',
    basePath: '/client/v4',
    serve: (zones) => cloudflareServer({ zones, ...world }),
  };
}

export const ways: readonly Way[] = [pretendCloudflare()];

export function cfError(status: number, code: number, message: string, chain?: string): PretendAnswer {
  const more = chain === undefined ? {} : { error_chain: [{ code: 6111, message: chain }] };
  return json(status, { success: false, errors: [{ code, message, ...more }], messages: [], result: null });
}

export function cfZoneId(name: string): string {
  return createHash('md5').update(name).digest('hex');
}

export function cfRecordId({ id }: Pick<ZoneRecord, 'id'>): string {
  return id.padStart(32, 'c');
}

export function cloudflareAnswer(request: PretendRequest, world: CloudflareWorld): PretendAnswer {
  const base = request.segments.slice(0, 3).join('/') === 'client/v4/zones';
  const [zoneId, records, id, ...rest] = request.segments.slice(3);
  if (!base || rest.length > 0) return cfError(404, 7000, 'No route for that URI');
  const zones = [...world.zones.values()];
  if (zoneId === undefined) return listZones(request, world.withoutZoneRead ? [] : zones, world.statuses);
  const zone = zones.find(({ name }) => cfZoneId(name) === zoneId);
  if (!zone)
    return cfError(
      404,
      7003,
      `Could not route to /client/v4${request.path}, perhaps your object identifier is invalid?`,
    );
  if (records === undefined)
    return world.withoutZoneRead
      ? cfError(403, 9109, 'Unauthorized to access requested resource')
      : ok(zoneItem(zone));
  if (records !== 'dns_records') return cfError(404, 7000, 'No route for that URI');
  if (request.method === 'GET' && id === undefined) return listRecords(request, zone);
  const operations = operationsOf(request, id);
  if (!operations) return cfError(405, 10405, 'Method not allowed for this authentication scheme');
  const { batchSize = 200 } = world;
  const count = Object.values(operations).flat().length;
  if (count > batchSize) return cfError(400, 9999, `A batch may hold ${batchSize} records on this plan`);
  return transaction(
    zone,
    operations,
    id === 'batch' ? (done) => done : (done) => Object.values(done).flat()[0],
  );
}

interface Operations {
  readonly deletes: readonly Fields[];
  readonly patches: readonly Fields[];
  readonly puts: readonly Fields[];
  readonly posts: readonly Fields[];
}

type Fields = Readonly<Record<string, unknown>>;

function operationsOf(request: PretendRequest, id: string | undefined): Operations | undefined {
  const none = { deletes: [], patches: [], puts: [], posts: [] };
  const body = Object(bodyOf(request));
  switch (`${request.method} ${id === undefined ? 'records' : id === 'batch' ? 'batch' : 'record'}`) {
    case 'POST batch':
      return { ...none, ...body };
    case 'POST records':
      return { ...none, posts: [body] };
    case 'PUT record':
      return { ...none, puts: [{ ...body, id }] };
    case 'PATCH record':
      return { ...none, patches: [{ ...body, id }] };
    case 'DELETE record':
      return { ...none, deletes: [{ id }] };
  }
  return undefined;
}

class Refused extends Error {
  readonly answer: PretendAnswer;
  constructor(answer: PretendAnswer) {
    super('refused');
    this.answer = answer;
  }
}

/** Deletes, patches, puts, posts, in this order; all or none. */
function transaction(
  zone: PretendZone,
  { deletes, patches, puts, posts }: Operations,
  resultOf: (done: Record<string, unknown[]>) => unknown,
): PretendAnswer {
  const before = zone.list();
  const existing = ({ id }: Fields) => {
    const record = zone.list().find((one) => cfRecordId(one) === id);
    if (!record) throw new Refused(cfError(404, 81044, 'Record does not exist.'));
    return record;
  };
  try {
    const done = {
      deletes: deletes.map((fields) => {
        const record = existing(fields);
        zone.remove(record);
        return { id: fields.id };
      }),
      patches: patches.map((fields) => {
        const record = existing(fields);
        return item(zone, zone.change(record, checked(zone, merged(zone, record, fields), record)));
      }),
      puts: puts.map((fields) => {
        const record = existing(fields);
        return item(
          zone,
          zone.change(record, { extra: {}, ...checked(zone, merged(zone, undefined, fields), record) }),
        );
      }),
      posts: posts.map((fields) => item(zone, zone.add(checked(zone, merged(zone, undefined, fields))))),
    };
    return ok(resultOf(done));
  } catch (thrown) {
    zone.restore(before);
    if (thrown instanceof Refused) return thrown.answer;
    throw thrown;
  }
}

/** A record with the fields of a request; without the record, whatever is not given is lost. */
function merged(zone: PretendZone, record: ZoneRecord | undefined, fields: Fields): NewRecord {
  const { id: _, name, type, content, ttl, ...extra } = fields;
  const full = String(name ?? '').toLowerCase();
  const inZone = full === zone.name || full.endsWith(`.${zone.name}`);
  const relative = full === zone.name ? '@' : inZone ? full.slice(0, -zone.name.length - 1) : full;
  return {
    name: name === undefined ? (record?.name ?? '') : relative,
    type: String(type ?? record?.type),
    data: String(content ?? record?.data),
    ttl: typeof ttl === 'number' ? ttl : (record?.ttl ?? 1),
    extra: { ...record?.extra, ...extra },
  };
}

function checked(zone: PretendZone, given: NewRecord, self?: ZoneRecord): NewRecord {
  const { name, type, data } = given;
  const proxied = given.extra?.proxied === true;
  // The TTL of a proxied record is automatic, whatever is sent.
  const record = { ...given, ttl: proxied ? 1 : given.ttl };
  const others = zone.list({ name, type }).filter((other) => other.id !== self?.id);
  if (others.some((other) => other.data === data))
    throw new Refused(cfError(400, 81058, 'An identical record already exists.'));
  if (record.ttl !== 1 && (record.ttl < 60 || record.ttl > 86_400))
    throw new Refused(
      cfError(400, 9021, 'Invalid TTL. Must be between 60 and 86400 seconds, or 1 for Automatic.'),
    );
  const wrong = wrongIn(zone, record, 1);
  if (wrong?.includes('CNAME'))
    throw new Refused(cfError(400, 81054, 'A CNAME record with that host already exists.'));
  if (wrong) throw new Refused(cfError(400, 9005, `Content for ${type} record is invalid.`));
  return record;
}

function listZones(
  request: PretendRequest,
  zones: readonly PretendZone[],
  statuses: readonly string[] = ['active'],
): PretendAnswer {
  const name = request.query.get('name');
  const found = zones.filter((zone) => name === null || zone.name === name).map(zoneItem);
  const items = found.flatMap((zone) =>
    statuses.map((status) => {
      const id = status === 'active' ? zone.id : cfZoneId(`${zone.name} ${status}`);
      return { ...zone, id, status };
    }),
  );
  return paged(request, items, 50);
}

function listRecords(request: PretendRequest, zone: PretendZone): PretendAnswer {
  const [name, type] = [request.query.get('name'), request.query.get('type')];
  const found = zone
    .list()
    // SOA and the zone's own NS are not listed.
    .filter((record) => record.type !== 'SOA' && !(record.type === 'NS' && record.name === '@'))
    .filter((record) => type === null || record.type === type)
    .map((record) => item(zone, record))
    .filter((record) => name === null || record.name === name.toLowerCase());
  return paged(request, found, 5000);
}

function paged(request: PretendRequest, found: readonly unknown[], most: number): PretendAnswer {
  const [page, asked] = [
    Number(request.query.get('page') ?? 1),
    Number(request.query.get('per_page') ?? 100),
  ];
  const perPage = Math.min(asked, most);
  const shown = found.slice((page - 1) * perPage, page * perPage);
  const pages = Math.max(1, Math.ceil(found.length / perPage));
  const info = {
    page,
    per_page: perPage,
    count: shown.length,
    total_count: found.length,
    total_pages: pages,
  };
  return json(200, { result: shown, success: true, errors: [], messages: [], result_info: info });
}

function zoneItem({ name }: PretendZone) {
  return { id: cfZoneId(name), name, status: 'active', paused: false, type: 'full' };
}

function item(zone: PretendZone, record: ZoneRecord) {
  const { name, type, data, ttl, extra = {} } = record;
  const proxied = extra.proxied === true;
  return {
    id: cfRecordId(record),
    name: name === '@' ? zone.name : `${name}.${zone.name}`,
    type,
    content: data,
    proxiable: ['A', 'AAAA', 'CNAME'].includes(type),
    proxied,
    ttl: proxied ? 1 : ttl,
    settings: {},
    meta: extra.meta ?? {},
    comment: extra.comment ?? null,
    tags: extra.tags ?? [],
  };
}

function ok(result: unknown): PretendAnswer {
  return json(200, { result, success: true, errors: [], messages: [] });
}
