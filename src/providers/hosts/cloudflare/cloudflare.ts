import { fqdn, relativeName, type Zone } from '../../../dns/name.ts';
import type { Change, CurrentRecord } from '../../../dns/records.ts';
import { boolean, matching, secret } from '../../../settings/rows.ts';
import { optional, perZone } from '../../../settings/setting.ts';
import type { ListedRecord } from '../../apply/listing.ts';
import { confirmedBy, operationCount } from '../../apply/operations.ts';
import { batchApi } from '../../apply/per-batch.ts';
import { idOf } from '../../apply/per-record.ts';
import { host } from '../../host.ts';
import { apiUrl } from '../../settings.ts';
import { type CloudflareRecord, cloudflareApi, cloudflareZones } from './api.ts';

// The smallest of the plans; a change counts with each record that it touches.
// https://developers.cloudflare.com/dns/manage-dns-records/how-to/batch-record-changes/
const batchSize = 200;

/** Cloudflare: one list to read, one batch (all or nothing) to write. https://developers.cloudflare.com/api/ */
export const cloudflare = host({
  name: 'cloudflare',
  title: 'Cloudflare',
  about:
    'Create an API token under My Profile → API Tokens with the template “Edit zone DNS” for the one zone; it has the permissions Zone:Read and DNS:Edit. Existing records keep their proxy status, comment and tags, new ones are not proxied, unless `CLOUDFLARE_PROXIED` says otherwise. Records that another product manages (Workers, Email Routing) are never touched. Cloudflare takes 1200 requests in 5 minutes, those of its dashboard included; all changes of a zone go in one.',
  ttl: { min: 60, max: 86_400, auto: 1 },
  // Leaves some of the 1200 to the dashboard.
  rate: { requests: 1000, per: 300_000 },
  settings: {
    CLOUDFLARE_API_TOKEN: secret('API token with the permissions Zone:Read and DNS:Edit for the zone'),
    CLOUDFLARE_ZONE_ID: perZone(
      matching(
        'id of the zone, from its overview page; else it is looked up, which takes Zone:Read',
        '32 hexadecimal digits',
        /^[0-9a-f]{32}$/i,
      ),
    ),
    CLOUDFLARE_PROXIED: optional(
      boolean(
        '`true` or `false` is enforced; unset, an existing record keeps what it has and a new one is not proxied',
      ),
    ),
    CLOUDFLARE_API_URL: apiUrl('https://api.cloudflare.com/client/v4'),
  },
  create(values, context) {
    const proxied = values.CLOUDFLARE_PROXIED;
    const api = cloudflareApi(context, values.CLOUDFLARE_API_URL, values.CLOUDFLARE_API_TOKEN);
    return {
      zones: api.allZones,
      ...batchApi({
        zones: cloudflareZones(api, values.CLOUDFLARE_ZONE_ID),
        size: batchSize,
        weightOf: operationCount,
        calls: (place) => {
          const listed = (record: CloudflareRecord): ListedRecord => ({
            ...held(record, proxied),
            name: relativeName(record.name, place.zone),
            type: record.type,
            ...managedBy(record),
          });
          return {
            list: async (name) => (await api.list(place, name && fqdn(name, place.zone))).map(listed),
            async write(changes) {
              const written = (await api.batch(place, batchOf(changes, place.zone, proxied))).map(listed);
              return changes.map((change) => confirmedBy(written, change));
            },
          };
        },
      }),
    };
  },
});

/** The body of a batch. Only what must change is sent, so that comment, tags and proxy status survive. */
function batchOf(changes: readonly Change[], zone: Zone, proxied: boolean | undefined) {
  const deletes = changes.flatMap((change) => change.remove.map((record) => ({ id: idOf(record, change) })));
  const patches = changes.flatMap((change) => {
    const { desired, update } = change;
    if (!desired || !update) return [];
    const staysProxied = proxied ?? update.ttl === null;
    // Cloudflare decides the TTL of a proxied record.
    const ttl = staysProxied ? {} : { ttl: desired.ttl };
    return {
      id: idOf(update, change),
      content: desired.value,
      ...ttl,
      ...(proxied !== undefined && { proxied }),
    };
  });
  const posts = changes.flatMap(({ name, type, desired, create }) =>
    desired && create
      ? {
          name: fqdn(name, zone),
          type,
          content: desired.value,
          ttl: proxied ? 1 : desired.ttl,
          proxied: proxied ?? false,
        }
      : [],
  );
  return {
    ...(deletes.length > 0 && { deletes }),
    ...(patches.length > 0 && { patches }),
    ...(posts.length > 0 && { posts }),
  };
}

/** Why a record is not the owner's to change: another product of Cloudflare put it there. */
function managedBy({ meta }: CloudflareRecord): Pick<ListedRecord, 'conflict'> {
  if (meta?.origin_worker_id) return { conflict: 'holds a record that Cloudflare Workers manages' };
  const isManaged = meta?.read_only || meta?.managed_by_apps || meta?.managed_by_argo_tunnel;
  return isManaged ? { conflict: 'holds a record that another product of Cloudflare manages' } : {};
}

function held({ id, content, ttl, proxied }: CloudflareRecord, asked: boolean | undefined): CurrentRecord {
  const differs = asked !== undefined && (proxied ?? false) !== asked;
  return { id, value: content, ttl: proxied ? null : ttl, ...(differs && { differs: true }) };
}
