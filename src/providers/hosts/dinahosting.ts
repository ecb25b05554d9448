import {
  array,
  fallback,
  type InferOutput,
  literal,
  number,
  object,
  optional,
  safeParse,
  string,
  union,
} from 'valibot';
import { listedName } from '../../dns/listed-name.ts';
import { ofSubdomain } from '../../dns/name.ts';
import { secret, text } from '../../settings/rows.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { type ForeignRecord, ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { type Fields, type JsonApi, jsonApi } from '../api/rest-api.ts';
import { contentId, contentOf } from '../apply/content-id.ts';
import {
  type CreateDeleteCalls,
  type CreateDeletePlace,
  createDeleteApi,
} from '../apply/create-then-delete.ts';
import { type ListedRecord, listedSets } from '../apply/listing.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const address = object({ type: union([literal('A'), literal('AAAA')]), hostname: string(), ip: string() });
const cname = object({ type: literal('CNAME'), hostname: string(), destinationHostname: string() });
const frame = object({ type: literal('FRAME'), hostname: string() });
const redirection = object({ type: union([literal('URL'), literal('URL_301')]), hostname: string() });
const responseCode = literal(1000);
const recordList = object({
  responseCode,
  data: array(ownOrForeign(union([address, cname, frame, redirection]))),
});
const done = object({ responseCode });
const domainList = object({ responseCode, data: array(object({ domain: string() })) });
const answered = object({ responseCode: number() });
const failed = object({
  responseCode: number(),
  message: optionalText,
  errors: fallback(optional(array(object({ message: optionalText })), []), []),
});

/**
 * dinahosting's API: records without ids and TTLs, which can be added and removed. All is POST of a form with the login in
 * it. https://dinahosting.com/api/documentation
 */
export const dinahosting = host({
  name: 'dinahosting',
  title: 'dinahosting',
  about:
    'User name and password are those of the control panel; there are no others for the API, so a user of its own for the domain is best. dinahosting has one TTL for all records, so `TTL` has no effect. Each record takes two requests to change.',
  // Records have none.
  ttl: { min: 1, max: 2_147_483_647 },
  settings: {
    DINAHOSTING_USERNAME: text('user name', 'a user name'),
    DINAHOSTING_PASSWORD: secret('password', 'visible characters and spaces', /^[^\p{C}]+$/u),
    DINAHOSTING_API_URL: apiUrl('https://dinahosting.com/special/api.php'),
  },
  create({ DINAHOSTING_USERNAME: user, DINAHOSTING_PASSWORD: password, DINAHOSTING_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check DINAHOSTING_USERNAME and DINAHOSTING_PASSWORD',
        permission: 'the user must be allowed to manage the DNS zone of the domain',
      },
      headers: () => ({}),
      isError: (body) => {
        const { output, success } = safeParse(answered, body);
        return success && output.responseCode !== 1000;
      },
      report,
    });
    const ask: Ask = (command, form) => ({
      ...({ method: 'POST', path: '', action: /Get/.test(command) ? 'read' : 'write' } as const),
      form: { AUTH_USER: user, AUTH_PWD: password, responseType: 'Json', command, ...form },
    });
    return {
      ...createDeleteApi({ title: 'dinahosting', calls: (place) => calls(api, ask, place) }),
      async zones(signal) {
        const { data } = await api.send(
          { zone: everyZone, signal, ...ask('Services_GetDomains', {}) },
          domainList,
        );
        return data.map(({ domain }) => domain);
      },
    };
  },
});

type Ask = (
  command: string,
  form: Fields,
) => {
  readonly method: 'POST';
  readonly path: string;
  readonly action: 'read' | 'write';
  readonly form: Fields;
};

function calls(api: JsonApi, ask: Ask, { zone, signal }: CreateDeletePlace): CreateDeleteCalls {
  const about = { zone, signal };
  const domain = zone.name;
  const write = (what: 'Add' | 'Delete', { name, type, value }: ReturnType<typeof contentOf>) =>
    api.send(
      { ...about, ...ask(`Domain_Zone_${what}Type${type}`, { domain, hostname: name, ip: value }) },
      done,
    );
  const list = async () => {
    const { data } = await api.send({ ...about, ...ask('Domain_Zone_GetAll', { domain }) }, recordList);
    return listed(data);
  };
  return {
    read: (keys) => listedSets(keys, list),
    async create(desired) {
      await write('Add', desired);
      return { id: contentId(desired), value: desired.value, ttl: null };
    },
    remove: (id) => write('Delete', contentOf(id)),
  };
}

function listed(
  all: readonly (InferOutput<typeof recordList>['data'][number] | ForeignRecord)[],
): ListedRecord[] {
  return withoutForeign(all).map((one): ListedRecord => {
    const name = listedName(ofSubdomain(one.hostname));
    const { type } = one;
    if ('ip' in one)
      return { id: contentId({ name, type, value: one.ip }), name, type, value: one.ip, ttl: null };
    if ('destinationHostname' in one) return { name, type, value: one.destinationHostname, ttl: null };
    // It answers for its name with addresses of dinahosting.
    return { name, type, value: '', ttl: null, conflict: 'holds a redirection' };
  });
}

// The result codes are those of EPP (RFC 5730).
const meanings: Readonly<Record<number, Partial<ErrorReport>>> = {
  2200: { status: 401 },
  2201: { status: 403 },
  2303: { status: 404 },
  // A record that is there already, among others.
  2400: { status: 422 },
  2500: { kind: 'transient' },
};

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(failed, body);
  if (!success) return {};
  const { responseCode: code, errors, message } = output;
  const said = errors.flatMap((one) => one.message ?? []).join('; ') || message;
  return { code: String(code), message: said, ...(meanings[code] ?? { status: 422 }) };
}
