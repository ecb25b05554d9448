import { randomUUID } from 'node:crypto';
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
  undefined_,
  union,
} from 'valibot';
import { ofSubdomain, toSubdomain } from '../../../dns/name.ts';
import { matching, secret } from '../../../settings/rows.ts';
import { joined, optionalText } from '../../api/error-text.ts';
import { ownOrForeign, withoutForeign } from '../../api/listed-record.ts';
import { type Meanings, meaningOf } from '../../api/meanings.ts';
import { type Fields, type JsonApi, jsonApi, segment } from '../../api/rest-api.ts';
import { contentId, contentOf } from '../../apply/content-id.ts';
import type { ListedRecord } from '../../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi, type WrittenRecord } from '../../apply/per-record.ts';
import { host } from '../../host.ts';
import { apiUrl } from '../../settings.ts';
import type { ErrorReport } from '../../vendor.ts';
import { nfsnAuthentication } from './signature.ts';

// It lists TTLs as texts.
const seconds = pipe(union([number(), string()]), transform(Number), number());
const record = object({
  ...{ name: string(), type: string(), data: string() },
  ttl: fallback(nullish(seconds), null),
  scope: optionalText,
});
const recordList = array(ownOrForeign(record));
const done = undefined_();
const errorBody = object({ error: optionalText, debug: optionalText });

/**
 * NearlyFreeSpeech.NET's API: records without ids, known by name, type and data. One can be added or removed, and replaceRR puts one
 * in the place of all of its name and type. https://members.nearlyfreespeech.net/wiki/API/Reference can be seen with an
 * account alone; its calls are those of the vendor's own client (https://github.com/nfsn/nfsn-apiclient-php), libdns/nfsn,
 * ddclient, lego, Apache Libcloud and WebService::NFSN. None of them knows pages, a limit of requests or a list of domains.
 */
export const nfsn = host({
  name: 'nfsn',
  title: 'NearlyFreeSpeech.NET',
  about:
    'The API key is under Profile → Manage API Key in the member interface, and `NEARLYFREESPEECH_LOGIN` is the login name of that member. The key reaches all that the member may reach; no way to limit it to one domain is known. Records that NearlyFreeSpeech.NET manages itself are never touched. The clock of this machine must be right. Each record takes one request to change.',
  evidence: 'by clients',
  // The lowest is libdns' and that of the vendor's own tool for certificates; the highest is that of the minimum TTL of a zone.
  ttl: { min: 180, max: 2_678_400 },
  settings: {
    NEARLYFREESPEECH_LOGIN: matching(
      'login name of the member',
      'a name without a space or semicolon',
      /^[^\s;]+$/,
    ),
    NEARLYFREESPEECH_API_KEY: secret('API key of the member'),
    NEARLYFREESPEECH_API_URL: apiUrl('https://api.nearlyfreespeech.net'),
  },
  create(values, context) {
    const { NEARLYFREESPEECH_LOGIN: login, NEARLYFREESPEECH_API_KEY: apiKey } = values;
    const api = jsonApi({
      ...context,
      base: values.NEARLYFREESPEECH_API_URL,
      advice: {
        credentials:
          'check NEARLYFREESPEECH_LOGIN and NEARLYFREESPEECH_API_KEY, and the clock of this machine',
        permission: 'the member must be allowed to change the DNS of the domain',
        zone: 'that its DNS is at NearlyFreeSpeech.NET and this member may change it',
      },
      headers(request) {
        const salt = randomUUID().replaceAll('-', '').slice(0, 16);
        const key = { login, apiKey, now: context.clock.now(), salt };
        return { 'x-nfsn-authentication': nfsnAuthentication(request, key) };
      },
      report,
    });
    return recordApi({ calls: (place) => calls(api, place) });
  },
});

type Content = ReturnType<typeof contentOf>;

function calls(api: JsonApi, { zone, signal }: RecordPlace): RecordCalls {
  const ask = (what: string, form: Fields) => ({
    ...{ zone, signal, form, method: 'POST' as const },
    path: `/dns/${segment(zone.name)}/${what}`,
  });
  const fields = ({ name, type, value }: Content) => ({ name: toSubdomain(name), type, data: value });
  const write = (what: string, one: Content, ttl?: number) =>
    api.send(ask(what, { ...fields(one), ttl }), done);
  // An answer without a body is all that confirms.
  const asWritten = (one: Content, ttl: number): WrittenRecord => ({
    ...{ id: contentId(one), value: one.value, ttl },
  });
  return {
    async list() {
      const all = await api.send({ ...ask('listRRs', {}), action: 'read' }, recordList);
      return withoutForeign(all).map(listed);
    },
    async create(desired) {
      await write('addRR', desired, desired.ttl);
      return asWritten(desired, desired.ttl);
    },
    async update(_, desired) {
      await write('replaceRR', desired, desired.ttl);
      return asWritten(desired, desired.ttl);
    },
    async remove(id, { update }) {
      // With one that is replaced, all others of its name and type are gone.
      if (!update) await write('removeRR', contentOf(id));
    },
  };
}

function listed({ name, type, data: value, ttl, scope }: InferOutput<typeof record>): ListedRecord {
  const place = { name: ofSubdomain(name), type };
  return {
    ...place,
    ...{ id: contentId({ ...place, value }), value, ttl: ttl ?? null },
    ...(scope === 'system' && { conflict: 'holds a record that NearlyFreeSpeech.NET manages itself' }),
  };
}

const meanings: Meanings = [
  [/already exists/i, { stale: true }],
  [/timestamp is out of range/i, { status: 401 }],
  [/object instance does not exist/i, { status: 404, zoneIsGone: true }],
];

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const message = joined([output.error, output.debug], ' ');
  return { message: message || undefined, ...meaningOf(meanings, message) };
}
