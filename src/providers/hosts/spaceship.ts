import {
  array,
  fallback,
  type InferOutput,
  literal,
  number,
  object,
  optional,
  safeParse,
  string,
  union,
} from 'valibot';
import { asFailure } from '../../base/failure.ts';
import type { Change } from '../../dns/records.ts';
import { canonicalValue } from '../../ip/address.ts';
import { secret } from '../../settings/rows.ts';
import { joined, optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign, withoutForeign } from '../api/listed-record.ts';
import { allPages } from '../api/paging.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { asUnconfirmed } from '../apply/one-by-one.ts';
import { setAfter } from '../apply/operations.ts';
import { type BatchCalls, batchApi } from '../apply/per-batch.ts';
import type { RecordPlace } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const common = { name: string(), ttl: number(), group: optional(object({ type: optionalText })) };
const address = object({ ...common, type: union([literal('A'), literal('AAAA')]), address: string() });
const cname = object({ ...common, type: literal('CNAME'), cname: string() });
const alias = object({ ...common, type: literal('ALIAS'), aliasName: fallback(string(), '') });
const page = object({ items: array(ownOrForeign(union([address, cname, alias]))), total: number() });
const domainPage = object({ items: array(object({ name: string() })), total: number() });
const errorBody = object({
  detail: optionalText,
  data: fallback(optional(array(object({ field: optionalText, details: optionalText }))), undefined),
});

const pageSize = 500;
const batchSize = 250;

/**
 * Spaceship's API: records have no ids. One PUT adds records or changes the TTL of those that are there, one DELETE removes
 * those of a list, by name, type and address. https://docs.spaceship.dev, and as lego, ddns-updater, ddns-go and
 * ddclient use it.
 */
export const spaceship = host({
  name: 'spaceship',
  title: 'Spaceship',
  about:
    'Create an API key in the API Manager (https://www.spaceship.com/application/api-manager/) with the scopes `dnsrecords:read` and `dnsrecords:write` (and `domains:read`, for `setup` to list them); a key cannot be limited to one domain. Records of a product of Spaceship, such as its mail or its web sites, are never touched. Spaceship takes 300 requests in five minutes; all changes of a zone go in two.',
  evidence: 'by clients',
  ttl: { min: 60, max: 3600 },
  rate: { requests: 300, per: 300_000 },
  settings: {
    SPACESHIP_API_KEY: secret('API key'),
    SPACESHIP_API_SECRET: secret('its secret'),
    SPACESHIP_API_URL: apiUrl('https://spaceship.dev/api/v1'),
  },
  create(values, context) {
    const api = jsonApi({
      ...context,
      base: values.SPACESHIP_API_URL,
      advice: {
        credentials: 'check SPACESHIP_API_KEY and SPACESHIP_API_SECRET',
        permission: 'the key must have the scopes dnsrecords:read and dnsrecords:write',
      },
      headers: () => ({
        'x-api-key': values.SPACESHIP_API_KEY,
        'x-api-secret': values.SPACESHIP_API_SECRET,
      }),
      report,
    });
    return {
      ...batchApi({ size: batchSize, weightOf: recordsIn, calls: (place) => calls(api, place) }),
      async zones(signal) {
        const found = await allPages("Spaceship's list of domains", async (skip = 0) => {
          const asked = { zone: everyZone, signal, path: '/domains', query: { take: 100, skip } };
          const { items, total } = await api.send(asked, domainPage);
          const next = Number(skip) + 100;
          return { items, total, next: next < total ? next : undefined };
        });
        return found.map(({ name }) => name);
      },
    };
  },
});

function calls(api: JsonApi, { zone, signal }: RecordPlace): BatchCalls {
  const about = { zone, signal, path: `/dns/records/${segment(zone.name)}` };
  return {
    async list() {
      const found = await allPages(`Spaceship's list of ${zone.display}`, async (skip = 0) => {
        const { items, total } = await api.send({ ...about, query: { take: pageSize, skip } }, page);
        const next = Number(skip) + pageSize;
        return { items, total, next: next < total ? next : undefined };
      });
      return withoutForeign(found).map(listed);
    },
    async write(changes, check) {
      const items = changes.flatMap(({ desired, keep }) => (desired && !keep ? sent(desired) : []));
      const old = changes.flatMap(oldIn);
      // Without `force` it refuses what cannot stand beside the rest, such as a CNAME.
      if (items.length > 0) await api.answer({ ...about, method: 'PUT', body: { force: false, items } });
      try {
        if (items.length > 0 && old.length > 0) await check();
        if (old.length > 0) await api.answer({ ...about, method: 'DELETE', body: old });
      } catch (thrown) {
        throw items.length > 0 ? asUnconfirmed(asFailure(thrown), true) : thrown;
      }
      return changes.map((change) =>
        change.keep ? { ...change, records: [change.keep] } : setAfter(change),
      );
    },
  };
}

function recordsIn(change: Change): number {
  return Math.max(1, oldIn(change).length);
}

function sent({ name, type, value, ttl }: NonNullable<Change['desired']>) {
  return { type, name, address: value, ttl };
}

/** What goes: a record is known by its address, so one whose TTL alone changes stays. */
function oldIn({ name, type, desired, update, remove }: Change) {
  const stays = desired && canonicalValue(desired.value);
  return [...(update ? [update] : []), ...remove]
    .filter(({ value }) => canonicalValue(value) !== stays)
    .map(({ value }) => ({ type, name, address: value }));
}

type Item = InferOutput<typeof address> | InferOutput<typeof cname> | InferOutput<typeof alias>;

function listed(item: Item): ListedRecord {
  const { name, type, ttl, group } = item;
  const value = 'address' in item ? item.address : 'cname' in item ? item.cname : item.aliasName;
  const isOwn = group?.type === undefined || group.type === 'custom';
  return {
    name,
    type,
    value,
    ttl,
    ...(!isOwn && { conflict: 'holds a record that Spaceship manages itself' }),
  };
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  if (!success) return {};
  const parts = (output.data ?? []).map(({ field, details }) => joined([field, details], ': '));
  return { message: joined([output.detail, ...parts], '; ') || undefined };
}
