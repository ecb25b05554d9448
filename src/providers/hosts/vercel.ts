import { array, type InferOutput, nullish, number, object, optional, safeParse, string } from 'valibot';
import { ofSubdomain, toSubdomain } from '../../dns/name.ts';
import { matching, secret } from '../../settings/rows.ts';
import { optional as optionalRow } from '../../settings/setting.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { allPages } from '../api/paging.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const record = object({
  id: string(),
  name: string(),
  type: string(),
  value: string(),
  ttl: optional(number(), 60),
  creator: string(),
});
const recordPage = object({
  records: array(ownOrForeign(record)),
  pagination: object({ next: nullish(number()) }),
});
const domainPage = object({
  domains: array(object({ name: string() })),
  pagination: object({ next: nullish(number()) }),
});
const created = object({ uid: string() });
const updated = object({
  id: string(),
  name: string(),
  recordType: string(),
  value: string(),
  ttl: optional(number(), 60),
});
const errorBody = object({ error: object({ code: optionalText, message: optionalText }) });

const pageSize = 100;
const perMinute = { requests: 50, per: 60_000 };

/** Vercel's DNS, whose unit is the record: https://vercel.com/docs/rest-api/dns (recorded 2021, its own OpenAPI of 2025-10) */
export const vercel = host({
  name: 'vercel',
  title: 'Vercel',
  about:
    'Create a token under Account Settings → Tokens at https://vercel.com/account/settings/tokens with the team as its scope; give the id of the team as `VERCEL_TEAM_ID` where the domain belongs to one. The domain must use the name servers of Vercel. Records that Vercel makes by itself stay beside yours, which it prefers. Vercel takes 50 lists, 50 changes and 50 deletions a minute, and 100 new records an hour; each record takes one request to change.',
  ttl: { min: 60, max: 2_147_483_647 },
  // The 100 new ones of an hour are left to Vercel, which says how long to wait.
  methodRates: { GET: perMinute, PATCH: perMinute, DELETE: perMinute },
  limitedApart: ['POST', 'PATCH', 'DELETE'],
  settings: {
    VERCEL_API_TOKEN: secret('token'),
    VERCEL_TEAM_ID: optionalRow(
      matching(
        'id of the team that holds the domain; none for a personal account',
        'such as team_abc123',
        /^\w+$/,
      ),
    ),
    VERCEL_API_URL: apiUrl('https://api.vercel.com'),
  },
  create({ VERCEL_API_TOKEN: token, VERCEL_TEAM_ID: teamId, VERCEL_API_URL: base }, context) {
    const owner =
      'that VERCEL_TEAM_ID is the team which holds the domain, or left out for a personal account';
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check VERCEL_API_TOKEN, and whether it was deleted or has expired',
        permission: `the scope of VERCEL_API_TOKEN must have the domain; check ${owner}`,
        zone: owner,
      },
      headers: () => ({ authorization: `Bearer ${token}` }),
      report,
    });
    return {
      ...recordApi({ concurrency: 4, calls: (place) => calls(api, place, teamId) }),
      async zones(signal) {
        const found = await allPages("Vercel's list of domains", async (until) => {
          const query = { teamId, limit: pageSize, until };
          const asked = { zone: everyZone, signal, path: '/v5/domains', query };
          const { domains, pagination } = await api.send(asked, domainPage);
          return {
            items: domains,
            next: domains.length < pageSize ? undefined : (pagination.next ?? undefined),
          };
        });
        return found.map(({ name }) => name);
      },
    };
  },
});

function calls(api: JsonApi, { zone, signal }: RecordPlace, teamId: string | undefined): RecordCalls {
  const of = (version: number) => `/v${version}/domains/${segment(zone.name)}/records`;
  const about = { zone, signal, query: { teamId } };
  return {
    async list() {
      const found = await allPages(`Vercel's list of ${zone.display}`, async (until) => {
        const query = { teamId, limit: pageSize, until };
        const { records, pagination } = await api.send({ ...about, path: of(4), query }, recordPage);
        // It tells of a next page also where there is none.
        return {
          items: records,
          next: records.length < pageSize ? undefined : (pagination.next ?? undefined),
        };
      });
      return (
        withoutForeign(found)
          // Vercel's own stay whatever is written, and answer only where there is no other.
          .filter(({ creator }) => creator !== 'system')
          .map(listed)
      );
    },
    async create({ name, type, value, ttl }) {
      const body = { name: toSubdomain(name), type, value, ttl };
      const { uid: id } = await api.send({ ...about, path: of(2), method: 'POST', body }, created);
      return { id, value, ttl };
    },
    async update(id, { value, ttl }) {
      const path = `/v1/domains/records/${segment(id)}`;
      const now = await api.send({ ...about, path, method: 'PATCH', body: { value, ttl } }, updated);
      const { name, recordType: type } = now;
      return { id: now.id, name: ofSubdomain(name), type, value: now.value, ttl: now.ttl };
    },
    remove: (id) => api.answer({ ...about, path: `${of(2)}/${segment(id)}`, method: 'DELETE' }),
  };
}

function listed({ id, name, type, value, ttl }: InferOutput<typeof record>): ListedRecord {
  return { id, name: ofSubdomain(name), type, value, ttl };
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  return success ? output.error : {};
}
