import {
  array,
  fallback,
  type GenericSchema,
  type InferOutput,
  number,
  object,
  optional,
  safeParse,
  string,
} from 'valibot';
import type { RecordKey } from '../../dns/records.ts';
import { secret } from '../../settings/rows.ts';
import { joined, optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { allPages, inLink, nextLink } from '../api/paging.ts';
import { type ApiRequest, type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type SetCalls, type SetPlace, setApi } from '../apply/per-set.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const rrset = object({
  rrset_name: string(),
  rrset_type: string(),
  rrset_ttl: number(),
  rrset_values: array(string()),
});
const rrsets = array(ownOrForeign(rrset, 'rrset_type'));
const domains = array(object({ fqdn: string() }));
const done = object({ message: string() });
const errorBody = object({
  message: optionalText,
  /** What the error is about. */
  object: optionalText,
  errors: fallback(optional(array(object({ name: optionalText, description: optionalText }))), undefined),
});

const pageSize = 500;
/** Of a server that does not go by the size that it is asked for. */
const usualPageSize = 100;

/** Gandi's LiveDNS, whose unit is the record set: https://api.gandi.net/docs/livedns/ */
export const gandi = host({
  name: 'gandi',
  title: 'Gandi',
  about:
    "Create a personal access token under Organizations → Sharing, limited to the one domain, with the permissions “See and renew domain names” and “Manage domain name technical configurations”; it expires after a year at most, so note the date. The domain must use Gandi's LiveDNS name servers. Gandi takes 1000 requests a minute; each record takes one to change.",
  ttl: { min: 300, max: 2_592_000 },
  rate: { requests: 1000, per: 60_000 },
  settings: {
    GANDIV5_PERSONAL_ACCESS_TOKEN: secret(
      'personal access token with the permission to manage the technical configuration of the domain',
    ),
    GANDIV5_API_URL: apiUrl(
      'https://api.gandi.net/v5/livedns',
      'where the API is; the sandbox is `https://api.sandbox.gandi.net/v5/livedns`',
    ),
  },
  create({ GANDIV5_PERSONAL_ACCESS_TOKEN: token, GANDIV5_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check GANDIV5_PERSONAL_ACCESS_TOKEN and whether it has expired or was revoked',
        permission:
          'GANDIV5_PERSONAL_ACCESS_TOKEN must be valid for this domain and have the permission “Manage domain name technical configurations”',
        zone: "that GANDIV5_PERSONAL_ACCESS_TOKEN is of the organization that owns the domain, and that the domain uses Gandi's LiveDNS",
      },
      headers: () => ({ authorization: `Bearer ${token}` }),
      report,
    });
    return {
      ...setApi({ concurrency: 4, calls: (place) => calls(api, place) }),
      async zones(signal) {
        const about = { zone: everyZone, signal, path: '/domains' };
        return (await pages(api, about, domains, "Gandi's list of zones")).map(({ fqdn }) => fqdn);
      },
    };
  },
});

function calls(api: JsonApi, { zone, signal }: SetPlace): SetCalls {
  const about = { zone, signal };
  const path = `/domains/${segment(zone.name)}/records`;
  const pathOf = ({ name, type }: RecordKey) => `${path}/${segment(name)}/${type}`;
  return {
    // The list is one request for all types and names, the CNAMEs in the way among them.
    async list() {
      const found = await pages(api, { ...about, path }, rrsets, `Gandi's list of ${zone.display}`);
      return withoutForeign(found).flatMap(recordsOf);
    },
    replace: (desired) => {
      const body = { rrset_ttl: desired.ttl, rrset_values: [desired.value] };
      return api.send({ ...about, method: 'PUT', path: pathOf(desired), body }, done);
    },
    remove: (change) => api.answer({ ...about, method: 'DELETE', path: pathOf(change) }),
  };
}

/** All items of a listing that comes in pages of 500. */
function pages<const S extends GenericSchema<unknown, readonly unknown[]>>(
  api: JsonApi,
  request: ApiRequest,
  shape: S,
  what: string,
) {
  let seen = 0;
  let before = '';
  return allPages<InferOutput<S>[number]>(what, async (page) => {
    const query = { page, per_page: pageSize };
    const { body, headers } = await api.receive({ ...request, query }, shape);
    seen += body.length;
    const total = headers['total-count'] === undefined ? undefined : Number(headers['total-count']);
    const linked = inLink(nextLink(headers.link), 'page');
    const isRepeated = JSON.stringify(body) === before;
    before = JSON.stringify(body);
    // Without a word on how many there are, a page that is as long as one of Gandi's own is not the last.
    const more = total === undefined ? body.length >= usualPageSize && !isRepeated : seen < total;
    return { items: body, total, next: linked ?? (more ? Number(page ?? 1) + 1 : undefined) };
  });
}

function recordsOf(set: InferOutput<typeof rrset>): ListedRecord[] {
  const { rrset_name: name, rrset_type: type, rrset_ttl: ttl } = set;
  return set.rrset_values.map((value) => ({ name, type, ttl, value }));
}

function report(body: unknown): ErrorReport {
  const parsed = safeParse(errorBody, body);
  // A record set that is gone is removed; of a zone that is gone nobody knows.
  if (!parsed.success) return { zoneIsGone: true };
  const { message, object: code, errors = [] } = parsed.output;
  const details = errors.map(({ name, description }) => joined([name, description], ' '));
  const zoneIsGone = code !== 'dns-record';
  return { code, message: joined([message, ...details], '; '), zoneIsGone };
}
