import {
  array,
  boolean,
  fallback,
  type InferOutput,
  nullish,
  number,
  object,
  optional,
  safeParse,
  string,
  union,
  unknown,
} from 'valibot';
import { Failure } from '../../base/failure.ts';
import { listedName } from '../../dns/listed-name.ts';
import { ofSubdomain, toSubdomain, type Zone } from '../../dns/name.ts';
import type { Change } from '../../dns/records.ts';
import { secret } from '../../settings/rows.ts';
import { hmac } from '../api/digests.ts';
import { everyZone } from '../api/every-zone.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import { zoneIds } from '../api/zone-ids.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type ListType, setsByType } from '../apply/listing-by-type.ts';
import { type SetCalls, type SetPlace, setApi } from '../apply/per-set.ts';
import { host } from '../host.ts';
import { noZone } from '../refusal-text.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const common = { id: number(), name: string(), ttl: number() };
const set = object({
  ...common,
  recordOption: optional(string(), 'roundRobin'),
  gtdRegion: optional(number(), 1),
  noAnswer: optional(boolean(), false),
  geolocation: fallback(nullish(unknown()), null),
  roundRobin: array(object({ value: string(), disableFlag: optional(boolean(), false) })),
});
const sets = array(set);
const cname = object({ ...common, host: fallback(string(), '') });
const cnames = array(cname);
const created = array(object({ id: number() }));
const done = object({ success: string() });
const domains = array(object({ id: number(), name: string() }));
const errorBody = object({ errors: union([array(string()), string()]) });

/** Constellix's API v1, whose unit is the record set of one type with an id; the time of each request is signed. https://api-docs.constellix.com */
export const constellix = host({
  name: 'constellix',
  title: 'Constellix',
  about:
    'Create an API key with its secret under Manage Account → Users → your user → API Keys; it cannot be limited to one domain. Record sets with failover, pools or a region are never touched. The clock of this machine must be right. Each record takes one request to change.',
  ttl: { min: 30, max: 604_800 },
  settings: {
    CONSTELLIX_API_KEY: secret('API key'),
    CONSTELLIX_SECRET_KEY: secret('its secret'),
    CONSTELLIX_API_URL: apiUrl('https://api.dns.constellix.com/v1'),
  },
  create({ CONSTELLIX_API_KEY: key, CONSTELLIX_SECRET_KEY: secretKey, CONSTELLIX_API_URL: base }, context) {
    const credentials = 'check CONSTELLIX_API_KEY and CONSTELLIX_SECRET_KEY, and the clock of this machine';
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials,
        permission: 'the user of CONSTELLIX_API_KEY must be allowed to change the domain',
      },
      headers() {
        const now = String(context.clock.now());
        return { 'x-cns-security-token': `${key}:${hmac('sha1', secretKey, now).toString('base64')}:${now}` };
      },
      report,
    });
    const domainsOf = (zone: Zone, signal: AbortSignal) =>
      api.send({ zone, signal, path: '/domains/' }, domains);
    const ids = zoneIds(async (zone, signal) => {
      const found = (await domainsOf(zone, signal)).find(({ name }) => listedName(name) === zone.name);
      if (!found) throw new Failure('permanent', noZone(context.title, zone));
      return String(found.id);
    });
    const callsAt = (place: SetPlace) =>
      calls(api, place, (work) => ids.using(place.zone, place.signal, work));
    return {
      ...setApi({ calls: callsAt }),
      // It lists one type at a time.
      read: (zone, keys, signal) => setsByType(keys, callsAt({ zone, keys, signal }).listType),
      zones: async (signal) => (await domainsOf(everyZone, signal)).map(({ name }) => name),
    };
  },
});

type UsingId = <T>(work: (zoneId: string) => Promise<T>) => Promise<T>;

function calls(api: JsonApi, { zone, signal }: SetPlace, using: UsingId): SetCalls & { listType: ListType } {
  const at = (zoneId: string, type: string, id = '') => ({
    ...{ zone, signal },
    path: `/domains/${segment(zoneId)}/records/${type}/${id === '' ? '' : `${segment(id)}/`}`,
  });
  const listType: ListType = (type) =>
    using(async (zoneId) => {
      if (type === 'CNAME')
        return (await api.send(at(zoneId, type), cnames)).map(({ name, ttl, host: value }) => ({
          name: ofSubdomain(name),
          type,
          ttl,
          value,
        }));
      return (await api.send(at(zoneId, type), sets)).flatMap((one) => listed(one, type));
    });
  return {
    listType,
    // To say more of a refusal.
    list: () => listType('CNAME', []),
    replace: ({ name, type, value, ttl }, change) =>
      using(async (zoneId): Promise<unknown> => {
        const id = idIn(change);
        const body = { name: toSubdomain(name), ttl, roundRobin: [{ value, disableFlag: false }] };
        return id === undefined
          ? api.send({ ...at(zoneId, type), method: 'POST', body }, created)
          : api.send({ ...at(zoneId, type, id), method: 'PUT', body: { id: Number(id), ...body } }, done);
      }),
    remove: (change) =>
      using((zoneId) => api.send({ ...at(zoneId, change.type, idIn(change) ?? ''), method: 'DELETE' }, done)),
  };
}

/** Every record bears the id of its set. */
function idIn({ current }: Change): string | undefined {
  return current.records[0]?.id;
}

function listed(one: InferOutput<typeof set>, type: string): ListedRecord[] {
  const conflict = conflictIn(one);
  return one.roundRobin.map(({ value }) => ({
    ...{ id: String(one.id), name: ofSubdomain(one.name), type, value, ttl: one.ttl },
    ...(conflict !== undefined && { conflict }),
  }));
}

function conflictIn({
  recordOption,
  gtdRegion,
  noAnswer,
  geolocation,
  roundRobin,
}: InferOutput<typeof set>): string | undefined {
  if (recordOption !== 'roundRobin') return `holds a record set with ${recordOption}`;
  if (gtdRegion !== 1 || (geolocation !== null && geolocation !== undefined))
    return 'holds a record set for one region alone';
  return noAnswer || roundRobin.some(({ disableFlag }) => disableFlag)
    ? 'holds a record set that is switched off'
    : undefined;
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const message = [output.errors].flat().join('; ');
  return /token|api key|unauthori[sz]ed/i.test(message) ? { message, status: 401 } : { message };
}
