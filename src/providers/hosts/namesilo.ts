import {
  array,
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
import { relativeName, toSubdomain, type Zone } from '../../dns/name.ts';
import type { DesiredSet } from '../../dns/records.ts';
import { secret } from '../../settings/rows.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { type ForeignRecord, ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { countedPages } from '../api/paging.ts';
import { type ApiRequest, type JsonApi, jsonApi } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

// Numbers come as numbers or as text.
const numeric = pipe(union([number(), string()]), transform(Number), number());
const listed = ownOrForeign(
  object({ record_id: string(), type: string(), host: string(), value: string(), ttl: numeric }),
);
const done = object({ reply: object({ code: numeric, detail: optionalText }) });
// One record comes without a list around it, none as no field at all.
const recordList = object({
  reply: object({ code: numeric, resource_record: optional(union([array(listed), listed])) }),
});
// A domain is a text or has more fields, and one alone may come without a list around it.
const domain = union([string(), object({ domain: union([string(), array(string())]) })]);
const domainList = object({
  reply: object({
    code: numeric,
    domains: optional(union([array(domain), domain]), []),
    pager: optional(object({ total: numeric })),
  }),
});
const written = object({ reply: object({ code: numeric, record_id: string() }) });

const success = 300;
const domainsPerPage = 100;

/**
 * NameSilo's API, whose unit is the record: every call is a GET with the key in its query, and an update gives the record
 * another id. https://www.namesilo.com/api-reference, and as ddns-updater, ddns-go and lego use it; its domains as dnsmgr lists them.
 */
export const namesilo = host({
  name: 'namesilo',
  title: 'NameSilo',
  about:
    'Create an API key under https://www.namesilo.com/account/api-manager, not limited to IP addresses, since the address of your home changes, and not read-only. A key cannot be limited to one domain, and sub-accounts have none. Each record takes one request to change. NameSilo publishes changes every 15 minutes.',
  evidence: 'by clients',
  ttl: { min: 3600, max: 2_592_000, usual: 3600 },
  settings: {
    NAMESILO_API_KEY: secret('API key that may be used from any address'),
    NAMESILO_API_URL: apiUrl('https://www.namesilo.com/api'),
  },
  create({ NAMESILO_API_KEY: key, NAMESILO_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check NAMESILO_API_KEY',
        permission: 'NAMESILO_API_KEY must be allowed to write',
        zone: 'that the domain is active in the account of NAMESILO_API_KEY and uses the name servers of NameSilo',
      },
      headers: () => ({}),
      isError: (body) => {
        const { output, success: isReply } = safeParse(done, body);
        return isReply && output.reply.code !== success;
      },
      report,
    });
    return {
      ...recordApi({ calls: (place) => calls(api, key, place) }),
      zones: (signal) => domains(api, key, signal),
    };
  },
});

function domains(api: JsonApi, key: string, signal: AbortSignal): Promise<string[]> {
  return countedPages("NameSilo's list of domains", async (page) => {
    const query = { version: 1, type: 'json', key, page, pageSize: domainsPerPage };
    const asked = { zone: everyZone, signal, path: '/listDomains', query };
    const { domains: given, pager } = (await api.send(asked, domainList)).reply;
    const items = [given].flat().flatMap((one) => (typeof one === 'string' ? one : one.domain));
    return { items, total: pager?.total ?? items.length };
  });
}

function calls(api: JsonApi, key: string, { zone, signal }: RecordPlace): RecordCalls {
  const request = (operation: string, query: ApiRequest['query'] = {}): ApiRequest => ({
    zone,
    signal,
    path: `/${operation}`,
    query: { version: 1, type: 'json', key, domain: zone.name, ...query },
    action: operation === 'dnsListRecords' ? 'read' : 'write',
  });
  const write = async (operation: string, desired: DesiredSet, which: ApiRequest['query']) => {
    const { name, value, ttl } = desired;
    const query = { ...which, rrhost: toSubdomain(name), rrvalue: value, rrttl: ttl };
    const { reply } = await api.send(request(operation, query), written);
    return { id: reply.record_id, value, ttl };
  };
  return {
    hidesMissing: true,
    async list() {
      const { reply } = await api.send(request('dnsListRecords'), recordList);
      return recordsOf([reply.resource_record ?? []].flat(), zone);
    },
    create: (desired) => write('dnsAddRecord', desired, { rrtype: desired.type }),
    update: (id, desired) => write('dnsUpdateRecord', desired, { rrid: id }),
    remove: (id) => api.send(request('dnsDeleteRecord', { rrid: id }), done),
  };
}

function recordsOf(all: readonly (InferOutput<typeof listed> | ForeignRecord)[], zone: Zone): ListedRecord[] {
  return withoutForeign(all).map(({ record_id: id, type, host: name, value, ttl }) => ({
    ...{ id, name: relativeName(name, zone), type, value, ttl },
  }));
}

// https://www.namesilo.com/api-reference, "Response Codes"
const meanings: Readonly<Record<number, Partial<ErrorReport>>> = {
  109: { status: 401 },
  110: { status: 401 },
  112: { kind: 'permanent', advice: 'NameSilo has no API for sub-accounts: use a key of the main account' },
  113: {
    kind: 'permanent',
    advice:
      'NAMESILO_API_KEY may be used from certain IP addresses only, and yours changes: take that limit off the key in the API manager',
  },
  200: { status: 404, zoneIsGone: true },
  201: { kind: 'transient' },
  280: { status: 422 },
};

function report(body: unknown): ErrorReport {
  const { output, success: isReply } = safeParse(done, body);
  if (!isReply) return {};
  const { code, detail } = output.reply;
  return { code: String(code), message: detail, ...meanings[code] };
}
