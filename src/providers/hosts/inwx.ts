import {
  array,
  fallback,
  type InferOutput,
  minLength,
  number,
  object,
  optional,
  pipe,
  safeParse,
  string,
} from 'valibot';
import { fqdn, relativeName, type Zone } from '../../dns/name.ts';
import type { DesiredSet } from '../../dns/records.ts';
import { secret, text } from '../../settings/rows.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { allPages } from '../api/paging.ts';
import { type ApiRequest, type JsonApi, jsonApi } from '../api/rest-api.ts';
import { type RpcValue, rpcAnswer, rpcCall } from '../api/xml-rpc.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const record = object({
  id: number(),
  name: string(),
  type: string(),
  content: pipe(string(), minLength(1)),
  ttl: number(),
});
const info = object({
  value: object({ resData: object({ record: optional(array(ownOrForeign(record)), []) }) }),
});
const created = object({ value: object({ resData: object({ id: number() }) }) });
const done = object({ value: object({ code: number() }) });
const zoneList = object({
  value: object({
    resData: object({ count: number(), domains: optional(array(object({ domain: string() })), []) }),
  }),
});
const told = object({
  value: object({ code: number(), msg: optionalText, reason: fallback(optional(string()), undefined) }),
});

const pageSize = 500;

/**
 * INWX's DomRobot over XML-RPC, whose unit is the record. Every call bears user and password, so that no session is begun
 * and none has to end. https://www.inwx.de/en/help/apidoc
 */
export const inwx = host({
  name: 'inwx',
  title: 'INWX',
  about:
    'Create a sub-account under Account → Sub-accounts with the role “DNS management” alone, limited to the domain, and without two-factor login, which an API call cannot answer. Each record takes one request to change.',
  ttl: { min: 300, max: 2_592_000 },
  settings: {
    INWX_USERNAME: text('user name of the sub-account', 'a user name'),
    INWX_PASSWORD: secret('its password', 'visible characters and spaces', /^[^\p{C}]+$/u),
    INWX_API_URL: apiUrl('https://api.domrobot.com/xmlrpc/'),
  },
  create({ INWX_USERNAME: user, INWX_PASSWORD: pass, INWX_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check INWX_USERNAME and INWX_PASSWORD, and that the account has no two-factor login',
        permission: 'the account of INWX_USERNAME must be allowed to manage the DNS of the domain',
      },
      contentType: 'text/xml',
      parse: rpcAnswer,
      headers: () => ({}),
      isError: (body) => {
        const { output, success } = safeParse(told, body);
        return !success || output.value.code < 1000 || output.value.code >= 2000;
      },
      report,
    });
    const send = { api, user, pass };
    return {
      ...recordApi({ calls: (place) => calls(send, place) }),
      zones: (signal) => zones(send, signal),
    };
  },
});

interface Sending {
  readonly api: JsonApi;
  readonly user: string;
  readonly pass: string;
}

type Asked = Omit<ApiRequest, 'zone' | 'signal'>;

function request(
  { user, pass }: Sending,
  method: string,
  parameters: Record<string, RpcValue | undefined>,
): Asked {
  const isRead = /\.(info|list)$/.test(method);
  return {
    ...{ method: 'POST', path: '/', action: isRead ? 'read' : 'write' },
    body: rpcCall(method, [{ user, pass, ...parameters }]),
  };
}

function calls(sending: Sending, { zone, signal }: RecordPlace): RecordCalls {
  const about = { zone, signal };
  const { api } = sending;
  const fields = ({ name, type, value, ttl }: DesiredSet) => ({
    ...{ name: fqdn(name, zone), type, content: value, ttl },
  });
  return {
    async list() {
      const asked = request(sending, 'nameserver.info', { domain: zone.name });
      return listed((await api.send({ ...about, ...asked }, info)).value.resData.record, zone);
    },
    async create(desired) {
      const asked = request(sending, 'nameserver.createRecord', { domain: zone.name, ...fields(desired) });
      const { value } = await api.send({ ...about, ...asked }, created);
      return { id: String(value.resData.id), value: desired.value, ttl: desired.ttl };
    },
    async update(id, desired) {
      const asked = request(sending, 'nameserver.updateRecord', { id: Number(id), ...fields(desired) });
      await api.send({ ...about, ...asked }, done);
      return { id, value: desired.value, ttl: desired.ttl };
    },
    remove: (id) =>
      api.send({ ...about, ...request(sending, 'nameserver.deleteRecord', { id: Number(id) }) }, done),
  };
}

async function zones(sending: Sending, signal: AbortSignal): Promise<string[]> {
  const found = await allPages("INWX's list of zones", async (page = 1) => {
    const asked = request(sending, 'nameserver.list', { page: Number(page), pagelimit: pageSize });
    const { value } = await sending.api.send({ zone: everyZone, signal, ...asked }, zoneList);
    const { count: total, domains: items } = value.resData;
    return { items, total, next: Number(page) * pageSize < total ? Number(page) + 1 : undefined };
  });
  return found.map(({ domain }) => domain);
}

function listed(records: InferOutput<typeof info>['value']['resData']['record'], zone: Zone): ListedRecord[] {
  return withoutForeign(records).map(({ id, name, type, content, ttl }) => ({
    ...{ id: String(id), name: relativeName(name || zone.name, zone), type, value: content, ttl },
  }));
}

// https://www.inwx.de/en/help/apidoc/f/ch04.html (the result codes are those of EPP, RFC 5730)
const meanings: Readonly<Record<number, Partial<ErrorReport>>> = {
  2200: { status: 401 },
  2201: { status: 403 },
  2302: { stale: true },
  2303: { status: 404 },
  2400: { kind: 'transient' },
  2500: { kind: 'transient' },
  2502: { status: 429 },
};

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(told, body);
  if (!success) return {};
  const { code, msg, reason } = output.value;
  const message = reason === undefined ? msg : `${msg}: ${reason}`;
  return { code: String(code), message, ...(meanings[code] ?? { status: 422 }) };
}
