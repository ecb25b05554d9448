import {
  array,
  type InferOutput,
  literal,
  number,
  object,
  optional,
  pipe,
  safeParse,
  string,
  transform,
  union,
} from 'valibot';
import { ofSubdomain, toSubdomain } from '../../dns/name.ts';
import { secret, text } from '../../settings/rows.ts';
import { optionalText } from '../api/error-text.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { type Meanings, meaningOf } from '../api/meanings.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type SetCalls, type SetPlace, setApi } from '../apply/per-set.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

// One value comes without a list around it.
const content = pipe(
  union([string(), array(string())]),
  transform((given) => [given].flat()),
);
const recordSet = object({ name: string(), type: string(), ttl: optional(number()), content });
const setList = array(ownOrForeign(recordSet));
const done = object({ message: literal('ok') });
const failed = object({ error: string() });
const errorBody = object({ error: optionalText, message: optionalText });

/** Servercow's DNS API, whose unit is the record set: one address for a zone. https://cp.servercow.de/en/plugin/support_manager/knowledgebase/view/34/dns-api-v1/7/ */
export const servercow = host({
  name: 'servercow',
  title: 'Servercow',
  about:
    'Create an API user for DNS in the customer panel, limited to the one domain. Each record takes one request to change.',
  evidence: 'by clients',
  ttl: { min: 20, max: 604_800 },
  settings: {
    SERVERCOW_USERNAME: text('name of the API user', 'a user name'),
    SERVERCOW_PASSWORD: secret('its password'),
    SERVERCOW_API_URL: apiUrl('https://api.servercow.de/dns/v1/domains'),
  },
  create({ SERVERCOW_USERNAME: user, SERVERCOW_PASSWORD: password, SERVERCOW_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check SERVERCOW_USERNAME and SERVERCOW_PASSWORD',
        permission: 'the API user must be allowed to change this domain',
      },
      headers: () => ({ 'x-auth-username': user, 'x-auth-password': password }),
      isError: (body) => safeParse(failed, body).success,
      report,
    });
    return setApi({ calls: (place) => calls(api, place) });
  },
});

function calls(api: JsonApi, { zone, signal }: SetPlace): SetCalls {
  const about = { zone, signal, path: `/${segment(zone.name)}` };
  return {
    list: async () => withoutForeign(await api.send(about, setList)).flatMap(listed),
    replace({ name, type, value, ttl }) {
      const body = { type, name: toSubdomain(name), ttl, content: value };
      return api.send({ ...about, method: 'POST', body }, done);
    },
    remove({ name, type }) {
      return api.send({ ...about, method: 'DELETE', body: { type, name: toSubdomain(name) } }, done);
    },
  };
}

function listed({
  name,
  type,
  ttl = null,
  content,
}: Omit<InferOutput<typeof recordSet>, 'ttl'> & { ttl?: number | null | undefined }): ListedRecord[] {
  return content.map((value) => ({ name: ofSubdomain(name), type, value, ttl }));
}

// It has no codes; errors may come with status 200.
const meanings: Meanings = [
  [/unauthori[sz]ed|authentication|credentials|password/i, { status: 401 }],
  [/forbidden|not allowed|permission|access denied/i, { status: 403 }],
  [/(domain|zone)\b.*\b(not found|does not exist|unknown|invalid)/i, { status: 404, zoneIsGone: true }],
  [/not found|does not exist/i, { status: 404 }],
  [/too many|rate limit/i, { status: 429 }],
];

function report(body: unknown, { status }: { readonly status: number }): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  const message = success ? (output.error ?? output.message) : undefined;
  if (message === undefined || status >= 300) return { message };
  const meaning = meaningOf(meanings, message);
  return { message, ...(meaning ?? { status: 422 }) };
}
