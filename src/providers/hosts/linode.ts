import {
  array,
  type GenericSchema,
  type InferOutput,
  nullish,
  number,
  object,
  safeParse,
  string,
} from 'valibot';
import { Failure } from '../../base/failure.ts';
import { listedName } from '../../dns/listed-name.ts';
import { ofSubdomain, toSubdomain, type Zone } from '../../dns/name.ts';
import { secret } from '../../settings/rows.ts';
import { joined, optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { allPages } from '../api/paging.ts';
import { type ApiRequest, type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import { zoneIds } from '../api/zone-ids.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { noZone } from '../refusal-text.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const record = object({
  id: number(),
  type: string(),
  name: nullish(string(), ''),
  target: string(),
  ttl_sec: number(),
});
const domain = object({ id: number(), domain: string(), type: string(), status: optionalText });
const errorBody = object({ errors: array(object({ field: optionalText, reason: optionalText })) });

// Any other value is rounded up to the next of these. https://techdocs.akamai.com/linode-api/reference/post-domain-record
const values = [
  30, 120, 300, 3600, 7200, 14_400, 28_800, 57_600, 86_400, 172_800, 345_600, 604_800, 1_209_600, 2_419_200,
];
const advice = {
  credentials: 'check LINODE_TOKEN and whether it has expired or was revoked',
  permission: 'LINODE_TOKEN needs the scope Domains: Read/Write, and its user the right to change the domain',
  zone: 'that LINODE_TOKEN is of the account that holds the domain, and that its user may see it',
};

/** Linode's (Akamai's) Domains API, whose unit is the record: https://techdocs.akamai.com/linode-api/reference/api */
export const linode = host({
  name: 'linode',
  title: 'Linode',
  about:
    'Create a personal access token under My Profile → API Tokens with the scope Domains: Read/Write and nothing else; set it to never expire, or renew it in time. Linode publishes a change within a minute or so. Linode takes 1600 requests a minute, of which 200 may be lists; each record takes one to change.',
  ttl: { min: 30, max: 2_419_200, values },
  // Lists in pages are limited more than the rest. https://techdocs.akamai.com/linode-api/reference/rate-limits
  rate: { requests: 1600, per: 60_000 },
  methodRates: { GET: { requests: 200, per: 60_000 } },
  settings: {
    LINODE_TOKEN: secret('personal access token with the scope Domains: Read/Write'),
    LINODE_API_URL: apiUrl('https://api.linode.com/v4'),
  },
  create({ LINODE_TOKEN: token, LINODE_API_URL: base }, context) {
    const headers = () => ({ authorization: `Bearer ${token}` });
    // Every answer has one; with a 429 it is meant.
    const notAWait = (status: number) => (status === 429 ? [] : ['retry-after']);
    const api = jsonApi({ ...context, base, advice, headers, notAWait, report });
    const zones = zoneIds(async (zone, signal) => {
      const only = { 'x-filter': JSON.stringify({ domain: zone.name }) };
      const found = await pages(api, { zone, signal, path: '/domains', headers: only }, domain);
      const held = found.find((one) => listedName(one.domain) === zone.name);
      // A user with limited rights is shown the domains that it may see, so that both look the same.
      if (!held) throw new Failure('permanent', noZone(context.title, zone, advice.zone));
      context.notes.note(zone, 'not-served', notServed(zone, held.status));
      if (held.type !== 'slave') return String(held.id);
      const message = `${zone.display} is a secondary zone at Linode, whose records are changed at its primary`;
      throw new Failure('permanent', message);
    }, context.notes.any);
    return {
      ...recordApi({ zones, concurrency: 4, calls: (place) => calls(api, place) }),
      async zones(signal) {
        const found = await pages(api, { zone: everyZone, signal, path: '/domains' }, domain);
        return found.flatMap((one) => (one.type === 'slave' ? [] : one.domain));
      },
    };
  },
});

/** Whether a domain is rendered to the name servers. https://techdocs.akamai.com/linode-api/reference/get-domain */
function notServed({ display }: Zone, status: string | undefined): string | undefined {
  if (status === 'disabled')
    return `${display} is disabled at Linode, so its name servers do not answer for it: enable the domain in the Cloud Manager`;
  if (status === 'edit_mode')
    return `${display} is in edit mode at Linode, so changes do not reach its name servers: end that in the Cloud Manager`;
  if (status !== 'has_errors') return undefined;
  return `${display} has errors at Linode, so changes may not reach its name servers: look at the domain in the Cloud Manager`;
}

function calls(api: JsonApi, { zone, zoneId, signal }: RecordPlace): RecordCalls {
  const path = `/domains/${segment(zoneId)}/records`;
  const about = { zone, signal, path };
  const one = (id: string) => ({ zone, signal, path: `${path}/${segment(id)}` });
  return {
    list: async () => withoutForeign(await pages(api, about, ownOrForeign(record))).map(listed),
    async create({ name, type, value, ttl }) {
      const body = { type, name: toSubdomain(name), target: value, ttl_sec: ttl };
      return listed(await api.send({ ...about, method: 'POST', body }, record));
    },
    async update(id, { value, ttl }) {
      const body = { target: value, ttl_sec: ttl };
      return listed(await api.send({ ...one(id), method: 'PUT', body }, record));
    },
    remove: (id) => api.answer({ ...one(id), method: 'DELETE' }),
  };
}

function listed({ id, name, type, target, ttl_sec }: InferOutput<typeof record>): ListedRecord {
  return { id: String(id), name: ofSubdomain(name), type, value: target, ttl: ttl_sec };
}

/** All items of a listing that comes in pages of 500. */
function pages<const S extends GenericSchema>(api: JsonApi, request: ApiRequest, item: S) {
  const shape = object({ data: array(item), page: number(), pages: number(), results: number() });
  return allPages(`Linode's list for ${request.zone.display}`, async (at = 1) => {
    const query = { page: at, page_size: 500 };
    const { data, page, pages, results } = await api.send({ ...request, query }, shape);
    return { items: data, next: page < pages ? page + 1 : undefined, total: results };
  });
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const message = output.errors.map(({ field, reason }) => joined([field, reason], ': ')).join('; ');
  // A token without the scope is answered with 401 as a wrong one is.
  return /not authorized to use this endpoint|oauth scope/i.test(message)
    ? { message, status: 403 }
    : { message };
}
