import { array, type InferOutput, literal, number, object, optional, safeParse, string } from 'valibot';
import { apex, ofSubdomain } from '../../dns/name.ts';
import { secret } from '../../settings/rows.ts';
import { joined, optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { allPages } from '../api/paging.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const record = object({ id: number(), source: string(), type: string(), target: string(), ttl: number() });
const recordAnswer = object({ result: literal('success'), data: record });
const recordPage = object({
  result: literal('success'),
  data: array(ownOrForeign(record)),
  pages: optional(number(), 1),
  total: optional(number()),
});
const domainPage = object({
  result: literal('success'),
  data: array(object({ name: string() })),
  pages: optional(number(), 1),
  total: optional(number()),
});
const done = object({ result: literal('success') });
const errorBody = object({
  error: object({
    code: optionalText,
    description: optionalText,
    errors: optional(array(object({ code: optionalText, description: optionalText })), []),
  }),
});

/** Infomaniak's DNS, whose unit is the record: https://developer.infomaniak.com/docs/api/get/2/zones/%7Bzone%7D/records (its own OpenAPI, 2026-01) */
export const infomaniak = host({
  name: 'infomaniak',
  title: 'Infomaniak',
  about:
    'Create an API token at https://manager.infomaniak.com/v3/ng/accounts/token/list with the scopes `domain:read`, `dns:read` and `dns:write`; it reaches all domains of the account. Infomaniak takes 60 requests a minute; each record takes one to change.',
  ttl: { min: 60, max: 86_400 },
  rate: { requests: 60, per: 60_000 },
  settings: {
    INFOMANIAK_ACCESS_TOKEN: secret('API token with the scopes domain:read, dns:read and dns:write'),
    INFOMANIAK_API_URL: apiUrl('https://api.infomaniak.com'),
  },
  create({ INFOMANIAK_ACCESS_TOKEN: token, INFOMANIAK_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check INFOMANIAK_ACCESS_TOKEN, and whether it was deleted or has expired',
        permission: 'INFOMANIAK_ACCESS_TOKEN needs the scopes domain:read, dns:read and dns:write',
        zone: 'that INFOMANIAK_ACCESS_TOKEN is of the account that holds the zone',
      },
      headers: () => ({ authorization: `Bearer ${token}` }),
      report,
    });
    return {
      ...recordApi({ concurrency: 4, calls: (place) => calls(api, place) }),
      async zones(signal) {
        const found = await allPages("Infomaniak's list of domains", async (page = 1) => {
          const asked = {
            zone: everyZone,
            signal,
            path: '/2/domains/domains',
            query: { page, per_page: 100 },
          };
          const { data, pages, total } = await api.send(asked, domainPage);
          return { items: data, next: Number(page) < pages ? Number(page) + 1 : undefined, total };
        });
        return found.map(({ name }) => name);
      },
    };
  },
});

function calls(api: JsonApi, { zone, signal }: RecordPlace): RecordCalls {
  const path = `/2/zones/${segment(zone.name)}/records`;
  const about = { zone, signal, path };
  const one = (id: string) => ({ zone, signal, path: `${path}/${segment(id)}` });
  return {
    async list() {
      const found = await allPages(`Infomaniak's list of ${zone.display}`, async (page = 1) => {
        const query = { page, per_page: 100 };
        const { data, pages, total } = await api.send({ ...about, query }, recordPage);
        return { items: data, next: Number(page) < pages ? Number(page) + 1 : undefined, total };
      });
      return withoutForeign(found).map(listed);
    },
    async create({ name, type, value, ttl }) {
      // The apex has no source.
      const body = { ...(name !== apex && { source: name }), type, target: value, ttl };
      return listed((await api.send({ ...about, method: 'POST', body }, recordAnswer)).data);
    },
    async update(id, { value, ttl }) {
      const body = { target: value, ttl };
      return listed((await api.send({ ...one(id), method: 'PUT', body }, recordAnswer)).data);
    },
    remove: (id) => api.send({ ...one(id), method: 'DELETE' }, done),
  };
}

function listed({ id, source, type, target, ttl }: InferOutput<typeof record>): ListedRecord {
  return { id: String(id), name: source === '.' ? apex : ofSubdomain(source), type, value: target, ttl };
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const { code, description, errors } = output.error;
  const details = errors.map((one) => joined([one.code, one.description], ': '));
  return { code, message: joined([description, ...details], '; ') };
}
