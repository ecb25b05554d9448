import {
  array,
  fallback,
  type InferOutput,
  nullish,
  number,
  object,
  pipe,
  safeParse,
  string,
  transform,
  union,
} from 'valibot';
import type { DesiredSet } from '../../dns/records.ts';
import { secret } from '../../settings/rows.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { type Meanings, meaningOf } from '../api/meanings.ts';
import { filterableName } from '../api/name-filter.ts';
import { allPages } from '../api/paging.ts';
import { type ApiRequest, type Fields, type JsonApi, jsonApi } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

// Numbers come as text at one time and as numbers at another.
const numeric = pipe(union([number(), string()]), transform(Number), number());
const text = pipe(union([number(), string()]), transform(String));
const record = object({
  ...{ id: text, name: string(), type: string(), value: string(), ttl: numeric },
  ...{
    line: optionalText,
    enabled: fallback(nullish(text), undefined),
    weight: fallback(nullish(numeric), null),
  },
});
const recordPage = object({
  info: object({ record_total: numeric }),
  records: array(ownOrForeign(record)),
});
const domainPage = object({
  info: object({ all_total: numeric }),
  domains: array(object({ name: string() })),
});
const written = object({ record: object({ id: text }) });
const status = object({ status: object({ code: text, message: optionalText }) });

const pageSize = 3000;
const zonesPerPage = 500;

/**
 * The first API of DNSPod, with a token: POST of forms, and a code inside of a 200. https://docs.dnspod.cn/api/ and, for the
 * international one, https://docs.dnspod.com/api/ (recorded 2016 and 2018). That of Tencent Cloud is `tencentcloud`.
 */
export const dnspod = host({
  name: 'dnspod',
  title: 'DNSPod',
  about:
    'Create a token under Account → API Keys → DNSPod Token at https://console.dnspod.cn/account/token/token and give its ID and itself as `ID,TOKEN`; it reaches the whole account. For the international DNSPod set `DNSPOD_API_URL=https://api.dnspod.com`. Records for one carrier or country (lines), with a weight or switched off are never touched. The lowest TTL depends on the plan, 600 in the free one. Each record takes one request to change. `PROVIDER=tencentcloud` does the same with keys that can be limited to a domain.',
  ttl: { min: 1, max: 604_800 },
  settings: {
    DNSPOD_API_KEY: secret(
      'ID and token of the account, with a comma between them',
      'ID,TOKEN with a comma',
      /^\d+,\S+$/,
    ),
    DNSPOD_API_URL: apiUrl('https://dnsapi.cn'),
  },
  create({ DNSPOD_API_KEY: token, DNSPOD_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check DNSPOD_API_KEY, which is ID,TOKEN',
        permission: 'the account of DNSPOD_API_KEY must own the domain, or be allowed to change it',
        zone: 'that the domain is in the account of DNSPOD_API_KEY',
      },
      headers: () => ({}),
      isError: (body) => {
        const { output, success } = safeParse(status, body);
        return success && output.status.code !== '1';
      },
      report,
    });
    const line = new URL(base).hostname.endsWith('dnspod.com') ? 'default' : '默认';
    const form = { login_token: token, format: 'json', error_on_empty: 'no' };
    return {
      ...recordApi({ calls: (place) => calls(api, { form, line }, place) }),
      async zones(signal) {
        const found = await allPages("DNSPod's list of domains", async (offset = 0) => {
          const fields = { ...form, offset, length: zonesPerPage };
          const asked = { zone: everyZone, signal, ...call('Domain.List', fields, 'read') };
          const { domains: items, info } = await api.send(asked, domainPage);
          const next = Number(offset) + zonesPerPage;
          return { items, total: info.all_total, next: next < info.all_total ? next : undefined };
        });
        return found.map(({ name }) => name);
      },
    };
  },
});

function call(action: string, form: Fields, kind: 'read' | 'write') {
  return { method: 'POST', path: `/${action}`, form, action: kind } as const;
}

interface Account {
  /** What every call has. */
  readonly form: Fields;
  /** The carrier or country that a record is for: this is that of all others. */
  readonly line: string;
}

function calls(api: JsonApi, { form, line }: Account, { zone, signal }: RecordPlace): RecordCalls {
  const request = (action: string, fields: Fields, kind: 'read' | 'write' = 'write'): ApiRequest => ({
    ...{ zone, signal },
    ...call(action, { ...form, domain: zone.name, ...fields }, kind),
  });
  const sent = ({ name, type, value, ttl }: DesiredSet) => ({
    ...{ sub_domain: name, record_type: type, record_line: line, value, ttl },
  });
  return {
    async list(name) {
      const found = await allPages(`DNSPod's list of ${zone.display}`, async (offset = 0) => {
        const fields = { offset, length: pageSize, sub_domain: filterableName(name) };
        const { records: items, info } = await api.send(request('Record.List', fields, 'read'), recordPage);
        const next = Number(offset) + pageSize;
        return { items, total: info.record_total, next: next < info.record_total ? next : undefined };
      });
      return withoutForeign(found).map((one) => listed(one, line));
    },
    async create(desired) {
      const { record: made } = await api.send(request('Record.Create', sent(desired)), written);
      return { id: made.id, value: desired.value, ttl: desired.ttl };
    },
    async update(id, desired) {
      await api.send(request('Record.Modify', { record_id: id, ...sent(desired) }), written);
      return { id, value: desired.value, ttl: desired.ttl };
    },
    remove: (id) => api.send(request('Record.Remove', { record_id: id }), status),
  };
}

function listed(one: InferOutput<typeof record>, line: string): ListedRecord {
  const conflict = conflictIn(one, line);
  const { id, name, type, value, ttl } = one;
  return { id, name, type, value, ttl, ...(conflict !== undefined && { conflict }) };
}

function conflictIn(one: InferOutput<typeof record>, usual: string): string | undefined {
  // Visible and hidden redirections, which answer for their name with addresses of DNSPod.
  if (one.type.endsWith('URL')) return 'holds a redirection';
  const { line = usual } = one;
  if (line.toLowerCase() !== usual) return `holds a record for the line ${line} alone`;
  if (typeof one.weight === 'number' && one.weight > 0) return 'holds a record with a weight';
  return one.enabled === '0' ? 'holds a record that is switched off' : undefined;
}

// https://docs.dnspod.cn/api/common-response/ and the codes of each call, all with status 200.
const meanings: Meanings = [
  [/^(-1|1000[0-9])$/, { status: 401 }],
  [/^(-2|-8)$/, { status: 429 }],
  [/^(-3|-4|-7|7|9|85)$/, { status: 403 }],
  [/^(6|13)$/, { status: 404, zoneIsGone: true }],
  [/^8$/, { status: 404 }],
  [/^(3|21|-99)$/, { kind: 'transient' }],
  [/^(2[2-7]|3\d|82|104|5000\d\d)$/, { status: 422 }],
];

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(status, body);
  if (!success) return {};
  const { code, message } = output.status;
  return { code, message, ...meaningOf(meanings, code) };
}
