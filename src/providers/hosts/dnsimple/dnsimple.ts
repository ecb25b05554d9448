import {
  array,
  boolean,
  fallback,
  optional as given,
  type InferOutput,
  nullish,
  number,
  object,
  string,
} from 'valibot';
import { Failure } from '../../../base/failure.ts';
import type { Zone } from '../../../dns/name.ts';
import { matching, secret } from '../../../settings/rows.ts';
import { optional, perAccount } from '../../../settings/setting.ts';
import { everyZone } from '../../api/every-zone.ts';
import { allPages } from '../../api/paging.ts';
import { jsonApi, segment } from '../../api/rest-api.ts';
import { zoneIds } from '../../api/zone-ids.ts';
import { operationCount } from '../../apply/operations.ts';
import { batchApi } from '../../apply/per-batch.ts';
import { type RecordPlace, recordApi } from '../../apply/per-record.ts';
import { host } from '../../host.ts';
import type { Confirmation } from '../../provider.ts';
import { Refusal } from '../../refusal.ts';
import { apiUrl, baseUrl } from '../../settings.ts';
import { dnsimpleCalls, dnsimpleReport } from './api.ts';

const optionalFlag = fallback(given(boolean()), undefined);
const whoami = object({ data: object({ account: nullish(object({ id: number() })) }) });

const zoneAnswer = object({ data: object({ active: optionalFlag, secondary: optionalFlag }) });
const zonePage = object({
  data: array(object({ name: string() })),
  pagination: object({ current_page: number(), total_pages: number(), total_entries: number() }),
});

// As DNSimple announced it: https://blog.dnsimple.com/2025/10/bulk-dns-updates
const batchSize = 100;

/** DNSimple's API v2: one call for all changes where the plan has it, else one a record. https://developer.dnsimple.com/v2/ */
export const dnsimple = host({
  name: 'dnsimple',
  title: 'DNSimple',
  about:
    'Create an account access token under Account → Access tokens; where the plan has restricted tokens, one that may read and edit the records of this zone is enough. Several records are changed with one call on the Enterprise plan, with one call each on the others. Records that DNSimple manages itself are never touched. DNSimple takes 2400 requests an hour.',
  // DNSimple states no upper bound; this is that of DNS in practice.
  ttl: { min: 60, max: 604_800 },
  rate: { requests: 2400, per: 3_600_000 },
  settings: {
    DNSIMPLE_OAUTH_TOKEN: secret('account access token that may read and edit the records of the zone'),
    DNSIMPLE_ACCOUNT_ID: perAccount(
      matching(
        'number of the account that holds the zone; needed with a user token, else asked for',
        'digits, such as 12345',
        /^\d+$/,
      ),
    ),
    DNSIMPLE_API_URL: apiUrl(
      'https://api.dnsimple.com',
      'where the API is, `/v2` follows; the sandbox is `https://api.sandbox.dnsimple.com`',
    ),
    DNSIMPLE_BASE_URL: optional(baseUrl("lego's name for `DNSIMPLE_API_URL`, which it goes before")),
  },
  create(values, context) {
    const api = jsonApi({
      ...context,
      base: values.DNSIMPLE_BASE_URL ?? values.DNSIMPLE_API_URL,
      advice: {
        credentials: 'check DNSIMPLE_OAUTH_TOKEN and whether it has expired or was revoked',
        permission: 'DNSIMPLE_OAUTH_TOKEN must be allowed to read and edit the records of this zone',
        zone: 'that DNSIMPLE_ACCOUNT_ID, or the account of the token, is the one that holds the zone',
      },
      headers: () => ({ authorization: `Bearer ${values.DNSIMPLE_OAUTH_TOKEN}` }),
      report: dnsimpleReport,
    });
    const zones = zoneIds(async (zone, signal) => {
      if (values.DNSIMPLE_ACCOUNT_ID !== undefined) return values.DNSIMPLE_ACCOUNT_ID;
      const { account } = (await api.send({ zone, signal, path: '/v2/whoami' }, whoami)).data;
      if (account) return String(account.id);
      const message = 'DNSIMPLE_OAUTH_TOKEN is a user token, which needs DNSIMPLE_ACCOUNT_ID as well';
      throw new Failure('permanent', message);
    });
    /** Zones that were looked at since the start. */
    const seen = new Set<string>();
    /** Looks once at every start, and for as long as there is something to note; a token may be limited to records. */
    async function lookAtZone(zone: Zone, signal: AbortSignal): Promise<void> {
      if (seen.has(zone.name) && !context.notes.any(zone)) return;
      const pathOf = (id: string) => `/v2/${segment(id)}/zones/${segment(zone.name)}`;
      try {
        const look = (id: string) => api.send({ zone, signal, path: pathOf(id) }, zoneAnswer);
        const { data } = await zones.using(zone, signal, look);
        context.notes.note(zone, 'not-served', notServed(zone, data));
        seen.add(zone.name);
      } catch (thrown) {
        if (thrown instanceof Refusal && thrown.kind === 'permanent') seen.add(zone.name);
      }
    }
    const calls = (place: RecordPlace) => dnsimpleCalls(api, place);
    const single = recordApi({ concurrency: 4, zones, calls });
    const together = batchApi({ size: batchSize, weightOf: operationCount, zones, calls });
    let hasBatches = true;
    return {
      async read(zone, keys, signal) {
        const sets = await single.read(zone, keys, signal);
        await lookAtZone(zone, signal);
        return sets;
      },
      async apply(zone, changes, signal, compare) {
        if (hasBatches && changes.length > 1) {
          const confirmations = await together.apply(zone, changes, signal, compare);
          hasBatches = !confirmations.some(isWithoutBatches);
          if (hasBatches) return confirmations;
        }
        return single.apply(zone, changes, signal, compare);
      },
      zones: (signal) =>
        zones.using(everyZone, signal, async (id) => {
          const path = `/v2/${segment(id)}/zones`;
          const found = await allPages("DNSimple's list of zones", async (page) => {
            const request = { zone: everyZone, signal, path, query: { per_page: 100, page } };
            const { data, pagination } = await api.send(request, zonePage);
            const { current_page: current, total_pages: last, total_entries: total } = pagination;
            return { items: data, next: current < last ? current + 1 : undefined, total };
          });
          return found.map(({ name }) => name);
        }),
    };
  },
});

/** Whether DNSimple serves the zone, and from the records that it is told. https://developer.dnsimple.com/v2/zones/ */
function notServed(
  { display }: Zone,
  { active, secondary }: InferOutput<typeof zoneAnswer>['data'] = {},
): string | undefined {
  if (active === false)
    return `${display} is not active at DNSimple, so its records are not served: switch on DNS services for it, as a subscription may be needed`;
  if (secondary !== true) return undefined;
  return `${display} is a secondary zone at DNSimple, which serves what its primary server holds`;
}

/** The plan of the account has no batches, so nothing was carried out. */
function isWithoutBatches(confirmation: Confirmation): boolean {
  const failure = 'failure' in confirmation ? confirmation.failure : undefined;
  return failure instanceof Refusal && failure.status === 412;
}
