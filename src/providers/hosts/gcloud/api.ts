import {
  array,
  fallback,
  type InferOutput,
  literal,
  nullish,
  number,
  object,
  optional,
  safeParse,
  string,
  unknown,
} from 'valibot';
import { Failure } from '../../../base/failure.ts';
import { fqdn, relativeName, type Zone } from '../../../dns/name.ts';
import { optionalText } from '../../api/error-text.ts';
import { ownOrForeign, withoutForeign } from '../../api/listed-record.ts';
import { filterableName } from '../../api/name-filter.ts';
import { allPages } from '../../api/paging.ts';
import { type JsonApi, segment } from '../../api/rest-api.ts';
import type { ListedRecord } from '../../apply/listing.ts';
import { setAfter, swapOf, type WholeSet } from '../../apply/operations.ts';
import type { BatchCalls } from '../../apply/per-batch.ts';
import type { RecordPlace } from '../../apply/per-record.ts';
import type { ErrorReport } from '../../vendor.ts';

const managedZone = object({
  name: string(),
  dnsName: string(),
  visibility: fallback(optional(string(), 'public'), 'public'),
});
const zonePage = object({
  kind: literal('dns#managedZonesListResponse'),
  managedZones: optional(array(managedZone), []),
  nextPageToken: optional(string()),
});
const rrset = object({
  name: string(),
  type: string(),
  ttl: optional(number(), 0),
  rrdatas: optional(array(string())),
  routingPolicy: nullish(unknown()),
});
const setPage = object({
  kind: literal('dns#resourceRecordSetsListResponse'),
  rrsets: optional(array(ownOrForeign(rrset)), []),
  nextPageToken: optional(string()),
});
const changed = object({ kind: literal('dns#change'), id: string() });
const errorBody = object({
  error: object({
    message: optionalText,
    status: optionalText,
    errors: fallback(optional(array(object({ reason: optionalText })), []), []),
  }),
});

/** The public zones of the project, of one name or of all. */
export async function zonesOf(api: JsonApi, zone: Zone, signal: AbortSignal, dnsName?: string) {
  const found = await allPages('the list of managed zones', async (pageToken) => {
    const query = { dnsName, pageToken };
    const page = await api.send({ zone, signal, path: '/managedZones', query }, zonePage);
    return { items: page.managedZones, next: page.nextPageToken };
  });
  return found.filter(({ visibility }) => visibility === 'public');
}

/** The calls about one zone. A change is refused as stale where the sets are not as they were read. */
export function calls(api: JsonApi, { zone, zoneId, signal }: RecordPlace): BatchCalls {
  const about = { zone, signal };
  const path = `/managedZones/${segment(zoneId)}`;
  const sent = (set: WholeSet | undefined) => {
    if (!set) return [];
    const { name, type, ttl, values: rrdatas } = set;
    return [{ name: `${fqdn(name, zone)}.`, type, ttl, rrdatas }];
  };
  return {
    async list(name) {
      const only = filterableName(name);
      const found = await allPages(`Google's list of ${zone.display}`, async (pageToken) => {
        const query = { name: only === undefined ? undefined : `${fqdn(only, zone)}.`, pageToken };
        const page = await api.send({ ...about, path: `${path}/rrsets`, query }, setPage);
        return { items: page.rrsets, next: page.nextPageToken };
      });
      return withoutForeign(found).flatMap((set) => listed(set, zone));
    },
    async write(changes) {
      const swaps = changes.map(swapOf);
      const body = {
        additions: swaps.flatMap(({ after }) => sent(after)),
        deletions: swaps.flatMap(({ before }) => sent(before)),
      };
      await api.send({ ...about, method: 'POST', path: `${path}/changes`, body }, changed);
      return changes.map(setAfter);
    },
  };
}

function listed(
  { name: full, type, ttl, rrdatas, routingPolicy }: InferOutput<typeof rrset>,
  zone: Zone,
): ListedRecord[] {
  const name = relativeName(full, zone);
  if (routingPolicy)
    return [{ name, type, value: '', ttl, conflict: 'holds a record set with a routing policy' }];
  if (rrdatas) return rrdatas.map((value) => ({ name, type, value, ttl }));
  throw new Failure('transient', `Google lists ${full} without what it holds`);
}

const isOfSet = /entity\.change\.(additions|deletions)|precondition/i;

/** What an error body says. */
export function report(body: unknown, { status }: { readonly status: number }): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const { message, status: word, errors } = output.error;
  const code = errors[0]?.reason ?? word;
  // The zone holds something else than what was to be deleted, or already what was to be added.
  const stale = status === 412 || ([404, 409].includes(status) && isOfSet.test(message ?? ''));
  const quota = code === 'quotaExceeded' || code === 'dailyLimitExceeded';
  if (stale) return { code, message, stale };
  if (quota) return { code, message, quota };
  if (status === 403 && /rateLimitExceeded/i.test(code ?? '')) return { code, message, status: 429 };
  return { code, message, ...(status === 404 && { zoneIsGone: true }) };
}
