import { array, type InferOutput, number, object, optional, safeParse, string, undefined_ } from 'valibot';
import type { Clock } from '../../src/base/clock.ts';
import { Failure } from '../../src/base/failure.ts';
import type { Zone } from '../../src/dns/name.ts';
import type { CurrentRecord, DesiredSet } from '../../src/dns/records.ts';
import type { Http } from '../../src/http/client.ts';
import { allPages } from '../../src/providers/api/paging.ts';
import { type JsonApi, jsonApi, segment } from '../../src/providers/api/rest-api.ts';
import { type ZoneIds, zoneIds } from '../../src/providers/api/zone-ids.ts';
import type { Adapter } from '../../src/providers/apply/compare.ts';
import { comparing } from '../../src/providers/apply/comparing.ts';
import { createDeleteApi } from '../../src/providers/apply/create-then-delete.ts';
import { type ListedRecord, listedSets } from '../../src/providers/apply/listing.ts';
import { confirmedBy, operationCount, operationsOf } from '../../src/providers/apply/operations.ts';
import { batchApi } from '../../src/providers/apply/per-batch.ts';
import { type RecordPlace, recordApi, type WrittenRecord } from '../../src/providers/apply/per-record.ts';
import { setApi } from '../../src/providers/apply/per-set.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { noZone } from '../../src/providers/refusal-text.ts';
import type { ErrorReport } from '../../src/providers/vendor.ts';
import { type ApiKind, errorBody } from './pretend-api.ts';

const record = object({ id: string(), name: string(), type: string(), value: string(), ttl: number() });
const recordAnswer = object({ record });
const recordsAnswer = object({ records: array(record) });
const page = object({ records: array(record), total: number(), next: optional(number()) });
/** A 2xx confirms in the documented form only, and here that is an empty body. */
const nothing = undefined_();
const zoneList = object({ zones: array(string()) });

export interface PretendHostOptions {
  readonly kind: ApiKind;
  readonly base: string;
  readonly http: Http;
  readonly clock: Clock;
  readonly token: string;
}

/** The adapter of a pretend host, out of the mechanisms that the real ones share. */
export function pretendHost({ kind, base, http, clock, token }: PretendHostOptions): Provider {
  const api = jsonApi({
    http,
    base,
    title: kind,
    secrets: [],
    advice: { credentials: 'check the token', permission: 'the token must allow it' },
    headers: () => ({ authorization: `Bearer ${token}` }),
    report,
  });
  const made: Readonly<Record<ApiKind, (api: JsonApi) => Adapter>> = {
    ...{ 'per-record': perRecord, 'per-set': perSet, batch: perBatch, 'create-delete': createDelete },
  };
  return { name: kind, ttl: { min: 60, max: 86_400 }, ...comparing(made[kind](api), clock) };
}

function perRecord(api: JsonApi): Adapter {
  return recordApi({
    concurrency: 3,
    zones: zonesOf(api),
    calls: (place) => {
      const { zone, signal } = place;
      const one = (id: string) => ({ zone, signal, path: `${recordsPath(place)}/${segment(id)}` });
      return {
        list: (name) => list(api, place, name),
        create: (desired) => create(api, place, desired),
        async update(id, { value, ttl }) {
          const body = { value, ttl };
          return listed((await api.send({ ...one(id), method: 'PATCH', body }, recordAnswer)).record);
        },
        remove: (id) => api.send({ ...one(id), method: 'DELETE' }, nothing),
      };
    },
  });
}

function perSet(api: JsonApi): Adapter {
  return setApi({
    calls: ({ zone, signal }) => {
      const place = { zone, signal, zoneId: zone.name };
      const set = ({ name, type }: Pick<DesiredSet, 'name' | 'type'>) => ({
        ...{ zone, signal, path: `/zones/${segment(zone.name)}/sets/${segment(name)}/${type}` },
      });
      return {
        list: (name) => list(api, place, name),
        replace: (desired) => {
          const body = { value: desired.value, ttl: desired.ttl };
          return api.send({ ...set(desired), method: 'PUT', body }, nothing);
        },
        remove: (change) => api.send({ ...set(change), method: 'DELETE' }, nothing),
      };
    },
  });
}

function perBatch(api: JsonApi): Adapter {
  return batchApi({
    size: 3,
    weightOf: operationCount,
    calls: (place) => ({
      list: (name) => list(api, place, name),
      async write(changes) {
        const { creates, updates, removes } = operationsOf(changes);
        const body = {
          deletes: removes.map(({ id }) => id),
          patches: updates.map(({ id, desired }) => ({ id, value: desired.value, ttl: desired.ttl })),
          posts: creates.map(({ name, type, value, ttl }) => ({ name, type, value, ttl })),
        };
        const { zone, signal, zoneId } = place;
        const path = `/zones/${segment(zoneId)}/batch`;
        const { records } = await api.send({ zone, signal, method: 'POST', path, body }, recordsAnswer);
        return changes.map((change) => confirmedBy(records, change));
      },
    }),
  });
}

function createDelete(api: JsonApi): Adapter {
  return createDeleteApi({
    title: api.title,
    calls: ({ zone, signal }) => {
      const place = { zone, signal, zoneId: zone.name };
      return {
        read: (keys) => listedSets(keys, (name) => list(api, place, name)),
        create: (desired) => create(api, place, desired),
        remove: (id) => {
          const path = `${recordsPath(place)}/${segment(id)}`;
          return api.send({ zone, signal, method: 'DELETE', path }, nothing);
        },
      };
    },
  });
}

function zonesOf(api: JsonApi): ZoneIds {
  return zoneIds(async (zone: Zone, signal) => {
    const { zones } = await api.send({ zone, signal, path: '/zones', query: { name: zone.name } }, zoneList);
    const [id] = zones;
    if (id === undefined) throw new Failure('permanent', noZone(api.title, zone));
    return id;
  });
}

const recordsPath = ({ zoneId }: RecordPlace) => `/zones/${segment(zoneId)}/records`;

function list(api: JsonApi, place: RecordPlace, name: string | undefined): Promise<ListedRecord[]> {
  const { zone, signal } = place;
  return allPages(`the list of ${zone.display}`, async (cursor) => {
    const request = { zone, signal, path: recordsPath(place), query: { name, cursor } };
    const { records, total, next } = await api.send(request, page);
    return { items: records, total, next };
  });
}

async function create(api: JsonApi, place: RecordPlace, desired: DesiredSet): Promise<CurrentRecord> {
  const { zone, signal } = place;
  const { name, type, value, ttl } = desired;
  const request = {
    zone,
    signal,
    method: 'POST',
    path: recordsPath(place),
    body: { name, type, value, ttl },
  };
  return held((await api.send({ ...request, method: 'POST' }, recordAnswer)).record);
}

/** With what it is called, as the host then holds it. */
function listed(answer: InferOutput<typeof record>): WrittenRecord {
  return answer;
}

function held({ id, value, ttl }: InferOutput<typeof record>): CurrentRecord {
  return { id, value, ttl };
}

const meanings: Readonly<Record<string, Partial<ErrorReport>>> = {
  exists: { stale: true },
  busy: { kind: 'transient' },
  'no-zone': { zoneIsGone: true },
};

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const { code, message } = output.error;
  return { code, message: String(message), ...meanings[code] };
}
