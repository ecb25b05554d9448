import {
  array,
  boolean,
  fallback,
  type InferOutput,
  literal,
  nullish,
  number,
  object,
  optional,
  safeParse,
  string,
} from 'valibot';
import { Failure } from '../../../base/failure.ts';
import { listedName } from '../../../dns/listed-name.ts';
import type { Zone } from '../../../dns/name.ts';
import { optionalText } from '../../api/error-text.ts';
import { everyZone } from '../../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../../api/listed-record.ts';
import { allPages } from '../../api/paging.ts';
import { type ApiRequest, jsonApi, segment } from '../../api/rest-api.ts';
import { type ZoneIds, zoneIds } from '../../api/zone-ids.ts';
import type { RecordPlace } from '../../apply/per-record.ts';
import type { HostContext } from '../../host.ts';
import { Refusal } from '../../refusal.ts';
import { orElse, settingOf } from '../../refusal-text.ts';
import type { ErrorReport } from '../../vendor.ts';

const flag = fallback(optional(boolean()), undefined);
const managed = object({
  read_only: flag,
  managed_by_apps: flag,
  managed_by_argo_tunnel: flag,
  origin_worker_id: optionalText,
});
const record = object({
  id: string(),
  name: string(),
  type: string(),
  content: string(),
  ttl: number(),
  proxied: optional(boolean()),
  meta: fallback(nullish(managed), undefined),
});
export type CloudflareRecord = InferOutput<typeof record>;

const success = literal(true);
const paging = { result_info: object({ page: number(), total_pages: number(), total_count: number() }) };
const recordPage = object({ success, result: array(ownOrForeign(record)), ...paging });
const written = nullish(array(record));
const batchAnswer = object({ success, result: object({ patches: written, posts: written }) });
const zone = object({ id: string(), name: string(), status: optional(string()) });
const zoneList = object({ success, result: array(zone) });
const zonePage = object({ ...zoneList.entries, ...paging });
const zoneAnswer = object({ success, result: zone });
const fault = object({ code: number(), message: optionalText });
const errorBody = object({
  errors: array(object({ ...fault.entries, error_chain: fallback(optional(array(fault)), undefined) })),
});
const failed = object({ success: literal(false) });

export type CloudflareApi = ReturnType<typeof cloudflareApi>;

/** The calls of Cloudflare's API v4 about zones and records. */
export function cloudflareApi(context: HostContext, base: string, token: string) {
  const permissions = 'the permissions Zone:Read and DNS:Edit for this zone';
  const api = jsonApi({
    ...context,
    base,
    advice: {
      credentials: `check CLOUDFLARE_API_TOKEN, whether it has expired or was revoked, and that it has ${permissions}`,
      permission: `CLOUDFLARE_API_TOKEN must be valid and have ${permissions}`,
      zone: 'CLOUDFLARE_ZONE_ID where it is given',
    },
    headers: () => ({ authorization: `Bearer ${token}` }),
    isError: (body) => safeParse(failed, body).success,
    report,
  });
  const records = ({ zoneId }: RecordPlace) => `/zones/${segment(zoneId)}/dns_records`;

  return {
    /** All records of the zone, or those of one full name. */
    async list(place: RecordPlace, name: string | undefined): Promise<CloudflareRecord[]> {
      const found = await allPages(`Cloudflare's list of ${place.zone.display}`, async (page = 1) => {
        const query = { name, per_page: 5000, page };
        const request: ApiRequest = { zone: place.zone, signal: place.signal, path: records(place), query };
        const { result, result_info: info } = await api.send(request, recordPage);
        const next = info.page < info.total_pages ? info.page + 1 : undefined;
        return { items: result, next, total: info.total_count };
      });
      return withoutForeign(found);
    },
    /** Carries out deletes, patches and posts, all or none; resolves to the records as they then are. */
    async batch(place: RecordPlace, body: object): Promise<CloudflareRecord[]> {
      const path = `${records(place)}/batch`;
      const request: ApiRequest = { zone: place.zone, signal: place.signal, method: 'POST', path, body };
      const { result } = await api.send(request, batchAnswer);
      return [...(result.patches ?? []), ...(result.posts ?? [])];
    },
    zonesOf: async (zone: Zone, signal: AbortSignal) =>
      (await api.send({ zone, signal, path: '/zones', query: { name: zone.name } }, zoneList)).result,
    /** The names of all zones that the token may see. */
    async allZones(signal: AbortSignal): Promise<string[]> {
      const found = await allPages("Cloudflare's list of zones", async (page = 1) => {
        const request: ApiRequest = {
          zone: everyZone,
          signal,
          path: '/zones',
          query: { per_page: 50, page },
        };
        const { result, result_info: info } = await api.send(request, zonePage);
        const next = info.page < info.total_pages ? info.page + 1 : undefined;
        return { items: result, next, total: info.total_count };
      });
      return found.map(({ name }) => name);
    },
    zoneWith: async (id: string, zone: Zone, signal: AbortSignal) =>
      (await api.send({ zone, signal, path: `/zones/${segment(id)}` }, zoneAnswer)).result,
  };
}

/** The ids of zones; `given` is one that the owner named, which is held against the zone's name. */
export function cloudflareZones(api: CloudflareApi, given: string | undefined): ZoneIds {
  return zoneIds(async (zone, signal) => {
    if (given !== undefined) return checkedId(api, given, zone, signal);
    const zones = (await api.zonesOf(zone, signal)).filter(({ name }) => listedName(name) === zone.name);
    const active = zones.find(({ status }) => status === 'active');
    if (active) return active.id;
    if (zones.length > 0) throw notActive(zone, zones);
    // A zone of another account and one that the token may not see look the same: an empty list.
    throw new Failure(
      'permanent',
      `Cloudflare shows this token no zone ${zone.display}: check ${settingOf(zone)}, and that CLOUDFLARE_API_TOKEN has the permissions Zone:Read and DNS:Edit for it; without Zone:Read, give CLOUDFLARE_ZONE_ID${orElse(zone)}`,
    );
  });
}

/** What is written to such a zone reaches nobody, so it must not be called in sync. */
function notActive(zone: Zone, found: readonly { readonly status?: string | undefined }[]): Failure {
  const statuses = [...new Set(found.map(({ status = 'unknown' }) => status))];
  const waits = statuses.some((status) => status === 'pending' || status === 'initializing');
  const why = waits
    ? 'the name servers that are set at the registrar of the domain are not those of Cloudflare yet: set them to the two that Cloudflare shows for the zone'
    : 'its records are not served: check in the Cloudflare dashboard whether the name servers that are set at the registrar are still those of Cloudflare';
  const message = `the zone ${zone.display} is at Cloudflare but not active (its status is ${statuses.join(', ')}); ${why}`;
  return new Failure('permanent', message);
}

async function checkedId(api: CloudflareApi, id: string, zone: Zone, signal: AbortSignal): Promise<string> {
  try {
    // In the zone of another name, Cloudflare would put that name behind ours.
    const { name } = await api.zoneWith(id, zone, signal);
    if (listedName(name) === zone.name) return id;
    throw new Failure('permanent', `CLOUDFLARE_ZONE_ID is the id of ${name}, not of ${zone.display}`);
  } catch (thrown) {
    // A token without Zone:Read is what the setting is for.
    if (thrown instanceof Refusal && thrown.status === 403) return id;
    throw thrown;
  }
}

const allowList =
  'CLOUDFLARE_API_TOKEN may be used from certain IP addresses only, and yours changes: take the Client IP Address Filtering off the token';

// Codes are documented nowhere as a whole; these are known from recordings and from issues of other clients.
const meanings: Readonly<Record<string, Partial<ErrorReport>>> = {
  1000: { status: 401 },
  6003: { status: 401 },
  9106: { status: 401 },
  9109: { status: 403 },
  10000: { status: 403 },
  1001: { status: 404 },
  7000: { status: 404 },
  7003: { status: 404 },
  81044: { stale: true },
  81057: { stale: true },
  81058: { stale: true },
};

function report(body: unknown): ErrorReport {
  const parsed = safeParse(errorBody, body);
  const [first] = parsed.success ? parsed.output.errors : [];
  if (!first) return {};
  const details = [first, ...(first.error_chain ?? [])].flatMap(({ message }) => message ?? []);
  const message = details.join(': ');
  const isAddress = /cannot use the (access )?token from (this )?(location|ip)/i.test(message);
  const advice = isAddress ? { kind: 'permanent' as const, advice: allowList } : {};
  return { code: String(first.code), message, ...meanings[first.code], ...advice };
}
