import {
  array,
  fallback,
  type InferOutput,
  number,
  object,
  optional,
  pipe,
  safeParse,
  string,
  transform,
  union,
} from 'valibot';
import { Failure } from '../../base/failure.ts';
import { ofSubdomain } from '../../dns/name.ts';
import type { DesiredSet } from '../../dns/records.ts';
import { secret } from '../../settings/rows.ts';
import { basicLogin } from '../api/basic-login.ts';
import { optionalText } from '../api/error-text.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

// Numbers come as text.
const numeric = pipe(union([number(), string()]), transform(Number), number());
const id = pipe(union([number(), string()]), transform(String));
const record = object({
  ...{ id, host: string(), type: string(), rdata: string(), ttl: numeric },
  geozone_id: fallback(optional(numeric), undefined),
});
const recordList = object({
  data: array(ownOrForeign(record)),
  total: fallback(optional(numeric), undefined),
});
const created = object({ data: object({ id }) });
const done = object({ data: object({}) });
const failed = object({
  error: object({ code: fallback(optional(number()), undefined), message: optionalText }),
});
const message = object({ msg: optionalText, status: fallback(optional(number()), undefined) });

const query = { format: 'json' };

/**
 * easyDNS's REST API, whose unit is the record: PUT creates and POST changes. A create may be answered with 500 and be
 * carried out all the same. https://docs.sandbox.rest.easydns.net
 */
export const easydns = host({
  name: 'easydns',
  title: 'easyDNS',
  about:
    'Create a token and a key under Manage → Security → REST API (https://cp.easydns.com/manage/security/api/signup.php). Records for one region (geo zones) are never touched. Each record takes one request to change.',
  ttl: { min: 60, max: 604_800 },
  settings: {
    EASYDNS_TOKEN: secret('API token'),
    EASYDNS_KEY: secret('API key'),
    EASYDNS_API_URL: apiUrl(
      'https://rest.easydns.net',
      'where the API is; for the sandbox `https://sandbox.rest.easydns.net`',
    ),
  },
  create({ EASYDNS_TOKEN: token, EASYDNS_KEY: key, EASYDNS_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check EASYDNS_TOKEN and EASYDNS_KEY',
        permission: 'check DOMAIN, and that it is in the account of EASYDNS_TOKEN',
      },
      headers: () => basicLogin(token, key),
      isError: (body) => safeParse(failed, body).success,
      report,
    });
    return recordApi({ calls: (place) => calls(api, place) });
  },
});

function calls(api: JsonApi, { zone, signal }: RecordPlace): RecordCalls {
  const at = (...parts: string[]) => ({
    zone,
    signal,
    query,
    path: ['/zones/records', ...parts.map(segment)].join('/'),
  });
  const fields = ({ name, type, value, ttl }: DesiredSet) => ({
    host: name,
    type,
    rdata: value,
    ttl,
    prio: 0,
  });
  return {
    async list() {
      const { data, total = data.length } = await api.send(at('all', zone.name), recordList);
      if (total > data.length)
        throw new Failure(
          'transient',
          `easyDNS's list of ${zone.display} has ${data.length} of ${total} records`,
        );
      return withoutForeign(data).map(listed);
    },
    async create(desired) {
      const { type, value, ttl } = desired;
      const body = { domain: zone.name, ...fields(desired) };
      const { data } = await api.send({ ...at('add', zone.name, type), method: 'PUT', body }, created);
      return { id: data.id, value, ttl };
    },
    async update(id, desired) {
      await api.send({ ...at(id), method: 'POST', body: fields(desired) }, done);
      return { id, value: desired.value, ttl: desired.ttl };
    },
    remove: (id) => api.send({ ...at(zone.name, id), method: 'DELETE' }, done),
  };
}

function listed({
  id,
  host: name,
  type,
  rdata,
  ttl,
  geozone_id: region = 0,
}: InferOutput<typeof record>): ListedRecord {
  return {
    ...{ id, name: ofSubdomain(name), type, value: rdata, ttl },
    ...(region > 0 && { conflict: 'holds a record for one region alone' }),
  };
}

function report(body: unknown): ErrorReport {
  const parsed = safeParse(failed, body);
  const said = safeParse(message, body);
  if (!parsed.success) return said.success ? { message: said.output.msg } : {};
  const { code, message: text } = parsed.output.error;
  const meant = { code: code === undefined ? undefined : String(code), message: text };
  // 420 is also what a request without credentials gets.
  if (code === 420) return { ...meant, status: 429 };
  return code !== undefined && code >= 400 && code < 600 ? { ...meant, status: code } : meant;
}
