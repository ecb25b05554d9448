import {
  array,
  boolean,
  type InferOutput,
  nullish,
  number,
  object,
  optional,
  picklist,
  safeParse,
  string,
  union,
  unknown,
} from 'valibot';
import { Failure } from '../../base/failure.ts';
import { listedName } from '../../dns/listed-name.ts';
import { ofSubdomain, toSubdomain, type Zone } from '../../dns/name.ts';
import { secret } from '../../settings/rows.ts';
import { joined, optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign } from '../api/listed-record.ts';
import { allPages } from '../api/paging.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import { zoneIds } from '../api/zone-ids.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { noZone } from '../refusal-text.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

// Its API answers with the number of a type; its description has the words.
const types = { 0: 'A', 1: 'AAAA', 2: 'CNAME', A: 'A', AAAA: 'AAAA', CNAME: 'CNAME' } as const;
const numbers = { A: 0, AAAA: 1 } as const;
/** What answers with addresses in the place of plain records, by its number and its name. */
const standIns: Readonly<Record<string, string>> = {
  ...{ 6: 'Flatten', 7: 'Pull Zone', 11: 'Script' },
  ...{ Flatten: 'Flatten', PullZone: 'Pull Zone', Script: 'Script' },
};
const none = [0, 'None', undefined, null];

const record = object({
  Id: number(),
  Type: picklist([0, 1, 2, 'A', 'AAAA', 'CNAME']),
  Name: nullish(string(), ''),
  Value: string(),
  Ttl: number(),
  Disabled: optional(boolean()),
  Accelerated: optional(boolean()),
  Weight: optional(number()),
  Comment: nullish(string()),
  AutoSslIssuance: optional(boolean()),
  MonitorType: nullish(union([number(), string()])),
  SmartRoutingType: nullish(union([number(), string()])),
});
const records = array(ownOrForeign(record, 'Type', /^(0|1|2|A|AAAA|CNAME)$/));
const zoneAnswer = object({ Records: nullish(records, []) });
const zonePage = object({
  Items: array(object({ Id: number(), Domain: string() })),
  HasMoreItems: boolean(),
  TotalItems: number(),
});
const errorBody = object({ ErrorKey: optionalText, Field: optionalText, Message: optionalText });
type BunnyRecord = InferOutput<typeof record>;

/** Bunny DNS, whose unit is the record: https://docs.bunny.net/reference/dnszonepublic_index (its own OpenAPI, 2026-01) */
export const bunny = host({
  name: 'bunny',
  title: 'bunny.net',
  about:
    'Copy the API key from Account settings → API at https://dash.bunny.net. It reaches the whole account, unless it is that of a sub-user who may manage DNS alone. Records with smart routing, a monitor or the CDN in front of them (accelerated), and names with a Pull Zone, Script or Flatten record, are left as they are; what else a record carries is kept. Each record takes one request to change.',
  // The API states no bounds; 60 is the least that other clients send.
  ttl: { min: 60, max: 604_800 },
  settings: {
    BUNNY_API_KEY: secret('API key of the account, or of a sub-user who may manage DNS'),
    BUNNY_API_URL: apiUrl('https://api.bunny.net'),
  },
  create({ BUNNY_API_KEY: key, BUNNY_API_URL: base }, context) {
    const owner = 'that BUNNY_API_KEY is of the account that holds the zone';
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check BUNNY_API_KEY',
        permission: 'the user of BUNNY_API_KEY must be allowed to manage DNS',
        zone: owner,
      },
      headers: () => ({ accesskey: key }),
      report,
    });
    const zones = zoneIds(async (zone, signal) => {
      const all = await zonesOf(api, zone, signal);
      const found = all.find(({ Domain }) => listedName(Domain) === zone.name);
      if (found) return String(found.Id);
      throw new Failure('permanent', noZone(context.title, zone, owner));
    });
    /** The records as they were listed last, by id: a change sends again what it does not change. */
    const seen = new Map<string, BunnyRecord>();
    return {
      ...recordApi({ zones, concurrency: 4, calls: (place) => calls(api, place, seen) }),
      zones: async (signal) => (await zonesOf(api, everyZone, signal)).map(({ Domain }) => Domain),
    };
  },
});

function zonesOf(api: JsonApi, zone: Zone, signal: AbortSignal) {
  return allPages("bunny.net's list of zones", async (page = 1) => {
    const query = { page, perPage: 1000, search: zone.name || undefined };
    const found = await api.send({ zone, signal, path: '/dnszone', query }, zonePage);
    const next = found.HasMoreItems ? Number(page) + 1 : undefined;
    return { items: found.Items, next, total: found.TotalItems };
  });
}

function calls(
  api: JsonApi,
  { zone, zoneId, signal }: RecordPlace,
  seen: Map<string, BunnyRecord>,
): RecordCalls {
  const path = `/dnszone/${segment(zoneId)}`;
  const about = { zone, signal };
  const one = (id: string) => ({ ...about, path: `${path}/records/${segment(id)}` });
  return {
    async list() {
      const { Records } = await api.send({ ...about, path }, zoneAnswer);
      return Records.flatMap((given): ListedRecord[] => {
        if ('foreign' in given) return standIn(given.foreign);
        seen.set(String(given.Id), given);
        return [listed(given)];
      });
    },
    async create({ name, type, value, ttl }) {
      const body = { Type: numbers[type], Name: toSubdomain(name), Value: value, Ttl: ttl };
      return listed(await api.send({ ...about, method: 'PUT', path: `${path}/records`, body }, record));
    },
    async update(id, { name, type, value, ttl }) {
      const { Weight, Comment, AutoSslIssuance } = seen.get(id) ?? {};
      const kept = { Weight, Comment: Comment ?? undefined, AutoSslIssuance };
      const changed = {
        Id: Number(id),
        Type: numbers[type],
        Name: toSubdomain(name),
        Value: value,
        Ttl: ttl,
      };
      // Answered with 204 and nothing in it.
      await api.answer({ ...one(id), method: 'POST', body: { ...kept, ...changed, Disabled: false } });
      return { id, value, ttl };
    },
    remove: (id) => api.answer({ ...one(id), method: 'DELETE' }),
  };
}

function listed(given: BunnyRecord): ListedRecord {
  const { Id, Type, Name, Value, Ttl, Disabled, Accelerated, MonitorType, SmartRoutingType } = given;
  const conflict = [
    ...(none.includes(SmartRoutingType) ? [] : ['with smart routing']),
    ...(none.includes(MonitorType) ? [] : ['with a monitor']),
    ...(Accelerated ? ['that the CDN answers for'] : []),
  ][0];
  return {
    id: String(Id),
    name: ofSubdomain(Name ?? ''),
    type: types[Type],
    value: Value,
    ttl: Ttl,
    // A disabled record is there and does not answer.
    ...(Disabled && { differs: true as const }),
    ...(conflict !== undefined && types[Type] !== 'CNAME' && { conflict: `holds a record ${conflict}` }),
  };
}

const named = object({ Type: union([number(), string()]), Name: nullish(string(), ''), Value: unknown() });

/** A record of another type, where it stands in the place of addresses. */
function standIn(foreign: unknown): ListedRecord[] {
  const { output, success } = safeParse(named, foreign);
  if (!success) return [];
  const { Type, Name, Value } = output;
  // By the description that is SPF, by other clients a redirect.
  const isRedirect = [5, 'Redirect'].includes(Type) && /^https?:/i.test(String(Value));
  const what = isRedirect ? 'Redirect' : standIns[Type];
  if (what === undefined) return [];
  const conflict = `holds a ${what} record`;
  return [{ name: ofSubdomain(Name ?? ''), type: String(Type), value: '', ttl: null, conflict }];
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  return { code: output.ErrorKey, message: joined([output.Field, output.Message], ': ') };
}
