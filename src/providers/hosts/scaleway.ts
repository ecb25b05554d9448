import { array, type InferOutput, nullish, number, object, safeParse, string, unknown } from 'valibot';
import { listedName } from '../../dns/listed-name.ts';
import { ofSubdomain, toSubdomain } from '../../dns/name.ts';
import { type Change, keyText } from '../../dns/records.ts';
import { secret } from '../../settings/rows.ts';
import { joined, optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { allPages } from '../api/paging.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { confirmedBy } from '../apply/operations.ts';
import { type BatchCalls, batchApi } from '../apply/per-batch.ts';
import type { RecordPlace } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const record = object({
  name: string(),
  type: string(),
  data: string(),
  ttl: number(),
  comment: nullish(string()),
  geo_ip_config: nullish(unknown()),
  http_service_config: nullish(unknown()),
  weighted_config: nullish(unknown()),
  view_config: nullish(unknown()),
});
const records = array(ownOrForeign(record));
const recordPage = object({ records, total_count: number() });
const zonePage = object({
  dns_zones: array(object({ domain: string(), subdomain: string() })),
  total_count: number(),
});
const written = object({ records });
const errorBody = object({ type: optionalText, message: optionalText, resource: optionalText });
type ScalewayRecord = InferOutput<typeof record>;

const pageSize = 1000;
// No number is documented.
const batchSize = 100;

/** Scaleway's Domains and DNS, one list to read, one PATCH for all changes: https://www.scaleway.com/en/developers/api/domains-and-dns/ (recorded 2026, its own OpenAPI v2beta1) */
export const scaleway = host({
  name: 'scaleway',
  title: 'Scaleway',
  about:
    'Create an API key under IAM → API keys at https://console.scaleway.com, best of an application of its own whose policy has the permission set DomainsDNSFullAccess for the project of the zone; its secret key is wanted. Records that answer by place, weight, network or health (geo IP, weighted, view, HTTP service) are left as they are, and comments are kept. All changes of a zone go in one request. No zone is ever made.',
  // The API takes 60 and more; the upper bound is that of DNS in practice.
  ttl: { min: 60, max: 604_800 },
  settings: {
    SCW_SECRET_KEY: secret('secret key of the API key'),
    SCW_API_URL: apiUrl('https://api.scaleway.com'),
  },
  create({ SCW_SECRET_KEY: key, SCW_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check SCW_SECRET_KEY, and whether the API key was deleted or has expired',
        permission:
          'the policy of the API key needs the permission set DomainsDNSFullAccess for the project of the zone',
        zone: 'that the API key is of the organisation that holds the zone',
      },
      headers: () => ({ 'x-auth-token': key }),
      report,
    });
    /** The comments as they were listed last, by zone, name and type: a set is sent as a whole. */
    const comments = new Map<string, string>();
    return {
      ...batchApi({ size: batchSize, replacesSets: true, calls: (place) => calls(api, place, comments) }),
      async zones(signal) {
        const found = await allPages("Scaleway's list of zones", async (page = 1) => {
          const asked = { zone: everyZone, signal, path: '/domain/v2beta1/dns-zones' };
          const query = { page, page_size: pageSize };
          const { dns_zones: items, total_count: total } = await api.send({ ...asked, query }, zonePage);
          return { items, next: Number(page) * pageSize < total ? Number(page) + 1 : undefined, total };
        });
        return found.map(({ domain, subdomain }) => joined([subdomain, domain], '.'));
      },
    };
  },
});

function calls(api: JsonApi, { zone, signal }: RecordPlace, comments: Map<string, string>): BatchCalls {
  const path = `/domain/v2beta1/dns-zones/${segment(zone.name)}/records`;
  const about = { zone, signal, path };
  const commentKey = (one: Pick<Change, 'name' | 'type'>) => `${zone.name} ${keyText(one)}`;

  /** A set is replaced; of one that is removed, each record that was read. */
  function changesOf(change: Change): object[] {
    const { name: full, type, desired, remove } = change;
    const name = toSubdomain(full);
    if (!desired) return remove.map(({ value }) => ({ delete: { id_fields: { name, type, data: value } } }));
    const comment = comments.get(commentKey(change));
    const fresh = { name, type, data: desired.value, ttl: desired.ttl };
    return [
      {
        set: {
          id_fields: { name, type },
          records: [{ ...fresh, ...(comment !== undefined && { comment }) }],
        },
      },
    ];
  }

  return {
    async list() {
      const found = await allPages(`Scaleway's list of ${zone.display}`, async (page = 1) => {
        const query = { page, page_size: pageSize };
        const { records: items, total_count: total } = await api.send({ ...about, query }, recordPage);
        const next = Number(page) * pageSize < total ? Number(page) + 1 : undefined;
        return { items, next, total };
      });
      const own = withoutForeign(found);
      for (const { name, type, comment } of own)
        if ((type === 'A' || type === 'AAAA') && comment)
          comments.set(commentKey({ name: listedName(ofSubdomain(name)), type }), comment);
      return own.map(listed);
    },
    async write(changes) {
      const body = {
        changes: changes.flatMap(changesOf),
        return_all_records: false,
        disallow_new_zone_creation: true,
      };
      const answer = await api.send({ ...about, method: 'PATCH', body }, written);
      const now = withoutForeign(answer.records).map(listed);
      return changes.map((change) => confirmedBy(now, change));
    },
  };
}

function listed(given: ScalewayRecord): ListedRecord {
  const { name, type, data, ttl } = given;
  const conflict = [
    ...(given.geo_ip_config ? ['by place'] : []),
    ...(given.weighted_config ? ['by weight'] : []),
    ...(given.view_config ? ['by the network of who asks'] : []),
    ...(given.http_service_config ? ['by the health of a service'] : []),
  ][0];
  return {
    ...{ name: ofSubdomain(name), type, value: data, ttl },
    ...(conflict !== undefined && { conflict: `holds a record that answers ${conflict}` }),
  };
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const { type, message, resource } = output;
  const isGone = type === 'not_found' && resource === 'record';
  return { code: type, message, ...(isGone && { stale: true }) };
}
