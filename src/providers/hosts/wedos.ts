import { array, type InferOutput, number, object, pipe, safeParse, string, transform, union } from 'valibot';
import { relativeName, toSubdomain, type Zone } from '../../dns/name.ts';
import type { DesiredSet } from '../../dns/records.ts';
import { secret, text } from '../../settings/rows.ts';
import { sha1Hex } from '../api/digests.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { type Meanings, meaningOf } from '../api/meanings.ts';
import { type JsonApi, jsonApi } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

// Numbers come as text.
const numeric = pipe(union([number(), string()]), transform(Number), number());
const row = object({ ID: string(), name: string(), ttl: numeric, rdtype: string(), rdata: string() });
const answered = object({ code: numeric, result: optionalText });
const done = object({ response: answered });
const rowList = object({ response: object({ data: object({ row: array(ownOrForeign(row, 'rdtype')) }) }) });
const zoneList = object({
  response: object({ data: object({ domain: array(object({ name: string() })) }) }),
});

/**
 * WEDOS's WAPI, whose unit is the row: a form with a request in JSON, signed by the password and the hour in Prague. What is
 * changed goes live with a commit, or by itself after five minutes. https://kb.wedos.com/en/wapi-api-interface/
 */
export const wedos = host({
  name: 'wedos',
  title: 'WEDOS',
  about:
    'Activate WAPI with JSON under https://client.wedos.com/client/wapi.html and give it a password of its own. WAPI may be used from listed IP addresses alone: list the whole range of your internet provider, or it refuses the program as soon as your address has changed. Each record takes one request to change, and one more for all of them makes the changes live.',
  ttl: { min: 300, max: 604_800 },
  settings: {
    WEDOS_USERNAME: text('user name (e-mail address) of the account', 'a user name'),
    WEDOS_WAPI_PASSWORD: secret('password of WAPI', 'visible characters and spaces', /^[^\p{C}]+$/u),
    WEDOS_API_URL: apiUrl('https://api.wedos.com/wapi/json'),
  },
  create({ WEDOS_USERNAME: user, WEDOS_WAPI_PASSWORD: password, WEDOS_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check WEDOS_USERNAME, WEDOS_WAPI_PASSWORD and the clock of this machine',
        permission: 'WAPI must be active for the account',
      },
      headers: () => ({}),
      isError: (body) => {
        const { output, success } = safeParse(done, body);
        return success && (output.response.code < 1000 || output.response.code >= 2000);
      },
      report,
    });
    const ask: Ask = (command, data) => ({
      ...({ method: 'POST', path: '', action: command.endsWith('-list') ? 'read' : 'write' } as const),
      form: {
        request: JSON.stringify({
          request: { user, auth: authOf(user, password, context.clock.now()), command, data },
        }),
      },
    });
    const records = recordApi({ calls: (place) => calls(api, ask, place) });
    return {
      ...records,
      async apply(zone, changes, signal, compare) {
        const confirmations = await records.apply(zone, changes, signal, compare);
        // It commits by itself after five minutes, so one that fails is late and no more.
        if (confirmations.some((one) => 'held' in one))
          await api
            .send({ zone, signal, ...ask('dns-domain-commit', { name: zone.name }) }, done)
            .catch(() => {});
        return confirmations;
      },
      async zones(signal) {
        const { response } = await api.send(
          { zone: everyZone, signal, ...ask('dns-domains-list', '') },
          zoneList,
        );
        return response.data.domain.map(({ name }) => name);
      },
    };
  },
});

type Ask = (
  command: string,
  data: object | '',
) => {
  readonly method: 'POST';
  readonly path: string;
  readonly action: 'read' | 'write';
  readonly form: { readonly request: string };
};

/** Good for the hour that it is in Prague. */
export function authOf(user: string, password: string, now: number): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/Prague',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  return sha1Hex(`${user}${sha1Hex(password)}${format.format(now)}`);
}

function calls(api: JsonApi, ask: Ask, { zone, signal }: RecordPlace): RecordCalls {
  const about = { zone, signal };
  const domain = zone.name;
  const fields = ({ value, ttl }: DesiredSet) => ({ ttl, rdata: value });
  return {
    hidesMissing: true,
    async list() {
      const { response } = await api.send({ ...about, ...ask('dns-rows-list', { domain }) }, rowList);
      return withoutForeign(response.data.row).map((one) => listed(one, zone));
    },
    async create(desired) {
      const { name, type, value, ttl } = desired;
      const data = { domain, name: toSubdomain(name), type, ...fields(desired) };
      await api.send({ ...about, ...ask('dns-row-add', data) }, done);
      // It does not tell the id; the next look does.
      return { value, ttl };
    },
    async update(id, desired) {
      const { name, type, value, ttl } = desired;
      const data = { domain, row_id: id, name: toSubdomain(name), type, ...fields(desired) };
      await api.send({ ...about, ...ask('dns-row-update', data) }, done);
      return { id, value, ttl };
    },
    remove: (id) => api.send({ ...about, ...ask('dns-row-delete', { domain, row_id: id }) }, done),
  };
}

function listed(
  { ID: id, name, ttl, rdtype: type, rdata }: InferOutput<typeof row>,
  zone: Zone,
): ListedRecord {
  return { id, name: relativeName(name || zone.name, zone), type, value: rdata, ttl };
}

// https://kb.wedos.com/en/wapi-api-interface/wapi-manual/, "Return codes"; the words are in English.
const meanings: Meanings = [
  [
    /\bip\b|address.*not allowed/i,
    {
      kind: 'permanent',
      advice:
        'WAPI may be used from listed IP addresses alone, and yours has changed: list the whole range of your internet provider at WEDOS',
    },
  ],
  [/auth|password|user ?name|login/i, { status: 401 }],
  [/access|inactive|not active|permission/i, { status: 403 }],
  [/too many|limit/i, { status: 429 }],
  [/domain.*(not found|does not exist|not exist|invalid)|unknown domain/i, { status: 404, zoneIsGone: true }],
  [/internal|unavailable/i, { kind: 'transient' }],
];

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(done, body);
  if (!success) return {};
  const { code, result: message = '' } = output.response;
  const meaning = meaningOf(meanings, message);
  return { code: String(code), message, ...(meaning ?? { status: 422 }) };
}
