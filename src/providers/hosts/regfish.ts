import {
  array,
  boolean,
  type InferOutput,
  literal,
  number,
  object,
  optional,
  safeParse,
  string,
} from 'valibot';
import { fqdn, relativeName, type Zone } from '../../dns/name.ts';
import type { DesiredSet } from '../../dns/records.ts';
import { secret } from '../../settings/rows.ts';
import { optionalText } from '../api/error-text.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const record = object({
  ...{ id: number(), name: string(), type: string(), data: string(), ttl: number() },
  auto: optional(boolean(), false),
  active: optional(boolean(), true),
});
const success = literal(true);
const recordList = object({ success, response: array(ownOrForeign(record)) });
const written = object({ success, response: record });
const done = object({ success });
const failed = object({
  success: literal(false),
  error: optionalText,
  message: optionalText,
  code: optional(number()),
});

/** regfish's DNS API, whose unit is the record, with full names; errors may come with status 200. https://regfish.readme.io */
export const regfish = host({
  name: 'regfish',
  title: 'regfish',
  about:
    'Create an API key under https://dash.regfish.com/my/setting/security. It cannot be limited to one domain. Each record takes one request to change.',
  ttl: { min: 60, max: 604_800 },
  settings: {
    REGFISH_API_KEY: secret('API key'),
    REGFISH_API_URL: apiUrl('https://api.regfish.de'),
  },
  create({ REGFISH_API_KEY: key, REGFISH_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check REGFISH_API_KEY',
        permission: 'REGFISH_API_KEY must be of the account of the domain',
      },
      headers: () => ({ 'x-api-key': key }),
      isError: (body) => safeParse(failed, body).success,
      report,
    });
    return recordApi({ calls: (place) => calls(api, place) });
  },
});

function calls(api: JsonApi, { zone, signal }: RecordPlace): RecordCalls {
  const about = { zone, signal, path: '/dns/rr' };
  const one = (id: string) => ({ zone, signal, path: `/dns/rr/${segment(id)}` });
  const sent = ({ name, type, value, ttl }: DesiredSet) => ({
    ...{ type, name: `${fqdn(name, zone)}.`, data: value, ttl },
  });
  return {
    async list() {
      const path = `/dns/${segment(zone.name)}/rr`;
      const { response } = await api.send({ zone, signal, path }, recordList);
      return withoutForeign(response).map((given) => listed(given, zone));
    },
    create: async (desired) =>
      listed((await api.send({ ...about, method: 'POST', body: sent(desired) }, written)).response, zone),
    update: async (id, desired) =>
      listed((await api.send({ ...one(id), method: 'PATCH', body: sent(desired) }, written)).response, zone),
    remove: (id) => api.send({ ...one(id), method: 'DELETE' }, done),
  };
}

function listed(
  { id, name, type, data, ttl, auto, active }: InferOutput<typeof record>,
  zone: Zone,
): ListedRecord {
  const conflict = auto
    ? 'holds a record that regfish makes itself'
    : active
      ? undefined
      : 'holds a record that is switched off';
  return {
    ...{ id: String(id), name: relativeName(name, zone), type, value: data, ttl },
    ...(conflict !== undefined && { conflict }),
  };
}

const notFound = 15_001;

function report(body: unknown, { status }: { readonly status: number }): ErrorReport {
  const { output, success: isError } = safeParse(failed, body);
  if (!isError) return {};
  const { code, error, message = error } = output;
  const said = { message, ...(code !== undefined && { code: String(code) }) };
  // Of a zone as of a record.
  if (code === notFound) return { ...said, status: 404 };
  if (status >= 300) return said;
  return /auth|api.?key|token/i.test(message ?? '') ? { ...said, status: 401 } : { ...said, status: 422 };
}
