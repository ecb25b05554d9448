import {
  array,
  boolean,
  fallback,
  type InferOutput,
  nullish,
  number,
  object,
  optional,
  picklist,
  safeParse,
  string,
} from 'valibot';
import { Failure } from '../../../base/failure.ts';
import { listedName } from '../../../dns/listed-name.ts';
import { ofSubdomain, toSubdomain, type Zone } from '../../../dns/name.ts';
import type { RecordKey } from '../../../dns/records.ts';
import { secret } from '../../../settings/rows.ts';
import { type Progress, pendingWork } from '../../api/async-jobs.ts';
import { optionalText } from '../../api/error-text.ts';
import { everyZone } from '../../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../../api/listed-record.ts';
import { type ApiRequest, type JsonApi, jsonApi, segment } from '../../api/rest-api.ts';
import { zoneIds } from '../../api/zone-ids.ts';
import type { ListedRecord } from '../../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../../apply/per-record.ts';
import { type HostContext, host } from '../../host.ts';
import { noZone } from '../../refusal-text.ts';
import { apiUrl } from '../../settings.ts';
import { exo2Headers } from './signature.ts';

const record = object({
  id: string(),
  name: optional(string(), ''),
  type: string(),
  content: string(),
  ttl: fallback(nullish(number()), null),
  'system-record': optional(boolean()),
});
const recordList = object({ 'dns-domain-records': array(ownOrForeign(record)) });
const zoneList = object({ 'dns-domains': array(object({ id: string(), 'unicode-name': string() })) });
const operation = object({
  id: string(),
  state: picklist(['pending', 'success', 'failure', 'timeout']),
  reason: optionalText,
  message: optionalText,
  reference: optional(object({ id: optional(string()) })),
});
const errorBody = object({ message: optionalText });

/** Exoscale's DNS, API v2, whose unit is the record; a write is an operation that is asked about until it is done. https://openapi-v2.exoscale.com/group/endpoint-dns */
export const exoscale = host({
  name: 'exoscale',
  title: 'Exoscale',
  about:
    'Create an IAM role that allows the `dns` service class alone, and an API key with it. Records of its own (`system-record`) are never touched. Each record takes two requests to change.',
  ttl: { min: 1, max: 604_800 },
  settings: {
    EXOSCALE_API_KEY: secret('API key (`EXO…`)'),
    EXOSCALE_API_SECRET: secret('its secret'),
    EXOSCALE_API_URL: apiUrl('https://api-ch-gva-2.exoscale.com/v2'),
  },
  create(values, context) {
    const key = { apiKey: values.EXOSCALE_API_KEY, apiSecret: values.EXOSCALE_API_SECRET };
    const api = jsonApi({
      ...context,
      base: values.EXOSCALE_API_URL,
      advice: {
        credentials: 'check EXOSCALE_API_KEY and EXOSCALE_API_SECRET, and the clock of this machine',
        permission:
          'check EXOSCALE_API_KEY and EXOSCALE_API_SECRET, whose role must allow the service class dns',
      },
      headers: (request) => exo2Headers(request, { ...key, now: context.clock.now() }),
      report: (body) => {
        const { output, success } = safeParse(errorBody, body);
        return success ? { message: output.message } : {};
      },
    });
    const zonesOf = async (zone: Zone, signal: AbortSignal) =>
      (await api.send({ zone, signal, path: '/dns-domain' }, zoneList))['dns-domains'];
    const zones = zoneIds(async (zone, signal) => {
      const found = (await zonesOf(zone, signal)).find(
        (one) => listedName(one['unicode-name']) === zone.name,
      );
      if (!found) throw new Failure('permanent', noZone(context.title, zone));
      return found.id;
    });
    return {
      ...recordApi({ zones, calls: (place) => calls(api, context, place) }),
      zones: async (signal) => (await zonesOf(everyZone, signal)).map((one) => one['unicode-name']),
    };
  },
});

function calls(api: JsonApi, context: HostContext, { zone, zoneId, signal }: RecordPlace): RecordCalls {
  const path = `/dns-domain/${segment(zoneId)}/record`;
  const about = { zone, signal, path };
  const one = (id: string) => ({ zone, signal, path: `${path}/${segment(id)}` });

  /** Sends a write and waits until it is carried out; resolves to what it was about. */
  async function carriedOut(key: RecordKey, request: ApiRequest): Promise<string | undefined> {
    const begun = await api.send(request, operation);
    let last = begun;
    const ask = async (ids: readonly string[]) => {
      for (const id of ids)
        last = await api.send({ zone, signal, path: `/operation/${segment(id)}` }, operation);
      return new Map([[begun.id, progressOf(last)]]);
    };
    const work = pendingWork({ title: api.title, clock: context.clock, signal, ask });
    if (begun.state === 'pending') work.add(key, begun.id);
    await work.settle();
    const failure = begun.state === 'pending' ? failureOf(work, key) : progressOf(begun);
    if (failure instanceof Failure) throw failure;
    return last.reference?.id ?? begun.reference?.id;
  }

  return {
    async list() {
      const listing = await api.send(about, recordList);
      return withoutForeign(listing['dns-domain-records']).map(listed);
    },
    async create(desired) {
      const { name, type, value, ttl } = desired;
      const body = { name: toSubdomain(name), type, content: value, ttl };
      const id = await carriedOut(desired, { ...about, method: 'POST', body });
      return { value, ttl, ...(id !== undefined && { id }) };
    },
    async update(id, desired) {
      const { value, ttl } = desired;
      await carriedOut(desired, { ...one(id), method: 'PUT', body: { content: value, ttl } });
      return { id, value, ttl };
    },
    remove: (id, change) => carriedOut(change, { ...one(id), method: 'DELETE' }),
  };
}

function failureOf(work: ReturnType<typeof pendingWork>, { name, type }: RecordKey): Failure | undefined {
  const [answer] = work.applied([{ name, type, held: { name, type, records: [] } }]);
  return answer && 'failure' in answer ? answer.failure : undefined;
}

const inTime = ['busy', 'conflict', 'interrupted', 'unavailable', 'fault', 'unknown', 'partial'];

function progressOf({ state, reason = 'unknown', message }: InferOutput<typeof operation>): Progress {
  if (state === 'pending') return 'running';
  if (state === 'success') return 'done';
  const kind = state === 'timeout' || inTime.includes(reason) ? 'transient' : 'record';
  return new Failure(kind, `Exoscale did not carry the change out: ${message ?? reason}`, {
    unconfirmed: kind === 'transient',
  });
}

function listed(given: InferOutput<typeof record>): ListedRecord {
  const { id, name, type, content, ttl } = given;
  return {
    ...{ id, name: ofSubdomain(name), type, value: content, ttl: ttl ?? null },
    ...(given['system-record'] && { conflict: 'holds a record that Exoscale manages itself' }),
  };
}
