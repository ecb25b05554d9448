import {
  array,
  type InferOutput,
  literal,
  number,
  object,
  optional,
  pipe,
  record as recordOf,
  safeParse,
  string,
  transform,
  union,
} from 'valibot';
import { ofSubdomain, toSubdomain } from '../../dns/name.ts';
import type { DesiredSet } from '../../dns/records.ts';
import { matching, secret } from '../../settings/rows.ts';
import { optional as maybe } from '../../settings/setting.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { type Meanings, meaningOf } from '../api/meanings.ts';
import { allPages } from '../api/paging.ts';
import { type Fields, type JsonApi, jsonApi } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

// Numbers come as numbers or as text.
const numeric = pipe(union([number(), string()]), transform(Number), number());
const id = pipe(union([number(), string()]), transform(String));
const listing = object({
  ...{ id, type: string(), host: string(), record: string(), ttl: numeric, status: optional(numeric, 1) },
  failover: optional(numeric, 0),
  'geodns-location': optional(numeric, 0),
  'geodns-code': optionalText,
});
const empty = pipe(
  array(listing),
  transform(() => ({})),
);
// By their ids; none at all as an empty list.
const recordList = union([recordOf(string(), ownOrForeign(listing)), empty]);
const ok = literal('Success');
const created = object({ status: ok, data: object({ id }) });
const done = object({ status: ok });
const zonePage = array(object({ name: string() }));
const failed = object({ status: literal('Failed'), statusDescription: optionalText });

const pageSize = 100;

/** ClouDNS's HTTP API, whose unit is the record: the login goes in the query or the form. https://www.cloudns.net/wiki/article/41/ */
export const cloudns = host({
  name: 'cloudns',
  title: 'ClouDNS',
  about:
    'Create an API user, or better a sub-user that may use the one zone alone, under API & Resellers; the API is part of the paid plans. Give it no list of IP addresses, since the address of your home changes. Records with GeoDNS or failover and those that are switched off are never touched. Each record takes one request to change, and ClouDNS takes 20 a second.',
  ttl: {
    ...{ min: 60, max: 2_592_000, usual: 900 },
    values: [
      60, 300, 900, 1800, 3600, 21_600, 43_200, 86_400, 172_800, 259_200, 604_800, 1_209_600, 2_592_000,
    ],
  },
  rate: { requests: 20, per: 1000 },
  settings: {
    CLOUDNS_AUTH_ID: maybe(matching('id of the API user', 'digits', /^\d+$/)),
    CLOUDNS_SUB_AUTH_ID: maybe(
      matching('id of the API sub-user, instead of the one before', 'digits', /^\d+$/),
    ),
    CLOUDNS_AUTH_PASSWORD: secret(
      'password of the API user or sub-user',
      'visible characters and spaces',
      /^[^\p{C}]+$/u,
    ),
    CLOUDNS_API_URL: apiUrl('https://api.cloudns.net'),
  },
  check({ CLOUDNS_AUTH_ID: user, CLOUDNS_SUB_AUTH_ID: sub }) {
    const isOne = (user === undefined) !== (sub === undefined);
    return isOne ? [] : ['give either CLOUDNS_AUTH_ID or CLOUDNS_SUB_AUTH_ID'];
  },
  create(values, context) {
    const login = {
      'auth-id': values.CLOUDNS_AUTH_ID,
      'sub-auth-id': values.CLOUDNS_SUB_AUTH_ID,
      'auth-password': values.CLOUDNS_AUTH_PASSWORD,
    };
    const credentials = 'check CLOUDNS_AUTH_ID or CLOUDNS_SUB_AUTH_ID, and CLOUDNS_AUTH_PASSWORD';
    const api = jsonApi({
      ...context,
      base: values.CLOUDNS_API_URL,
      advice: {
        credentials,
        permission: 'the API needs a paid plan, and a sub-user the right for this zone',
      },
      headers: () => ({}),
      isError: (body) => safeParse(failed, body).success,
      report,
    });
    return {
      ...recordApi({ calls: (place) => calls(api, login, place) }),
      async zones(signal) {
        const found = await allPages("ClouDNS's list of zones", async (page = 1) => {
          const query = { ...login, page, 'rows-per-page': pageSize };
          const items = await api.send(
            { zone: everyZone, signal, path: '/dns/list-zones.json', query },
            zonePage,
          );
          return { items, next: items.length === pageSize ? Number(page) + 1 : undefined };
        });
        return found.map(({ name }) => name);
      },
    };
  },
});

function calls(api: JsonApi, login: Fields, { zone, signal }: RecordPlace): RecordCalls {
  const about = { zone, signal };
  const domain = { ...login, 'domain-name': zone.name };
  const write = (name: string, form: Fields) =>
    ({ ...about, method: 'POST', path: `/dns/${name}.json`, form: { ...domain, ...form } }) as const;
  const fields = ({ name, value, ttl }: DesiredSet) => ({ host: toSubdomain(name), record: value, ttl });
  return {
    hidesMissing: true,
    async list() {
      const all = await api.send({ ...about, path: '/dns/records.json', query: domain }, recordList);
      return withoutForeign(Object.values(all)).map(listed);
    },
    async create(desired) {
      const form = { 'record-type': desired.type, ...fields(desired) };
      const { data } = await api.send(write('add-record', form), created);
      return { id: data.id, value: desired.value, ttl: desired.ttl };
    },
    async update(id, desired) {
      await api.send(write('mod-record', { 'record-id': id, ...fields(desired) }), done);
      return { id, value: desired.value, ttl: desired.ttl };
    },
    remove: (id) => api.send(write('delete-record', { 'record-id': id }), done),
  };
}

function listed(one: InferOutput<typeof listing>): ListedRecord {
  const conflict = conflictIn(one);
  return {
    ...{ id: one.id, name: ofSubdomain(one.host), type: one.type, value: one.record, ttl: one.ttl },
    ...(conflict !== undefined && { conflict }),
  };
}

function conflictIn(one: InferOutput<typeof listing>): string | undefined {
  // A web redirect, which answers for its name with addresses of ClouDNS.
  if (one.type === 'WR') return 'holds a web redirect';
  if (one['geodns-location'] > 0 || one['geodns-code']) return 'holds a record for one region alone';
  if (one.failover > 0) return 'holds a record with failover';
  return one.status === 0 ? 'holds a record that is switched off' : undefined;
}

// It has no codes.
const meanings: Meanings = [
  [/invalid authentication|incorrect auth/i, { status: 401 }],
  [/\bip\b.*(access|allowed|authorized)|access.*\bip\b/i, { status: 403 }],
  [/check your plan|don't have access|permission/i, { status: 403 }],
  [
    /missing domain-name|(domain|zone).*(not found|doesn't exist|does not exist)/i,
    { status: 404, zoneIsGone: true },
  ],
  [/too many|limit.*requests/i, { status: 429 }],
];

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(failed, body);
  if (!success) return {};
  const message = output.statusDescription ?? '';
  const meaning = meaningOf(meanings, message);
  return { message, ...(meaning ?? { status: 422 }) };
}
