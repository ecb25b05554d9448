import {
  array,
  type InferOutput,
  literal,
  nullish,
  number,
  object,
  optional,
  safeParse,
  strictObject,
  string,
  union,
} from 'valibot';
import { ofSubdomain, toSubdomain } from '../../dns/name.ts';
import type { DesiredSet } from '../../dns/records.ts';
import { matching, secret } from '../../settings/rows.ts';
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

// What is empty is left out.
const zero = optional(literal(0));
const record = object({
  id: number(),
  type: string(),
  host: nullish(string(), ''),
  answer: string(),
  ttl: number(),
});
const recordPage = union([
  object({
    records: array(ownOrForeign(record)),
    nextPage: optional(number()),
    totalCount: optional(number()),
  }),
  // That of a domain without records.
  strictObject({ from: zero, to: zero, totalCount: zero }),
]);
const domainPage = object({
  domains: array(object({ domainName: string() })),
  nextPage: nullish(number()),
  totalCount: optional(number()),
});
const errorBody = object({ message: optionalText, details: optionalText });

/** Name.com's Core API, whose unit is the record: https://docs.name.com/docs/api-reference/dns (its own OpenAPI 1.7.0) */
export const namecom = host({
  name: 'namecom',
  title: 'Name.com',
  about:
    'Create an API token at https://www.name.com/account/settings/api; where two-step verification is on, allow API access there too. A token reaches the whole account. Name.com takes 20 requests a second; each record takes one to change.',
  // The API takes 300 and more; the upper bound is that of DNS in practice.
  ttl: { min: 300, max: 604_800 },
  rate: { requests: 20, per: 1000 },
  settings: {
    NAMECOM_USERNAME: matching('user name of the account', 'a name without a colon', /^[^\s:]+$/),
    NAMECOM_API_TOKEN: secret('API token of that user'),
    NAMECOM_API_URL: apiUrl('https://api.name.com/core/v1'),
  },
  create(values, context) {
    const { NAMECOM_USERNAME: user, NAMECOM_API_TOKEN: token, NAMECOM_API_URL: base } = values;
    const authorization = `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`;
    const owner = 'that NAMECOM_USERNAME is of the account that holds the domain';
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials:
          'check NAMECOM_USERNAME and NAMECOM_API_TOKEN, and with two-step verification that API access is allowed at https://www.name.com/account/settings/api',
        permission: `the domain must use the name servers of Name.com and not be expired; check ${owner}`,
        zone: owner,
      },
      headers: () => ({ authorization }),
      report,
    });
    return {
      ...recordApi({ concurrency: 4, calls: (place) => calls(api, place) }),
      async zones(signal) {
        const found = await allPages("Name.com's list of domains", async (page = 1) => {
          const query = { perPage: 1000, page };
          const asked = { zone: everyZone, signal, path: '/domains', query };
          const { domains, nextPage, totalCount } = await api.send(asked, domainPage);
          return { items: domains, next: nextPage || undefined, total: totalCount };
        });
        return found.map(({ domainName }) => domainName);
      },
    };
  },
});

function calls(api: JsonApi, { zone, signal }: RecordPlace): RecordCalls {
  const path = `/domains/${segment(zone.name)}/records`;
  const about = { zone, signal, path };
  const one = (id: string) => ({ zone, signal, path: `${path}/${segment(id)}` });
  // A change overwrites the record, which has nothing else in it.
  const whole = ({ name, type, value, ttl }: DesiredSet) => ({
    host: toSubdomain(name),
    type,
    answer: value,
    ttl,
  });
  return {
    async list() {
      const found = await allPages(`Name.com's list of ${zone.display}`, async (page = 1) => {
        const query = { perPage: 1000, page };
        const found = await api.send({ ...about, query }, recordPage);
        if (!('records' in found)) return { items: [] };
        return { items: found.records, next: found.nextPage || undefined, total: found.totalCount };
      });
      return withoutForeign(found).map(listed);
    },
    create: async (desired) =>
      listed(await api.send({ ...about, method: 'POST', body: whole(desired) }, record)),
    update: async (id, desired) =>
      listed(await api.send({ ...one(id), method: 'PUT', body: whole(desired) }, record)),
    remove: (id) => api.answer({ ...one(id), method: 'DELETE' }),
  };
}

function listed({ id, type, host, answer, ttl }: InferOutput<typeof record>): ListedRecord {
  return { id: String(id), name: ofSubdomain(host ?? ''), type, value: answer, ttl };
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  return success ? { message: joined([output.message, output.details], ': ') } : {};
}
