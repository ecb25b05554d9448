import { array, type InferOutput, number, object, pipe, safeParse, string, transform, union } from 'valibot';
import type { DesiredSet } from '../../dns/records.ts';
import { secret } from '../../settings/rows.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { type JsonApi, jsonApi } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const id = pipe(union([number(), string()]), transform(String));
const record = object({ id, name: string(), type: string(), content: string(), ttl: number() });
const recordList = object({ result: object({ records: array(ownOrForeign(record)) }) });
const written = object({ result: record });
const done = object({ result: object({}) });
const domainList = object({ result: object({ domains: array(object({ name: string() })) }) });
const failed = object({ error: object({ code: number(), message: optionalText }) });

/** Njalla's API, whose unit is the record: JSON-RPC, with errors inside of a 200. https://njal.la/api/ */
export const njalla = host({
  name: 'njalla',
  title: 'Njalla',
  about:
    'Create an API token under Settings → API, limited to the domain and to the methods `list-records`, `add-record`, `edit-record` and `remove-record`, and not to IP addresses, since the address of your home changes. A record of the type Dynamic belongs to Njalla’s own updater: delete it where its name is to be kept. Each record takes one request to change.',
  ttl: { min: 60, max: 86_400, usual: 900, values: [60, 300, 900, 3600, 10_800, 21_600, 86_400] },
  settings: {
    NJALLA_TOKEN: secret('API token that may be used from any address'),
    NJALLA_API_URL: apiUrl('https://njal.la/api/1/'),
  },
  create({ NJALLA_TOKEN: token, NJALLA_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check NJALLA_TOKEN',
        permission:
          'check DOMAIN, and that NJALLA_TOKEN may be used for this domain and the methods list-records, add-record, edit-record and remove-record',
      },
      headers: () => ({ authorization: `Njalla ${token}` }),
      isError: (body) => safeParse(failed, body).success,
      report,
    });
    return {
      ...recordApi({ calls: (place) => calls(api, place) }),
      async zones(signal) {
        const { result } = await api.send(
          { zone: everyZone, signal, ...request('list-domains', {}) },
          domainList,
        );
        return result.domains.map(({ name }) => name);
      },
    };
  },
});

function request(method: string, params: object) {
  const action = method.startsWith('list-') ? 'read' : 'write';
  return { method: 'POST', path: '/', action, body: { jsonrpc: '2.0', method, params } } as const;
}

function calls(api: JsonApi, { zone, signal }: RecordPlace): RecordCalls {
  const about = { zone, signal };
  const domain = zone.name;
  const write = async (method: string, params: object) =>
    listed((await api.send({ ...about, ...request(method, { domain, ...params }) }, written)).result);
  const fields = ({ value, ttl }: DesiredSet) => ({ content: value, ttl });
  return {
    async list() {
      const { result } = await api.send({ ...about, ...request('list-records', { domain }) }, recordList);
      return [...withoutForeign(result.records).map(listed)];
    },
    create: (desired) => write('add-record', { name: desired.name, type: desired.type, ...fields(desired) }),
    update: (id, desired) => write('edit-record', { id: wireId(id), ...fields(desired) }),
    remove: (id) => api.send({ ...about, ...request('remove-record', { domain, id: wireId(id) }) }, done),
  };
}

/** As it was listed: a number, or in newer answers a text. */
function wireId(id: string): string | number {
  return /^\d+$/.test(id) ? Number(id) : id;
}

function listed({ id, name, type, content, ttl }: InferOutput<typeof record>): ListedRecord {
  // Both answer for their name with addresses that somebody else keeps.
  const conflict = /^(Dynamic|Redirect)$/.test(type)
    ? { conflict: `holds a record of the type ${type}` }
    : {};
  return { id, name, type, value: content, ttl, ...conflict };
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(failed, body);
  if (!success) return {};
  const { code, message } = output.error;
  const said = { code: String(code), message };
  if (code === 403 && /token/i.test(message ?? '')) return { ...said, status: 401 };
  // They are statuses of HTTP.
  return code >= 400 && code < 600 ? { ...said, status: code } : said;
}
