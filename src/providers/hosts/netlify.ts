import {
  array,
  boolean,
  type InferOutput,
  nullable,
  nullish,
  number,
  object,
  optional,
  safeParse,
  string,
  unknown,
} from 'valibot';
import { asFailure, Failure } from '../../base/failure.ts';
import { listedName } from '../../dns/listed-name.ts';
import { fqdn, relativeName, type Zone } from '../../dns/name.ts';
import { secret } from '../../settings/rows.ts';
import { joined, optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign } from '../api/listed-record.ts';
import { allPages, inLink, nextLink } from '../api/paging.ts';
import { type JsonApi, jsonApi, segment } from '../api/rest-api.ts';
import { type ZoneIds, zoneIds } from '../api/zone-ids.ts';
import {
  type CreateDeleteCalls,
  type CreateDeletePlace,
  createDeleteApi,
} from '../apply/create-then-delete.ts';
import { conflictOr, type ListedRecord, listedSets } from '../apply/listing.ts';
import { host } from '../host.ts';
import { noZone } from '../refusal-text.ts';
import { apiUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const zoneList = array(object({ id: string(), name: string() }));
const record = object({
  id: string(),
  hostname: string(),
  type: string(),
  value: string(),
  ttl: nullable(number()),
  managed: optional(boolean()),
});
const recordList = array(ownOrForeign(record));
const foreignRecord = object({ hostname: string(), type: string() });
const errorBody = object({ code: nullish(unknown()), message: optionalText, error: optionalText });

const usualTtl = 3600;
const ofNetlify = 'holds a record that Netlify manages itself';

/** Netlify's DNS, which creates and deletes records and changes none: https://open-api.netlify.com/#tag/dnsZone (its own description 2.55) */
export const netlify = host({
  name: 'netlify',
  title: 'Netlify',
  about:
    'Create a personal access token under User settings → Applications at https://app.netlify.com/user/applications; it reaches all that you do. Records that Netlify manages itself, for its own sites, are left as they are. Netlify takes 500 requests a minute; it changes no record, so each takes one request to create the new one and one to delete the old one.',
  // The API states no bounds; these are those of DNS in practice.
  ttl: { min: 60, max: 604_800 },
  rate: { requests: 500, per: 60_000 },
  settings: {
    NETLIFY_TOKEN: secret('personal access token'),
    NETLIFY_API_URL: apiUrl('https://api.netlify.com/api/v1'),
  },
  create({ NETLIFY_TOKEN: token, NETLIFY_API_URL: base }, context) {
    const { title } = context;
    const owner = 'that the user of NETLIFY_TOKEN is in the team that holds the zone';
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check NETLIFY_TOKEN, and whether it was revoked or has expired',
        permission: `check ${owner}`,
        zone: owner,
      },
      headers: () => ({ authorization: `Bearer ${token}` }),
      report,
    });
    const ids = zoneIds(async (zone, signal) => {
      const found = (await zonesOf(api, zone, signal)).find(({ name }) => listedName(name) === zone.name);
      if (found) return found.id;
      throw new Failure('permanent', noZone(title, zone, owner));
    });
    return {
      ...createDeleteApi({ title, calls: (place) => calls(api, ids, place) }),
      zones: async (signal) => (await zonesOf(api, everyZone, signal)).map(({ name }) => name),
    };
  },
});

function zonesOf(api: JsonApi, zone: Zone, signal: AbortSignal) {
  return allPages("Netlify's list of zones", async (page) => {
    const asked = { zone, signal, path: '/dns_zones', query: { page } };
    const { body, headers } = await api.receive(asked, zoneList);
    return { items: body, next: inLink(nextLink(headers.link), 'page') };
  });
}

function calls(api: JsonApi, ids: ZoneIds, { zone, signal }: CreateDeletePlace): CreateDeleteCalls {
  const inZone = <T>(work: (path: string) => Promise<T>) =>
    ids.using(zone, signal, (id) => work(`/dns_zones/${segment(id)}/dns_records`));
  const list = () =>
    inZone(async (path) => {
      const found = await allPages(`Netlify's list of ${zone.display}`, async (page) => {
        const { body, headers } = await api.receive({ zone, signal, path, query: { page } }, recordList);
        return { items: body, next: inLink(nextLink(headers.link), 'page') };
      });
      return found.flatMap((one) =>
        'foreign' in one ? ownOfNetlify(one.foreign, zone) : [listed(one, zone)],
      );
    });
  return {
    read: (keys) => listedSets(keys, list),
    async create({ name, type, value, ttl }) {
      const body = { type, hostname: fqdn(name, zone), value, ttl };
      const post = (path: string) => api.send({ zone, signal, path, method: 'POST', body }, record);
      try {
        const { type: _, name: __, ...held } = listed(await inZone(post), zone);
        return held;
      } catch (thrown) {
        throw await conflictOr(asFailure(thrown), { name, type }, list);
      }
    },
    remove: (id) =>
      inZone((path) => api.answer({ zone, signal, path: `${path}/${segment(id)}`, method: 'DELETE' })),
  };
}

function listed(given: InferOutput<typeof record>, zone: Zone): ListedRecord {
  const { id, hostname, type, value, ttl, managed } = given;
  const isOwn = type.startsWith('NETLIFY') || (managed && type !== 'CNAME');
  const conflict = isOwn ? { conflict: ofNetlify } : {};
  return { id, name: relativeName(hostname, zone), type, value, ttl: ttl ?? usualTtl, ...conflict };
}

/** What stands for the addresses of a site may have no value. */
function ownOfNetlify(foreign: unknown, zone: Zone): ListedRecord[] {
  const { output, success } = safeParse(foreignRecord, foreign);
  if (!success || !output.type.startsWith('NETLIFY')) return [];
  const { hostname, type } = output;
  return [{ name: relativeName(hostname, zone), type, value: '', ttl: null, conflict: ofNetlify }];
}

function report(body: unknown): ErrorReport {
  const { output, success } = safeParse(errorBody, body);
  return success ? { message: joined([output.error, output.message], ': ') } : {};
}
