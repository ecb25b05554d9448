import { any, array, looseObject, number, object, optional, parse, string } from 'valibot';
import { parseJson } from '../../src/http/answer.ts';
import type { HttpAnswer, HttpRequest } from '../../src/http/client.ts';
import type { Border } from './faults.ts';
import type { RealHost } from './host-api.ts';
import type { Author, HeldRecord, PretendZone } from './pretend-zone.ts';
import { isUpdate, update } from './update-only.ts';

/** How an account's API writes: single records, whole sets, all or nothing, or without a call that changes a record. */
export type ApiKind = 'per-record' | 'per-set' | 'batch' | 'create-delete';
/** One that cannot be asked what it holds, and the pretend service of a real host. */
export type AnyKind = ApiKind | 'update-only' | 'host';
export const apiKinds: readonly ApiKind[] = ['per-record', 'per-set', 'batch', 'create-delete'];

/** One request as it reaches the API, and on whose behalf. */
export interface Arrival {
  readonly request: HttpRequest;
  readonly author: Author;
  /** Called before each record that is written, as it is then. */
  onWrite(touched: Touched): void;
}

export interface Touched {
  readonly zone: string;
  readonly name: string;
  readonly type: string;
  /** The record that is changed or removed; absent where it is created. */
  readonly record?: HeldRecord;
  /** What it shall hold; absent where it is removed. */
  readonly value?: string;
  /** What the name and type hold until then. */
  readonly held: readonly string[];
}

export interface PretendApi {
  readonly host: string;
  readonly kind: AnyKind;
  readonly zones: ReadonlyMap<string, PretendZone>;
  /** The credentials that it accepts; undefined while it accepts none. */
  token: string | undefined;
  /** The host whose service it is. */
  readonly real?: RealHost;
  borderOf(request: HttpRequest): Border;
  handle(arrival: Arrival): HttpAnswer | Promise<HttpAnswer>;
}

/** One that is no real host's answers at once. */
export interface SimpleApi extends PretendApi {
  handle(arrival: Arrival): HttpAnswer;
}

const pageSize = 4;
const recordBody = object({ name: string(), type: string(), value: string(), ttl: number() });
const changeBody = object({ value: string(), ttl: number() });
const batchBody = object({
  deletes: array(string()),
  patches: array(looseObject({ id: string(), ...changeBody.entries })),
  posts: array(recordBody),
});

export function createPretendApi(
  kind: Exclude<AnyKind, 'host'>,
  host: string,
  zones: PretendApi['zones'],
): SimpleApi {
  const api: SimpleApi = {
    host,
    kind,
    zones,
    token: undefined,
    borderOf: (request) =>
      isUpdate(request) ? 'update-call' : borderOf(request.method ?? 'GET', new URL(request.url).pathname),
    handle(arrival) {
      const { request } = arrival;
      const [[firstName, firstZone] = []] = zones;
      if (isUpdate(request) && firstName !== undefined && firstZone)
        return update(arrival, firstName, firstZone, api.token);
      if (api.token === undefined || request.headers?.authorization !== `Bearer ${api.token}`)
        return refused(401, 'unauthorized');
      const url = new URL(request.url);
      const [, , zoneId = '', what = '', one, type] = url.pathname.split('/').map(decodeURIComponent);
      if (zoneId === '')
        return answered({ zones: zones.has(url.searchParams.get('name') ?? '') ? ['z1'] : [] });
      const zoneName = zoneId === 'z1' ? [...zones.keys()][0] : zoneId;
      const zone = zones.get(zoneName ?? '');
      if (!zone || zoneName === undefined) return refused(404, 'no-zone');
      const desk = createDesk(kind, zoneName, zone, arrival);
      const body = parseJson(request.body ?? '');
      const { method = 'GET' } = request;
      if (method === 'GET') return desk.list(url.searchParams);
      if (what === 'batch') return desk.batch(parse(batchBody, body));
      if (what === 'sets' && one && type) {
        if (method === 'DELETE') return desk.removeSet({ name: one, type });
        return desk.replaceSet({ name: one, type, ...parse(changeBody, body) });
      }
      if (method === 'POST') return desk.create(parse(recordBody, body));
      if (one === undefined || !zone.find(one)) return refused(404, 'no-record');
      return method === 'DELETE' ? desk.remove(one) : desk.update(one, parse(changeBody, body));
    },
  };
  return api;
}

function borderOf(method: string, path: string): Border {
  const [, , zone, what] = path.split('/');
  if (!zone) return 'zone-id';
  if (what === 'batch') return 'batch';
  if (method === 'GET') return 'list';
  if (what === 'sets') return method === 'DELETE' ? 'remove-set' : 'replace-set';
  if (method === 'POST') return 'create';
  return method === 'DELETE' ? 'delete' : 'update';
}

/** Carries out the calls of one request on one zone. */
function createDesk(kind: AnyKind, zoneName: string, zone: PretendZone, { author, onWrite }: Arrival) {
  const touch = (touched: Omit<Touched, 'zone' | 'held'>) =>
    onWrite({ zone: zoneName, held: zone.ofSet(touched).map(({ value }) => value), ...touched });
  const holdsCname = (name: string) => zone.ofSet({ name, type: 'CNAME' }).length > 0;

  function put(record: Omit<HeldRecord, 'id'>, id?: string): HeldRecord {
    const before = id === undefined ? undefined : zone.find(id);
    const { name, type } = before ?? record;
    touch({ name, type, value: record.value, ...(before && { record: before }) });
    return zone.put({ ...record, ...(id !== undefined && { id }) }, author);
  }

  function drop(record: HeldRecord): void {
    touch({ name: record.name, type: record.type, record });
    zone.remove(record.id, author);
  }

  const desk = {
    list(query: URLSearchParams): HttpAnswer {
      const name = query.get('name');
      const all = zone.all().filter((record) => name === null || record.name === name);
      // A cursor, not an offset: what is deleted meanwhile must not move others out of sight.
      const from = Number(query.get('cursor') ?? 0);
      const after = all.filter(({ id }) => Number(id) > from);
      const records = after.slice(0, pageSize);
      const next = after.length > pageSize ? Number(records.at(-1)?.id) : undefined;
      return answered({ records, total: all.length, ...(next !== undefined && { next }) });
    },
    create({ name, type, value, ttl }: Omit<HeldRecord, 'id'>): HttpAnswer {
      if (holdsCname(name)) return refused(409, kind === 'create-delete' ? 'exists' : 'cname');
      const isThere = zone.ofSet({ name, type }).some((record) => record.value === value);
      if (isThere && kind !== 'per-record') return refused(409, 'exists');
      return answered({ record: put({ name, type, value, ttl }) });
    },
    update(id: string, { value, ttl }: Pick<HeldRecord, 'value' | 'ttl'>): HttpAnswer {
      const before = zone.find(id);
      if (!before) return refused(404, 'no-record');
      return answered({ record: put({ ...before, value, ttl }, id) });
    },
    remove(id: string): HttpAnswer {
      const record = zone.find(id);
      if (record) drop(record);
      return { status: 204, headers: {}, text: '' };
    },
    replaceSet(set: Omit<HeldRecord, 'id'>): HttpAnswer {
      if (holdsCname(set.name)) return refused(409, 'cname');
      const records = zone.ofSet(set);
      const staying = records.find(({ value }) => value === set.value) ?? records[0];
      for (const other of records) if (other !== staying) drop(other);
      put(set, staying?.id);
      return { status: 204, headers: {}, text: '' };
    },
    removeSet(key: Pick<HeldRecord, 'name' | 'type'>): HttpAnswer {
      const records = zone.ofSet(key);
      if (records.length === 0) return refused(404, 'no-record');
      for (const record of records) drop(record);
      return { status: 204, headers: {}, text: '' };
    },
    batch({
      deletes,
      patches,
      posts,
    }: {
      deletes: string[];
      patches: BatchPatch[];
      posts: Omit<HeldRecord, 'id'>[];
    }) {
      const ids = [...deletes, ...patches.map(({ id }) => id)];
      if (ids.some((id) => !zone.find(id))) return refused(409, 'exists');
      const refusedParts = posts.filter(({ name }) => holdsCname(name));
      if (refusedParts.length > 0) return refused(409, 'cname');
      const doubled = posts.filter(({ name, type, value }) =>
        zone.ofSet({ name, type }).some((record) => record.value === value && !deletes.includes(record.id)),
      );
      if (doubled.length > 0) return refused(409, 'exists');
      for (const id of deletes) desk.remove(id);
      for (const { id, value, ttl } of patches) desk.update(id, { value, ttl });
      const made = posts.map(({ name, type, value, ttl }) => put({ name, type, value, ttl }));
      const changed = patches.flatMap(({ id }) => zone.find(id) ?? []);
      return answered({ records: [...changed, ...made] });
    },
  };
  return desk;
}

type BatchPatch = Pick<HeldRecord, 'id' | 'value' | 'ttl'>;

export function answered(body: unknown, status = 200): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, text: JSON.stringify(body) };
}

export function refused(status: number, code: string, headers: Record<string, string> = {}): HttpAnswer {
  return { ...answered({ error: { code, message: `as the pretend API says: ${code}` } }, status), headers };
}

/** The shape of a refusal, for the adapters. */
export const errorBody = object({ error: object({ code: string(), message: optional(any()) }) });
