import {
  array,
  boolean,
  type InferOutput,
  nullish,
  number,
  object,
  record as recordOf,
  safeParse,
  string,
  union,
  unknown,
} from 'valibot';
import { fqdn, relativeName, type Zone } from '../../dns/name.ts';
import { keyText, type RecordKey } from '../../dns/records.ts';
import { secret } from '../../settings/rows.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { allPages } from '../api/paging.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type SetCalls, type SetPlace, setApi } from '../apply/per-set.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const meta = nullish(recordOf(string(), unknown()));
const rrset = object({
  name: string(),
  type: string(),
  ttl: number(),
  resource_records: array(
    object({ content: array(union([string(), number()])), enabled: nullish(boolean()), meta }),
  ),
  meta,
  filters: nullish(array(unknown())),
  pickers: nullish(array(unknown())),
});
const rrsetPage = object({ rrsets: array(ownOrForeign(rrset)), total_amount: nullish(number()) });
const zonePage = object({ zones: array(object({ name: string() })), total_amount: nullish(number()) });
const errorBody = object({ error: optionalText, message: optionalText });
type GcoreSet = InferOutput<typeof rrset>;

const pageSize = 1000;

/** Gcore's Managed DNS, whose unit is the record set: https://api.gcore.com/docs/dns (three clients) */
export const gcore = host({
  name: 'gcore',
  title: 'Gcore',
  evidence: 'by clients',
  about:
    'Create a permanent API token under Profile → API tokens at https://accounts.gcore.com/profile/api-tokens, best of a user who may manage DNS alone. Record sets that answer by place, weight or health (pickers, filters, meta) are left as they are. The free plan takes a TTL of 120 and more. Each record takes one request to change.',
  ttl: { min: 60, max: 604_800 },
  settings: {
    GCORE_PERMANENT_API_TOKEN: secret(
      'permanent API token, such as 1234$abcd…',
      'visible ASCII characters without a space',
    ),
    GCORE_API_URL: apiUrl('https://api.gcore.com/dns'),
  },
  create({ GCORE_PERMANENT_API_TOKEN: token, GCORE_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check GCORE_PERMANENT_API_TOKEN, and whether it was deleted or has expired',
        permission: 'the user of GCORE_PERMANENT_API_TOKEN must be allowed to manage DNS',
        zone: 'that GCORE_PERMANENT_API_TOKEN is of the account that holds the zone',
      },
      headers: () => ({ authorization: `APIKey ${token}` }),
      report,
    });
    /** Notes at records as they were listed last: a set is sent as a whole. */
    const notes = new Map<string, unknown>();
    return {
      ...setApi({ concurrency: 4, calls: (place) => calls(api, place, notes) }),
      async zones(signal) {
        const found = await allPages("Gcore's list of zones", async (offset = 0) => {
          const query = { limit: pageSize, offset };
          const { zones, total_amount } = await api.send(
            { zone: everyZone, signal, path: '/v2/zones', query },
            zonePage,
          );
          return { items: zones, ...following(offset, zones.length, total_amount) };
        });
        return found.map(({ name }) => name);
      },
    };
  },
});

/** Where the next page begins; a full one without a total is not the last. */
function following(offset: string | number, length: number, total: number | null | undefined) {
  const end = Number(offset) + length;
  const isLast = length === 0 || (total ? end >= total : length < pageSize);
  return { next: isLast ? undefined : end, total: total ?? undefined };
}

function calls(api: JsonApi, { zone, signal }: SetPlace, notes: Map<string, unknown>): SetCalls {
  const path = `/v2/zones/${segment(zone.name)}`;
  const about = { zone, signal };
  const pathOf = ({ name, type }: RecordKey) => `${path}/${segment(fqdn(name, zone))}/${type}`;
  const noteKey = (key: RecordKey) => `${zone.name} ${keyText(key)}`;
  return {
    async list() {
      const found = await allPages(`Gcore's list of ${zone.display}`, async (offset = 0) => {
        const query = { limit: pageSize, offset };
        const page = await api.send({ ...about, path: `${path}/rrsets`, query }, rrsetPage);
        return { items: page.rrsets, ...following(offset, page.rrsets.length, page.total_amount) };
      });
      const sets = withoutForeign(found);
      for (const { name, type, resource_records: records } of sets)
        if (type === 'A' || type === 'AAAA')
          notes.set(noteKey({ name: relativeName(name, zone), type }), records[0]?.meta?.notes);
      return sets.flatMap((set) => recordsOf(set, zone));
    },
    async replace({ name, type, value, ttl }, { current }) {
      const note = notes.get(noteKey({ name, type }));
      const record = {
        content: [value],
        enabled: true,
        ...(note !== undefined && { meta: { notes: note } }),
      };
      const method = current.records.length === 0 ? 'POST' : 'PUT';
      const body = { ttl, resource_records: [record] };
      await api.answer({ ...about, method, path: pathOf({ name, type }), body });
    },
    remove: (key) => api.answer({ ...about, method: 'DELETE', path: pathOf(key) }),
  };
}

function recordsOf(set: GcoreSet, zone: Zone): ListedRecord[] {
  const { name, type, ttl, resource_records: records } = set;
  const chosen = [...(set.pickers ?? []), ...(set.filters ?? [])].length > 0;
  const isMeta = [set.meta, ...records.map((one) => one.meta)].some((given) =>
    Object.keys(given ?? {}).some((key) => key !== 'notes'),
  );
  const isAddress = type === 'A' || type === 'AAAA';
  const conflict =
    (chosen || isMeta) && isAddress ? { conflict: 'holds records that Gcore chooses from' } : {};
  return records.map(({ content, enabled }) => ({
    ...{ name: relativeName(name, zone), type, ttl, value: textOf(content), ...conflict },
    // A disabled record is there and does not answer.
    ...(enabled === false && { differs: true as const }),
  }));
}

function textOf(content: readonly (string | number)[]): string {
  return content.map(String).join(' ');
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  return success ? { message: output.error ?? output.message } : {};
}
