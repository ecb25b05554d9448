import {
  array,
  boolean,
  fallback,
  type InferOutput,
  number,
  object,
  optional,
  safeParse,
  string,
  union,
} from 'valibot';
import { ofSubdomain, toSubdomain } from '../../dns/name.ts';
import type { DesiredSet } from '../../dns/records.ts';
import { secret } from '../../settings/rows.ts';
import { hmac } from '../api/digests.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { allPages } from '../api/paging.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import { zoneIds } from '../api/zone-ids.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const record = object({
  ...{ id: number(), name: string(), type: string(), value: string(), ttl: number() },
  gtdLocation: fallback(optional(string(), 'DEFAULT'), 'DEFAULT'),
  failover: optional(boolean(), false),
  dynamicDns: optional(boolean(), false),
  source: optional(number(), 1),
});
const recordPage = object({
  data: array(ownOrForeign(record)),
  totalPages: number(),
  totalRecords: number(),
});
const found = object({ id: number() });
const domainPage = object({
  data: array(object({ name: string() })),
  totalPages: number(),
  totalRecords: number(),
});
const errorBody = object({ error: union([array(string()), string()]) });

/** DNS Made Easy's API v2.0, whose unit is the record; the date of each request is signed. https://api-docs.dnsmadeeasy.com */
export const dnsmadeeasy = host({
  name: 'dnsmadeeasy',
  title: 'DNS Made Easy',
  about:
    'The API key and its secret are under Config → Account Information; they cannot be limited to one domain. Records for one region (Global Traffic Director), with failover, of a template or of its own dynamic DNS are never touched. The clock of this machine must be right. Each record takes one request to change, and DNS Made Easy takes 150 in five minutes.',
  ttl: { min: 5, max: 604_800 },
  rate: { requests: 150, per: 300_000 },
  settings: {
    DNSMADEEASY_API_KEY: secret('API key'),
    DNSMADEEASY_API_SECRET: secret('its secret'),
    DNSMADEEASY_API_URL: apiUrl(
      'https://api.dnsmadeeasy.com/V2.0',
      'where the API is; for the sandbox `https://api.sandbox.dnsmadeeasy.com/V2.0`',
    ),
  },
  create(values, context) {
    const { DNSMADEEASY_API_KEY: key, DNSMADEEASY_API_SECRET: secretKey } = values;
    const api = jsonApi({
      ...context,
      base: values.DNSMADEEASY_API_URL,
      advice: {
        credentials: 'check DNSMADEEASY_API_KEY and DNSMADEEASY_API_SECRET, and the clock of this machine',
        permission: 'check DNSMADEEASY_API_KEY and DNSMADEEASY_API_SECRET, and the clock of this machine',
      },
      headers() {
        const date = new Date(context.clock.now()).toUTCString();
        return {
          'x-dnsme-apikey': key,
          'x-dnsme-requestdate': date,
          'x-dnsme-hmac': hmac('sha1', secretKey, date).toString('hex'),
        };
      },
      // What it does not know is answered with a page of its panel.
      isOwnPage: ({ status, text }) => status === 404 && text.includes('Management Console'),
      report,
    });
    const zones = zoneIds(async (zone, signal) => {
      const query = { domainname: zone.name };
      return String((await api.send({ zone, signal, path: '/dns/managed/name', query }, found)).id);
    });
    return {
      ...recordApi({ zones, calls: (place) => calls(api, place) }),
      async zones(signal) {
        const all = await allPages("DNS Made Easy's list of zones", async (page = 0) => {
          const request = { zone: everyZone, signal, path: '/dns/managed/', query: { page } };
          const { data, totalPages, totalRecords } = await api.send(request, domainPage);
          const next = Number(page) + 1 < totalPages ? Number(page) + 1 : undefined;
          return { items: data, total: totalRecords, next };
        });
        return all.map(({ name }) => name);
      },
    };
  },
});

function calls(api: JsonApi, { zone, zoneId, signal }: RecordPlace): RecordCalls {
  const path = `/dns/managed/${segment(zoneId)}/records`;
  const one = (id: string) => ({ zone, signal, path: `${path}/${segment(id)}` });
  const sent = ({ name, type, value, ttl }: DesiredSet) => ({
    ...{ name: toSubdomain(name), type, value, ttl, gtdLocation: 'DEFAULT' },
  });
  return {
    async list() {
      const all = await allPages(`DNS Made Easy's list of ${zone.display}`, async (page) => {
        const request = { zone, signal, path, query: { page } };
        const { data, totalPages, totalRecords } = await api.send(request, recordPage);
        const next = Number(page ?? 0) + 1;
        return { items: data, total: totalRecords, next: next < totalPages ? next : undefined };
      });
      return withoutForeign(all).map(listed);
    },
    async create(desired) {
      const request = { zone, signal, method: 'POST', path: `${path}/`, body: sent(desired) } as const;
      return listed(await api.send(request, record));
    },
    async update(id, desired) {
      // Answered with nothing in it.
      await api.answer({ ...one(id), method: 'PUT', body: { id: Number(id), ...sent(desired) } });
      return { id, value: desired.value, ttl: desired.ttl };
    },
    remove: (id) => api.answer({ ...one(id), method: 'DELETE' }),
  };
}

function listed(given: InferOutput<typeof record>): ListedRecord {
  const { id, name, type, value, ttl } = given;
  const conflict = conflictIn(given);
  return {
    ...{ id: String(id), name: ofSubdomain(name), type, value, ttl },
    ...(conflict !== undefined && { conflict }),
  };
}

function conflictIn({
  type,
  gtdLocation,
  failover,
  dynamicDns,
  source,
}: InferOutput<typeof record>): string | undefined {
  if (type === 'HTTPRED') return 'holds a redirection';
  if (gtdLocation !== 'DEFAULT') return `holds a record for the region ${gtdLocation} alone`;
  if (failover) return 'holds a record with failover';
  if (dynamicDns) return 'holds a record of its own dynamic DNS';
  return source === 0 ? 'holds a record of a template' : undefined;
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const message = [output.error].flat().join('; ');
  return /api key|hmac|request date|credentials/i.test(message) ? { message, status: 401 } : { message };
}
