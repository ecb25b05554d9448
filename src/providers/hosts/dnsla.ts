import {
  array,
  boolean,
  fallback,
  type InferOutput,
  literal,
  nullish,
  number,
  object,
  pipe,
  safeParse,
  string,
  transform,
  union,
} from 'valibot';
import { Failure } from '../../base/failure.ts';
import { listedName } from '../../dns/listed-name.ts';
import { ofSubdomain, type Zone } from '../../dns/name.ts';
import type { DesiredSet } from '../../dns/records.ts';
import { secret } from '../../settings/rows.ts';
import { basicLogin } from '../api/basic-login.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { countedPages } from '../api/paging.ts';
import { type JsonApi, jsonApi } from '../api/rest-api.ts';
import { zoneIds } from '../api/zone-ids.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { noZone } from '../refusal-text.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const code = literal(200);
const text = pipe(union([string(), number()]), transform(String));
const record = object({
  ...{ id: text, host: string(), type: number(), data: string(), ttl: number() },
  lineId: fallback(nullish(text), null),
  weight: fallback(nullish(number()), null),
  disable: fallback(nullish(boolean()), null),
});
// Their types are the numbers of DNS, and one of its own for redirections.
const types: Readonly<Record<string, number>> = { A: 1, CNAME: 5, AAAA: 28, URL: 256 };
const own = /^(1|5|28|256)$/;
const recordPage = object({
  code,
  data: object({ total: number(), results: array(ownOrForeign(record, 'type', own)) }),
});
const domain = object({ id: text, domain: string() });
const domainPage = object({ code, data: object({ total: number(), results: array(domain) }) });
const created = object({ code, data: object({ id: text }) });
const done = object({ code });
const answered = object({ code: number(), msg: optionalText });

// What ddns-go and lego ask for; nobody tells the most.
const recordsPerPage = 999;
const domainsPerPage = 100;

/**
 * DNSLA's API, whose unit is the record: a code inside of a 200, and numbers for types. https://www.dns.la/docs/ApiDoc is not kept
 * anywhere; its calls are those of ddns-go, lego and dnsmgr (https://github.com/netcccyun/dnsmgr), which alone lists lines,
 * weights and what is switched off. None of them knows its codes, nor a limit of requests.
 */
export const dnsla = host({
  name: 'dnsla',
  title: 'DNSLA',
  about:
    'Create an API ID with its secret at https://console.dns.la/login?aksk=1. It reaches the whole account; no way to limit it to one domain is known. Records for one carrier or country (lines), with a weight or switched off are never touched. The lowest TTL depends on the plan. Each record takes one request to change.',
  evidence: 'by clients',
  // None of the clients knows bounds for all; these are those of DNS in practice.
  ttl: { min: 60, max: 604_800 },
  settings: {
    DNSLA_API_ID: secret('API ID'),
    DNSLA_API_SECRET: secret('its secret'),
    DNSLA_API_URL: apiUrl('https://api.dns.la'),
  },
  create({ DNSLA_API_ID: id, DNSLA_API_SECRET: password, DNSLA_API_URL: base }, context) {
    const advice = {
      credentials: 'check DNSLA_API_ID and DNSLA_API_SECRET',
      permission: 'the account of DNSLA_API_ID must be allowed to change the domain',
      zone: 'that the domain is in the account of DNSLA_API_ID',
    };
    const api = jsonApi({
      ...context,
      base,
      advice,
      headers: () => basicLogin(id, password),
      isError: (body) => {
        const { output, success } = safeParse(answered, body);
        return success && output.code !== 200;
      },
      report,
    });
    const zones = zoneIds(async (zone, signal) => {
      const all = await domains(api, zone, signal);
      const found = all.find((one) => listedName(one.domain) === zone.name);
      if (!found) throw new Failure('permanent', noZone(context.title, zone, advice.zone));
      return found.id;
    });
    return {
      ...recordApi({ zones, calls: (place) => calls(api, place) }),
      zones: async (signal) =>
        (await domains(api, everyZone, signal)).map((one) => one.domain.replace(/\.$/, '')),
    };
  },
});

function domains(api: JsonApi, zone: Zone, signal: AbortSignal) {
  return countedPages("DNSLA's list of domains", async (pageIndex) => {
    const query = { pageIndex, pageSize: domainsPerPage };
    const { data } = await api.send({ zone, signal, path: '/api/domainList', query }, domainPage);
    return { items: data.results, total: data.total };
  });
}

function calls(api: JsonApi, { zone, zoneId: domainId, signal }: RecordPlace): RecordCalls {
  const about = { zone, signal, path: '/api/record' };
  const fields = ({ name, type, value, ttl }: DesiredSet) => ({
    ...{ type: types[type], host: name, data: value, ttl },
  });
  return {
    async list() {
      const found = await countedPages(`DNSLA's list of ${zone.display}`, async (pageIndex) => {
        const query = { domainId, pageIndex, pageSize: recordsPerPage };
        const { data } = await api.send({ ...about, path: '/api/recordList', query }, recordPage);
        return { items: data.results, total: data.total };
      });
      return withoutForeign(found).map(listed);
    },
    async create(desired) {
      const body = { domainId, ...fields(desired) };
      const { data } = await api.send({ ...about, method: 'POST', body }, created);
      return { id: data.id, value: desired.value, ttl: desired.ttl };
    },
    async update(id, desired) {
      await api.send({ ...about, method: 'PUT', body: { id, ...fields(desired) } }, done);
      return { id, value: desired.value, ttl: desired.ttl };
    },
    remove: (id) => api.send({ ...about, method: 'DELETE', query: { id } }, done),
    hidesMissing: true,
  };
}

function listed(one: InferOutput<typeof record>): ListedRecord {
  const { id, host: name, data: value, ttl } = one;
  const [type = ''] = Object.entries(types).find(([, number]) => number === one.type) ?? [];
  const conflict = conflictIn(one);
  return { id, name: ofSubdomain(name), type, value, ttl, ...(conflict !== undefined && { conflict }) };
}

function conflictIn({ lineId, weight, disable }: InferOutput<typeof record>): string | undefined {
  // That of all others is 0, or none.
  if (lineId && lineId !== '0') return `holds a record for the line ${lineId} alone`;
  // Nobody tells the usual one, which may be 1 and then changes nothing.
  if ((weight ?? 0) > 1) return 'holds a record with a weight';
  return disable ? 'holds a record that is switched off' : undefined;
}

/** A code that stands for a status of HTTP means that, as the 200 does; what all others mean nobody knows. */
function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(answered, body);
  if (!success) return {};
  const isStatus = output.code >= 400 && output.code < 600;
  return { code: String(output.code), message: output.msg, status: isStatus ? output.code : 422 };
}
