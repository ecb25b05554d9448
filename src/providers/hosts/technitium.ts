import {
  array,
  boolean,
  fallback,
  type InferOutput,
  literal,
  number,
  object,
  optional,
  safeParse,
  string,
  union,
} from 'valibot';
import { listedName } from '../../dns/listed-name.ts';
import { fqdn, relativeName, type Zone } from '../../dns/name.ts';
import { secret } from '../../settings/rows.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { type ForeignRecord, ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { type Fields, type JsonApi, jsonApi } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { baseUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const common = {
  name: string(),
  ttl: number(),
  disabled: optional(boolean(), false),
  comments: fallback(optional(string(), ''), ''),
  expiryTtl: fallback(optional(number(), 0), 0),
};
const address = object({
  ...{ ...common, type: union([literal('A'), literal('AAAA')]), rData: object({ ipAddress: string() }) },
});
const cname = object({ ...common, type: literal('CNAME'), rData: object({ cname: string() }) });
const aname = object({ ...common, type: literal('ANAME'), rData: object({ aname: fallback(string(), '') }) });
// An application of the server answers for the name.
const app = object({ ...common, type: literal('APP'), rData: object({}) });
const ok = literal('ok');
const listing = object({
  status: ok,
  response: object({ records: array(ownOrForeign(union([address, cname, aname, app]))) }),
});
const done = object({ status: ok });
const zoneList = object({
  status: ok,
  response: object({
    zones: array(object({ name: string(), type: string(), internal: optional(boolean()) })),
  }),
});
const failed = object({
  status: union([literal('error'), literal('invalid-token')]),
  errorMessage: optionalText,
});

/**
 * Technitium DNS Server's HTTP API: records without ids, so that the old address is named in each change. What is left out
 * of an update is reset, so all is sent. https://github.com/TechnitiumSoftware/DnsServer/blob/master/APIDOCS.md
 */
export const technitium = host({
  name: 'technitium',
  title: 'Technitium DNS Server',
  about:
    'For a server of your own. Create a user that may view and modify the one zone, and an API token for it under Administration → Sessions → Create Token. What the house itself knows is published with `IPV4_SOURCES=interface:eth0` or `static:…`, and with `ALLOW_PRIVATE=true` an address of the LAN. The server also takes RFC 2136 (`PROVIDER=rfc2136`), which needs no access to its web service. Each record takes one request to change.',
  evidence: 'described',
  ttl: { min: 1, max: 2_147_483_647 },
  settings: {
    TECHNITIUM_API_TOKEN: secret('API token'),
    TECHNITIUM_API_URL: baseUrl('where its web service is, such as `http://dns.lan:5380`'),
  },
  create({ TECHNITIUM_API_TOKEN: token, TECHNITIUM_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      title: 'Technitium',
      base,
      advice: {
        credentials: 'check TECHNITIUM_API_TOKEN',
        permission: 'the user of TECHNITIUM_API_TOKEN must be allowed to view and modify the zone',
        zone: 'that it is a primary zone of this server',
      },
      headers: () => ({ authorization: `Bearer ${token}` }),
      isError: (body) => safeParse(failed, body).success,
      report,
    });
    return {
      ...recordApi({ calls: (place) => calls(api, place) }),
      async zones(signal) {
        const { response } = await api.send({ zone: everyZone, signal, path: '/api/zones/list' }, zoneList);
        return response.zones.flatMap(({ name, type, internal }) =>
          type === 'Primary' && !internal && name.includes('.') ? name : [],
        );
      },
    };
  },
});

function calls(api: JsonApi, { zone, signal }: RecordPlace): RecordCalls {
  const write = (action: string, form: Fields) =>
    api.send({ zone, signal, method: 'POST', path: `/api/zones/records/${action}`, form }, done);
  const of = (name: string, type: string) => ({ zone: zone.name, domain: fqdn(name, zone), type });
  return {
    hidesMissing: true,
    async list() {
      const query = { zone: zone.name, domain: zone.name, listZone: 'true' };
      const { response } = await api.send({ zone, signal, path: '/api/zones/records/get', query }, listing);
      return recordsOf(response.records, zone);
    },
    async create({ name, type, value, ttl }) {
      await write('add', { ...of(name, type), ttl, ipAddress: value, overwrite: 'false', ptr: 'false' });
      return { id: idOf({ name, type, value, comments: '' }), value, ttl };
    },
    async update(id, { name, type, value, ttl }) {
      const { value: ipAddress, comments } = contentOf(id);
      const kept = { disable: 'false', comments, ptr: 'false' };
      await write('update', { ...of(name, type), ipAddress, newIpAddress: value, ttl, ...kept });
      return { id: idOf({ name, type, value, comments }), value, ttl };
    },
    remove(id) {
      const { name, type, value } = contentOf(id);
      return write('delete', { ...of(name, type), ipAddress: value });
    },
  };
}

const content = object({ name: string(), type: string(), value: string(), comments: string() });
type Content = InferOutput<typeof content>;

/** A record is known by what it holds; its comment goes along, so that it can be sent again. */
function idOf({ name, type, value, comments }: Content): string {
  return JSON.stringify({ name, type, value, comments });
}

function contentOf(id: string): Content {
  const { output, success } = safeParse(content, JSON.parse(id));
  if (!success) throw new Error(`${id} is no handle of a record`);
  return output;
}

type Listed =
  | InferOutput<typeof address>
  | InferOutput<typeof cname>
  | InferOutput<typeof aname>
  | InferOutput<typeof app>;

function recordsOf(all: readonly (Listed | ForeignRecord)[], zone: Zone): ListedRecord[] {
  return withoutForeign(all).map((one) => {
    const { type, ttl, comments } = one;
    const name = listedName(relativeName(one.name, zone));
    const value = contentIn(one);
    const conflict = conflictIn(one);
    return {
      ...{ id: idOf({ name, type, value, comments }), name, type, value, ttl },
      ...(conflict !== undefined && { conflict }),
    };
  });
}

function contentIn({ rData }: Listed): string {
  if ('ipAddress' in rData) return rData.ipAddress;
  if ('cname' in rData) return rData.cname;
  return 'aname' in rData ? rData.aname : '';
}

function conflictIn({ type, disabled, expiryTtl }: Listed): string | undefined {
  if (type === 'APP') return 'holds a record of an application of the server';
  if (disabled) return 'holds a record that is switched off';
  return expiryTtl > 0 ? 'holds a record that is to expire' : undefined;
}

/** It has no codes but that of the token. */
function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(failed, body);
  if (!success) return {};
  const { status, errorMessage: message = '' } = output;
  if (status === 'invalid-token') return { code: status, message, status: 401 };
  if (/access was denied|permission/i.test(message)) return { message, status: 403 };
  if (/no such (authoritative )?zone|zone was not found|no zone/i.test(message))
    return { message, status: 404, zoneIsGone: true };
  if (/already exists/i.test(message)) return { message, stale: true };
  return { message, status: 422 };
}
