import {
  array,
  fallback,
  type InferOutput,
  nullish,
  number,
  object,
  pipe,
  safeParse,
  string,
  transform,
  tuple,
  union,
} from 'valibot';
import { fqdn, relativeName, type Zone } from '../../dns/name.ts';
import type { DesiredSet } from '../../dns/records.ts';
import { secret, text } from '../../settings/rows.ts';
import { basicLogin } from '../api/basic-login.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { type Meanings, meaningOf } from '../api/meanings.ts';
import { type Fields, type JsonApi, jsonApi } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { baseUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

// Numbers come as text.
const numeric = pipe(union([number(), string()]), transform(Number), number());
const record = object({
  ...{ type: string(), name: string(), value: string() },
  // As a call about it has to name it.
  combined: string(),
  ttl: fallback(nullish(numeric), null),
});
const recordList = object({ records: array(ownOrForeign(record)) });
const domains = array(string());
const done = object({ success: string() });
const failed = object({ error: string(), result: optionalText });
const handle = tuple([string(), string()]);

/**
 * DirectAdmin's DNS control: records without ids, named by their name and value. All is GET with the fields in the
 * query. https://docs.directadmin.com/developer/api/legacy-api.html, CMD_API_DNS_CONTROL
 */
export const directadmin = host({
  name: 'directadmin',
  title: 'DirectAdmin',
  about:
    'For a server with DirectAdmin. Create a login key that may run the command for DNS control alone, without a list of IP addresses, since the address of your home changes; it is used in the place of the password. Each record takes one request to change.',
  ttl: { min: 60, max: 604_800 },
  settings: {
    DIRECTADMIN_USERNAME: text('user name', 'a user name'),
    DIRECTADMIN_PASSWORD: secret('login key or password'),
    DIRECTADMIN_API_URL: baseUrl('where the panel is, such as `https://panel.example.net:2222`'),
  },
  create({ DIRECTADMIN_USERNAME: user, DIRECTADMIN_PASSWORD: password, DIRECTADMIN_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials:
          'check DIRECTADMIN_USERNAME and DIRECTADMIN_PASSWORD, and that the login key may be used from any address',
        permission: 'the login key must be allowed to run the command for DNS control',
      },
      headers: () => basicLogin(user, password),
      isError: (body) => safeParse(failed, body).success,
      report,
    });
    return {
      ...recordApi({ calls: (place) => calls(api, place) }),
      zones: (signal) =>
        api.send({ zone: everyZone, signal, path: '/CMD_API_SHOW_DOMAINS', query: { json: 'yes' } }, domains),
    };
  },
});

function calls(api: JsonApi, { zone, signal }: RecordPlace): RecordCalls {
  const request = (fields: Fields) => ({
    ...{ zone, signal, path: '/CMD_API_DNS_CONTROL' },
    query: { json: 'yes', domain: zone.name, ...fields },
  });
  const write = (fields: Fields) => api.send({ ...request(fields), action: 'write' }, done);
  const fieldsOf = ({ name, type, value, ttl }: DesiredSet) => ({
    name: `${fqdn(name, zone)}.`,
    type,
    value,
    ttl,
  });
  return {
    hidesMissing: true,
    async list() {
      const { records } = await api.send(request({}), recordList);
      return withoutForeign(records).map((one) => listed(one, zone));
    },
    async create(desired) {
      await write({ action: 'add', ...fieldsOf(desired) });
      // How it writes the name is seen at the next look.
      return { value: desired.value, ttl: desired.ttl };
    },
    async update(id, desired) {
      await write({ action: 'edit', ...selected(id), ...fieldsOf(desired) });
      return { value: desired.value, ttl: desired.ttl };
    },
    remove: (id) => write({ action: 'select', ...selected(id) }),
  };
}

/** The field that names a record: those of its type, the first one of the call. */
function selected(id: string): Fields {
  const { output, success } = safeParse(handle, JSON.parse(id));
  if (!success) throw new Error(`${id} is no handle of a record`);
  const [type, combined] = output;
  return { [`${type.toLowerCase()}recs0`]: combined };
}

function listed({ type, name, value, combined, ttl }: InferOutput<typeof record>, zone: Zone): ListedRecord {
  // Names outside of the zone end in a dot as well.
  const relative = name.endsWith('.') ? relativeName(name, zone) : name;
  return { id: JSON.stringify([type, combined]), name: relative, type, value, ttl: ttl ?? null };
}

// It has no codes.
const meanings: Meanings = [
  [/login|password|authenticat|invalid key|not logged in/i, { status: 401 }],
  [
    /(do(es)?n'?t|do not|not) (own|have) .*domain|no such domain|domain .*(not exist|invalid|not found)|cannot view dns/i,
    { status: 404, zoneIsGone: true },
  ],
  [/not allowed|permission|denied|cannot execute/i, { status: 403 }],
  [/too many|limit/i, { status: 429 }],
];

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(failed, body);
  if (!success) return {};
  const message = [output.error, output.result].filter(Boolean).join(': ');
  const meaning = meaningOf(meanings, message);
  return { message, ...(meaning ?? { status: 422 }) };
}
