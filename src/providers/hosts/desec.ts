import { array, type InferOutput, number, object, record, safeParse, string, union, unknown } from 'valibot';
import { ofSubdomain, toSubdomain } from '../../dns/name.ts';
import type { Change } from '../../dns/records.ts';
import { secret } from '../../settings/rows.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { allPages, inLink, nextLink } from '../api/paging.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { confirmedBy } from '../apply/operations.ts';
import { type BatchCalls, batchApi } from '../apply/per-batch.ts';
import type { RecordPlace } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const rrset = object({ subname: string(), type: string(), ttl: number(), records: array(string()) });
const rrsets = array(ownOrForeign(rrset));
const domains = array(object({ name: string() }));
const fault = record(string(), unknown());
const errorBody = union([array(fault), fault]);
const detail = object({ detail: optionalText });

// No number is documented; a call of this many is well below what web servers take.
const batchSize = 500;
const lowestTtl = 'That is the lowest TTL of this domain: write it as TTL=…, or ask deSEC to lower it.';

/** deSEC, whose unit is the record set: one list to read, one bulk PATCH (all or nothing) to write. https://desec.readthedocs.io/ */
export const desec = host({
  name: 'desec',
  title: 'deSEC',
  about:
    'Create a token under Token Management at https://desec.io; to narrow it down, give it a default policy without write permission and a policy with it for this domain (or for each kept name) and the types A and AAAA. Do not limit its subnets: your address changes. The TTL must be at least the minimum of the domain, 3600 unless deSEC has lowered it (60 under dedyn.io). deSEC takes 2 changes a second, 15 a minute, 100 an hour and 300 a day for each domain; all records of a domain are changed together, which counts as one.',
  ttl: { min: 60, max: 86_400, usual: 3600 },
  // Those of reading, which the few writes may share.
  rate: [
    { requests: 10, per: 1000 },
    { requests: 50, per: 60_000 },
  ],
  // The limits of an hour and a day are left to deSEC, which says how long to wait.
  zoneRate: [
    { requests: 2, per: 1000 },
    { requests: 15, per: 60_000 },
  ],
  settings: {
    DESEC_TOKEN: secret('token that may write A and AAAA record sets of the domain'),
    DESEC_API_URL: apiUrl('https://desec.io/api/v1'),
  },
  create({ DESEC_TOKEN: token, DESEC_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check DESEC_TOKEN, whether it has expired and whether it may be used from this address',
        permission: "DESEC_TOKEN's policies must allow it to write the A and AAAA record sets of RECORDS",
      },
      headers: () => ({ authorization: `Token ${token}` }),
      report,
    });
    return {
      ...batchApi({
        size: batchSize,
        replacesSets: true,
        permissionsByName: true,
        calls: (place) => calls(api, place),
      }),
      async zones(signal) {
        const found = await allPages("deSEC's list of zones", async (cursor = '') => {
          const request = { zone: everyZone, signal, path: '/domains/', query: { cursor } };
          const { body, headers } = await api.receive(request, domains);
          return { items: body, next: inLink(nextLink(headers.link), 'cursor') };
        });
        return found.map(({ name }) => name);
      },
    };
  },
});

function calls(api: JsonApi, { zone, signal }: RecordPlace): BatchCalls {
  const about = { zone, signal, path: `/domains/${segment(zone.name)}/rrsets/` };
  return {
    async list(name) {
      const found = await allPages(`deSEC's list of ${zone.display}`, async (cursor = '') => {
        const query = { cursor, subname: name === undefined ? undefined : toSubdomain(name) };
        const { body, headers } = await api.receive({ ...about, query }, rrsets);
        return { items: body, next: inLink(nextLink(headers.link), 'cursor') };
      });
      return withoutForeign(found).flatMap(recordsOf);
    },
    async write(changes) {
      const body = changes.map(sentSet);
      const sets = await api.send({ ...about, method: 'PATCH', body }, rrsets);
      const written = withoutForeign(sets).flatMap(recordsOf);
      return changes.map((change) => confirmedBy(written, change));
    },
  };
}

/** No records delete the set. */
function sentSet({ name, type, desired }: Change) {
  const set = { subname: toSubdomain(name), type };
  return desired ? { ...set, ttl: desired.ttl, records: [desired.value] } : { ...set, records: [] };
}

function recordsOf({ subname, type, ttl, records }: InferOutput<typeof rrset>): ListedRecord[] {
  return records.map((value) => ({ name: ofSubdomain(subname), type, ttl, value }));
}

/** A bulk request that breaks a rule is answered with one object for each set, empty for those that do not. */
function report(body: unknown): ErrorReport {
  const parsed = safeParse(errorBody, body);
  if (!parsed.success) return {};
  if (!Array.isArray(parsed.output)) {
    const said = safeParse(detail, parsed.output);
    return { message: (said.success && said.output.detail) || textOf(parsed.output) };
  }
  const parts = parsed.output.map(textOf);
  return { message: parts.find((part) => part !== undefined), parts };
}

function textOf(fault: Readonly<Record<string, unknown>>): string | undefined {
  const said = Object.entries(fault).map(([field, given]) => {
    const text = [given]
      .flat()
      .filter((one) => typeof one === 'string')
      .join(' ');
    if (field === 'non_field_errors') return text;
    const isTooShort = field === 'ttl' && text.includes('greater');
    return `${field}: ${text}${isTooShort ? ` ${lowestTtl}` : ''}`;
  });
  return said.length === 0 ? undefined : said.join(' ');
}
