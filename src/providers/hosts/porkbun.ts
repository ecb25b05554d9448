import {
  array,
  fallback,
  type InferOutput,
  literal,
  number,
  object,
  optional,
  pipe,
  regex,
  safeParse,
  string,
  transform,
  union,
} from 'valibot';
import { relativeName, toSubdomain, type Zone } from '../../dns/name.ts';
import type { DesiredSet } from '../../dns/records.ts';
import type { HttpAnswer } from '../../http/client.ts';
import { secret } from '../../settings/rows.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { type Meanings, meaningOf } from '../api/meanings.ts';
import { allPages } from '../api/paging.ts';
import { type ApiRequest, type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { Refusal } from '../refusal.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const status = literal('SUCCESS');
// Numbers come as numbers or as text, ids above all.
const numeric = pipe(union([number(), string()]), transform(Number), number());
// A wait that is left empty is none.
const seconds = union([number(), pipe(string(), regex(/^\d+(\.\d+)?$/), transform(Number))]);
const id = pipe(union([number(), string()]), transform(String));
const record = object({ id, name: string(), type: string(), content: string(), ttl: numeric });
// Porkbun answers for an ALIAS with addresses, so that none can stand beside it.
const alias = object({ ...record.entries, type: literal('ALIAS'), content: fallback(string(), '') });
const recordList = object({ status, records: array(ownOrForeign(union([record, alias]))) });
const domainPage = object({ status, domains: array(object({ domain: string() })) });
const created = object({ status, id });
const done = object({ status });
const failed = object({ status: literal('ERROR') });
const errorBody = object({
  code: optionalText,
  message: optionalText,
  requestId: optionalText,
  ttlRemaining: fallback(optional(seconds), undefined),
});

type Keys = Readonly<{ apikey: string; secretapikey: string }>;

/** Porkbun's API v3, whose unit is the record; all is POST with the keys in the body. https://porkbun.com/api/json/v3/documentation */
export const porkbun = host({
  name: 'porkbun',
  title: 'Porkbun',
  about:
    'Create an API key at https://porkbun.com/account/api, limited to the one domain if offered but not to IP addresses, and switch on API Access for the domain under Domain Management → Details. A new domain holds an ALIAS at `@` and a CNAME at `*` that lead to the parking page: delete those whose names are to be kept. Each record takes one request to change, and Porkbun takes one request a second.',
  // Porkbun states no upper bound; this is that of DNS in practice.
  ttl: { min: 600, max: 604_800 },
  // Not documented; confirmed by its support: https://github.com/jungaretti/bacon/issues/45
  rate: { requests: 1, per: 1000 },
  settings: {
    PORKBUN_API_KEY: secret('API key (`pk1_…`)'),
    PORKBUN_SECRET_API_KEY: secret('secret key (`sk1_…`)'),
    PORKBUN_API_URL: apiUrl(
      'https://api.porkbun.com/api/json/v3',
      'where the API is; for IPv4 alone `https://api-ipv4.porkbun.com/api/json/v3`',
    ),
  },
  check({ PORKBUN_API_KEY: key = '', PORKBUN_SECRET_API_KEY: secretKey = '' }) {
    const areSwapped = key.startsWith('sk1_') && secretKey.startsWith('pk1_');
    return areSwapped ? ['PORKBUN_API_KEY and PORKBUN_SECRET_API_KEY are swapped'] : [];
  },
  create(values, context) {
    const api = jsonApi({
      ...context,
      base: values.PORKBUN_API_URL,
      advice: {
        credentials: 'check PORKBUN_API_KEY and PORKBUN_SECRET_API_KEY',
        permission:
          'check DOMAIN, that the domain is in the account of PORKBUN_API_KEY, that the key may be used for it, and that API Access is switched on for it under Domain Management → Details',
      },
      headers: () => ({}),
      isError: (body) => safeParse(failed, body).success,
      report,
    });
    const keys = { apikey: values.PORKBUN_API_KEY, secretapikey: values.PORKBUN_SECRET_API_KEY };
    return {
      ...recordApi({ calls: (place) => calls(api, keys, place) }),
      zones: (signal) => zones(api, keys, signal),
    };
  },
});

function calls(api: JsonApi, keys: Keys, { zone, signal }: RecordPlace): RecordCalls {
  const request = (call: string, rest = '', body = {}): ApiRequest => ({
    zone,
    signal,
    method: 'POST',
    path: `/dns/${call}/${segment(zone.name)}${rest}`,
    body: { ...keys, ...body },
  });
  // The list is one request for all types and names, the CNAMEs in the way among them.
  const list = async () => {
    const { records } = await api.send({ ...request('retrieve'), action: 'read' }, recordList);
    return withoutForeign(records).map((one) => listed(one, zone));
  };
  return {
    list,
    async create(desired) {
      const { id } = await api.send(request('create', '', sent(desired)), created);
      return { id, value: desired.value, ttl: desired.ttl };
    },
    async update(id, desired) {
      const held = { id, value: desired.value, ttl: desired.ttl };
      try {
        // Without the name the record would move to the apex; notes stay as they are.
        await api.send(request('edit', `/${segment(id)}`, sent(desired)), done);
        return held;
      } catch (thrown) {
        // An edit that changes nothing is refused, with the words for any that failed.
        if (!(thrown instanceof Refusal) || thrown.kind !== 'record') throw thrown;
        const now = (await list().catch(() => [])).find((one) => one.id === id);
        if (now?.value === desired.value && now.ttl === desired.ttl) return held;
        throw thrown;
      }
    },
    remove: (id) => api.send(request('delete', `/${segment(id)}`), done),
  };
}

/** A page holds 1000 and begins at a number. */
async function zones(api: JsonApi, keys: Keys, signal: AbortSignal): Promise<string[]> {
  const about = { zone: everyZone, signal, method: 'POST', path: '/domain/listAll', action: 'read' } as const;
  const found = await allPages("Porkbun's list of domains", async (start = 0) => {
    const body = { ...keys, start: String(start) };
    const { domains } = await api.send({ ...about, body }, domainPage);
    return { items: domains, next: domains.length < 1000 ? undefined : Number(start) + domains.length };
  });
  return found.map(({ domain }) => domain);
}

function sent({ name, type, value, ttl }: DesiredSet) {
  return { name: toSubdomain(name), type, content: value, ttl };
}

function listed({ id, name, type, content, ttl }: InferOutput<typeof record>, zone: Zone): ListedRecord {
  return { id, name: relativeName(name, zone), type, value: content, ttl };
}

// Older answers have no code, only the message. Nearly all are 400.
const meanings: Meanings = [
  [
    /^(INVALID_API_KEYS|API_KEY_REQUIRED|INVALID_(TOKEN|USER)|MISSING_(SECRET)?APIKEY)|invalid api key/i,
    { status: 401 },
  ],
  [
    /not opted in/i,
    {
      kind: 'permanent',
      advice:
        'API access is off for this domain: switch on API Access for it at Porkbun, under Domain Management → Details',
    },
  ],
  [
    /^IP_NOT_ALLOWED/,
    {
      kind: 'permanent',
      advice:
        'PORKBUN_API_KEY may be used from certain IP addresses only, and yours changes: take that limit off the key at https://porkbun.com/account/api',
    },
  ],
  // A domain of someone else and one that API access is off for look the same.
  [/^(INVALID_DOMAIN|DOMAIN_NOT_FOUND|DOMAIN_NOT_ALLOWED)|invalid domain/i, { status: 403 }],
  [/^(INVALID_RECORD_ID|DNS_RECORD_NOT_FOUND)|invalid record id/i, { status: 404 }],
  [/^DUPLICATE_RECORD/, { stale: true }],
  [/^RATE_LIMIT_EXCEEDED/, { status: 429 }],
];

function report(body: unknown, answer: HttpAnswer): ErrorReport {
  // An HTML page without a hint, when requests come faster than it takes them, whatever they are about.
  const busy: ErrorReport = answer.status === 503 ? { kind: 'limited' } : {};
  const parsed = safeParse(errorBody, body);
  if (!parsed.success) return busy;
  const { code, message, requestId, ttlRemaining } = parsed.output;
  const meaning = meaningOf(meanings, code, message);
  const retryAfter = ttlRemaining === undefined ? undefined : Math.max(ttlRemaining, 0) * 1000;
  return { code, message, requestId, retryAfter, ...busy, ...meaning };
}
