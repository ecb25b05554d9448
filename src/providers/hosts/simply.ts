import { array, type InferOutput, number, object, optional, safeParse, string } from 'valibot';
import type { DesiredSet } from '../../dns/records.ts';
import { secret, text } from '../../settings/rows.ts';
import { basicLogin } from '../api/basic-login.ts';
import { optionalText } from '../api/error-text.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const record = object({ record_id: number(), name: string(), type: string(), data: string(), ttl: number() });
const recordList = object({ records: array(ownOrForeign(record)) });
const created = object({ record: object({ id: number() }) });
const done = object({ status: optional(number()), message: optional(string()), error: optional(string()) });
const errorBody = object({ error: optionalText, message: optionalText });

/** simply.com's API v2, whose unit is the record. https://www.simply.com/en/docs/api/, and as lego and ddclient use it. */
export const simply = host({
  name: 'simply',
  title: 'simply.com',
  about:
    'The account name (`S123456`) and the API key are under Account → API; the key cannot be limited to one domain. Each record takes one request to change.',
  evidence: 'by clients',
  ttl: { min: 60, max: 604_800 },
  settings: {
    SIMPLY_ACCOUNT_NAME: text('account name (`S123456`)', 'an account name'),
    SIMPLY_API_KEY: secret('API key'),
    SIMPLY_API_URL: apiUrl('https://api.simply.com/2'),
  },
  create({ SIMPLY_ACCOUNT_NAME: account, SIMPLY_API_KEY: key, SIMPLY_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check SIMPLY_ACCOUNT_NAME and SIMPLY_API_KEY',
        permission: 'the account must be allowed to change this domain',
      },
      headers: () => basicLogin(account, key),
      report,
    });
    return recordApi({ calls: (place) => calls(api, place) });
  },
});

function calls(api: JsonApi, { zone, signal }: RecordPlace): RecordCalls {
  const path = `/my/products/${segment(zone.name)}/dns/records`;
  const all = { zone, signal, path: `${path}/` };
  const one = (id: string) => ({ zone, signal, path: `${path}/${segment(id)}/` });
  const sent = ({ name, type, value, ttl }: DesiredSet) => ({ name, type, data: value, ttl });
  return {
    list: async () => withoutForeign((await api.send(all, recordList)).records).map(listed),
    async create(desired) {
      const { record: made } = await api.send({ ...all, method: 'POST', body: sent(desired) }, created);
      return { id: String(made.id), value: desired.value, ttl: desired.ttl };
    },
    async update(id, desired) {
      await api.send({ ...one(id), method: 'PUT', body: sent(desired) }, done);
      return { id, value: desired.value, ttl: desired.ttl };
    },
    remove: (id) => api.send({ ...one(id), method: 'DELETE' }, done),
  };
}

function listed({ record_id: id, name, type, data, ttl }: InferOutput<typeof record>): ListedRecord {
  return { id: String(id), name, type, value: data, ttl };
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  const message = success ? (output.error ?? output.message) : undefined;
  if (message === undefined) return {};
  if (/product reference/i.test(message)) return { message, status: 404, zoneIsGone: true };
  return /unknown dns record/i.test(message) ? { message, status: 404 } : { message };
}
