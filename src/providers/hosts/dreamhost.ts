import { array, fallback, type InferOutput, literal, object, optional, safeParse, string } from 'valibot';
import { Failure } from '../../base/failure.ts';
import { listedName } from '../../dns/listed-name.ts';
import { fqdn, relativeName, type Zone } from '../../dns/name.ts';
import { secret } from '../../settings/rows.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign } from '../api/listed-record.ts';
import { type Meanings, meaningOf } from '../api/meanings.ts';
import { type JsonApi, jsonApi } from '../api/rest-api.ts';
import { contentId, contentOf } from '../apply/content-id.ts';
import {
  type CreateDeleteCalls,
  type CreateDeletePlace,
  createDeleteApi,
} from '../apply/create-then-delete.ts';
import { type ListedRecord, listedSets } from '../apply/listing.ts';
import { host } from '../host.ts';
import { noZone } from '../refusal-text.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const record = object({
  record: string(),
  type: string(),
  // One that it made for a site of its own may come without.
  value: optional(string()),
  zone: fallback(optional(string()), undefined),
  editable: fallback(optional(string()), undefined),
});
const recordList = object({ result: literal('success'), data: array(ownOrForeign(record)) });
const done = object({ result: literal('success'), data: string() });
const failed = object({ result: literal('error'), data: optionalText });

/**
 * DreamHost's API: records without ids and TTLs, which can be added and removed. All is GET, with the key in the query.
 * https://help.dreamhost.com/hc/en-us/articles/217555707-DNS-API-commands
 */
export const dreamhost = host({
  name: 'dreamhost',
  title: 'DreamHost',
  about:
    'Create an API key at https://panel.dreamhost.com/?tree=home.api with the functions `dns-list_records`, `dns-add_record` and `dns-remove_record`; it cannot be limited to one domain. Records that DreamHost made for a site or for mail are never touched. DreamHost has one TTL for all records, so `TTL` has no effect. Each record takes two requests to change.',
  // Records have none.
  ttl: { min: 1, max: 2_147_483_647 },
  settings: {
    DREAMHOST_API_KEY: secret('API key'),
    DREAMHOST_API_URL: apiUrl('https://api.dreamhost.com'),
  },
  create({ DREAMHOST_API_KEY: key, DREAMHOST_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check DREAMHOST_API_KEY',
        permission:
          'DREAMHOST_API_KEY must have the functions dns-list_records, dns-add_record and dns-remove_record',
      },
      headers: () => ({}),
      isError: (body) => safeParse(failed, body).success,
      report,
    });
    const send = { api, key };
    return {
      ...createDeleteApi({ title: 'DreamHost', calls: (place) => calls(send, place) }),
      async zones(signal) {
        const all = await listOf(send, { zone: everyZone, signal });
        return [...new Set(all.flatMap((one) => zoneIn(one) ?? []))];
      },
    };
  },
});

interface Sending {
  readonly api: JsonApi;
  readonly key: string;
}

type Listed = InferOutput<typeof recordList>['data'][number];

async function listOf({ api, key }: Sending, place: CreateDeletePlace): Promise<readonly Listed[]> {
  const query = { key, cmd: 'dns-list_records', format: 'json' };
  return (await api.send({ ...place, path: '/', query }, recordList)).data;
}

function calls(sending: Sending, { zone, signal }: CreateDeletePlace): CreateDeleteCalls {
  const { api, key } = sending;
  const write = (cmd: string, { name, type, value }: ReturnType<typeof contentOf>) => {
    const query = { key, cmd, format: 'json', record: fqdn(name, zone), type, value };
    return api.send({ zone, signal, path: '/', query, action: 'write' }, done);
  };
  // One list has the records of all zones of the account.
  const list = async () => {
    const all = await listOf(sending, { zone, signal });
    const own = all.filter((one) => isIn(one, zone));
    // Records of other zones alone. A new account shows none at all, and still takes some.
    if (own.length === 0 && all.length > 0) throw new Failure('permanent', noZone(api.title, zone));
    return own.flatMap((one) => ('foreign' in one ? [] : listed(one, zone)));
  };
  return {
    read: (keys) => listedSets(keys, list),
    async create(desired) {
      await write('dns-add_record', desired);
      return { id: contentId(desired), value: desired.value, ttl: null };
    },
    remove: (id) => write('dns-remove_record', contentOf(id)),
  };
}

function zoneIn(one: Listed): string | undefined {
  const { zone } = 'foreign' in one ? one.foreign : one;
  return typeof zone === 'string' ? listedName(zone) : undefined;
}

/** Some are listed without their zone. */
function isIn(one: Listed, zone: Zone): boolean {
  const own = zoneIn(one);
  if (own !== undefined) return own === zone.name;
  const { record: name } = 'foreign' in one ? one.foreign : one;
  return (
    typeof name === 'string' &&
    (` ${listedName(name)}`.endsWith(` ${zone.name}`) || listedName(name).endsWith(`.${zone.name}`))
  );
}

function listed(
  { record: full, type, value, editable }: InferOutput<typeof record>,
  zone: Zone,
): ListedRecord {
  const name = relativeName(full, zone);
  const isManaged = editable === '0' || value === undefined;
  return {
    ...{
      id: contentId({ name: listedName(name), type, value: value ?? '' }),
      name,
      type,
      value: value ?? '',
      ttl: null,
    },
    ...(isManaged && { conflict: 'holds a record that DreamHost manages itself' }),
  };
}

const meanings: Meanings = [
  [/^(no|invalid)_(api_)?key|^invalid_credentials|^no_user/, { status: 401 }],
  [/^this_key_cannot|^no_permission|^no_access/, { status: 403 }],
  [/^slow_down_bucko|^rate_limit|too_many/, { status: 429 }],
  [/^no_such_zone/, { status: 404, zoneIsGone: true }],
  [/^no_such_(record|type|value)/, { status: 404 }],
  [/^record_already_exists|^CNAME_(already|must)/i, { stale: true }],
  [/^internal_error|^could_not/, { kind: 'transient' }],
];

/** The error is one word. */
function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(failed, body);
  if (!success) return {};
  const message = output.data ?? '';
  const meaning = meaningOf(meanings, message);
  return { message, ...(meaning ?? { status: 422 }) };
}
