import { array, type InferOutput, number, object, safeParse, string } from 'valibot';
import { ofSubdomain, toSubdomain } from '../../dns/name.ts';
import { secret } from '../../settings/rows.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { allPages } from '../api/paging.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const record = object({ id: string(), type: string(), name: string(), data: string(), ttl: number() });
const recordAnswer = object({ record });
const recordPage = object({
  records: array(ownOrForeign(record)),
  meta: object({ total: number(), links: object({ next: string() }) }),
});
const domainPage = object({
  domains: array(object({ domain: string() })),
  meta: recordPage.entries.meta,
});
const errorBody = object({ error: optionalText });

const anyAddress =
  'under Account → API → Access Control allow any IPv4 and any IPv6 address, since the address of this home changes';

/** Vultr's DNS API, whose unit is the record: https://www.vultr.com/api/#tag/dns */
export const vultr = host({
  name: 'vultr',
  title: 'Vultr',
  about:
    'Create an API key under Account → API. There, under Access Control, allow any IPv4 and any IPv6 address: Vultr lets a key be used from listed addresses only, and after a change the address of your home would not be on the list. A key cannot be limited to DNS, unless it belongs to a sub-user who may manage DNS alone. Vultr takes 30 requests a second; each record takes one to change.',
  // The API takes 120 and more; the upper bound is that of DNS in practice.
  ttl: { min: 120, max: 604_800 },
  rate: { requests: 30, per: 1000 },
  settings: {
    VULTR_API_KEY: secret('API key that may be used from any address'),
    VULTR_API_URL: apiUrl('https://api.vultr.com/v2'),
  },
  create({ VULTR_API_KEY: key, VULTR_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: `check VULTR_API_KEY, and ${anyAddress}`,
        permission: 'the user of VULTR_API_KEY must be allowed to manage DNS',
        zone: 'that VULTR_API_KEY is of the account that holds the domain',
      },
      headers: () => ({ authorization: `Bearer ${key}` }),
      report,
    });
    return {
      ...recordApi({ concurrency: 4, calls: (place) => calls(api, place) }),
      zones: (signal) => zones(api, signal),
    };
  },
});

function calls(api: JsonApi, { zone, signal }: RecordPlace): RecordCalls {
  const path = `/domains/${segment(zone.name)}/records`;
  const about = { zone, signal, path };
  const one = (id: string) => ({ zone, signal, path: `${path}/${segment(id)}` });
  return {
    async list() {
      const found = await allPages(`Vultr's list of ${zone.display}`, async (cursor) => {
        const { records, meta } = await api.send({ ...about, query: { per_page: 500, cursor } }, recordPage);
        return { items: records, next: meta.links.next, total: meta.total };
      });
      return withoutForeign(found).map(listed);
    },
    async create({ name, type, value, ttl }) {
      const body = { type, name: toSubdomain(name), data: value, ttl };
      return listed((await api.send({ ...about, method: 'POST', body }, recordAnswer)).record);
    },
    async update(id, { value, ttl }) {
      // Answered with 204 and nothing in it.
      await api.answer({ ...one(id), method: 'PATCH', body: { data: value, ttl } });
      return { id, value, ttl };
    },
    remove: (id) => api.answer({ ...one(id), method: 'DELETE' }),
  };
}

async function zones(api: JsonApi, signal: AbortSignal): Promise<string[]> {
  const found = await allPages("Vultr's list of zones", async (cursor) => {
    const query = { per_page: 500, cursor };
    const { domains, meta } = await api.send(
      { zone: everyZone, signal, path: '/domains', query },
      domainPage,
    );
    return { items: domains, next: meta.links.next, total: meta.total };
  });
  return found.map(({ domain }) => domain);
}

function listed({ id, name, type, data, ttl }: InferOutput<typeof record>): ListedRecord {
  return { id, name: ofSubdomain(name), type, value: data, ttl };
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const message = output.error;
  const isAddress = message !== undefined && /unauthorized ip/i.test(message);
  return { message, ...(isAddress && { advice: `Vultr refuses the key from this address: ${anyAddress}` }) };
}
