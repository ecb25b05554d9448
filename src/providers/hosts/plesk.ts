import { array, type InferOutput, literal, object, optional, safeParse, string, union } from 'valibot';
import { Failure } from '../../base/failure.ts';
import { parseXml } from '../../base/xml.ts';
import { relativeName, toSubdomain, type Zone } from '../../dns/name.ts';
import { secret, text } from '../../settings/rows.ts';
import { basicLogin } from '../api/basic-login.ts';
import { optionalText } from '../api/error-text.ts';
import { everyZone } from '../api/every-zone.ts';
import { ownOrForeign } from '../api/listed-record.ts';
import { type JsonApi, jsonApi } from '../api/rest-api.ts';
import { zoneIds } from '../api/zone-ids.ts';
import {
  type CreateDeleteCalls,
  type CreateDeletePlace,
  createDeleteApi,
} from '../apply/create-then-delete.ts';
import { type ListedRecord, listedSets } from '../apply/listing.ts';
import { host } from '../host.ts';
import { baseUrl } from '../settings.ts';
import type { ErrorReport } from '../vendor.ts';

const status = literal('ok');
const site = object({
  packet: object({ site: object({ get: object({ result: array(object({ status, id: string() })) }) }) }),
});
const named = object({ status, data: object({ gen_info: object({ name: string() }) }) });
const siteList = object({ packet: object({ site: object({ get: object({ result: array(named) }) }) }) });
const data = ownOrForeign(object({ type: string(), host: string(), value: string() }));
const listing = object({
  packet: object({
    dns: object({
      get_rec: object({
        result: array(
          union([object({ status, id: string(), data }), object({ status, data: optional(literal('')) })]),
        ),
      }),
    }),
  }),
});
const result = array(object({ status, id: optional(string()) }));
const added = object({ packet: object({ dns: object({ add_rec: object({ result }) }) }) });
const deleted = object({ packet: object({ dns: object({ del_rec: object({ result }) }) }) });
const problem = object({ status: literal('error'), errcode: string(), errtext: optionalText });

/**
 * Plesk's XML API: packets about the records of a site, which can be added and deleted by their ids. Records have no
 * TTL there. https://docs.plesk.com/en-US/obsidian/api-rpc/about-xml-api/reference/managing-dns.34753/
 */
export const plesk = host({
  name: 'plesk',
  title: 'Plesk',
  about:
    'For a server with Plesk, whose name servers hold the zone. Create an additional user of the subscription that may use remote API and manage DNS alone. The certificate of port 8443 must be a trusted one, or be made known with `NODE_EXTRA_CA_CERTS`. The zone has one TTL, so `TTL` has no effect. Each record takes two requests to change.',
  // Records have none.
  ttl: { min: 1, max: 2_147_483_647 },
  settings: {
    PLESK_USERNAME: text('user name', 'a user name'),
    PLESK_PASSWORD: secret('its password', 'visible ASCII characters and spaces', /^[\x20-\x7e]+$/),
    PLESK_API_URL: baseUrl('where Plesk is, such as `https://plesk.example.net:8443`'),
  },
  create({ PLESK_USERNAME: user, PLESK_PASSWORD: password, PLESK_API_URL: base }, context) {
    const api = jsonApi({
      ...context,
      base,
      advice: {
        credentials: 'check PLESK_USERNAME and PLESK_PASSWORD',
        permission: 'the user must be allowed to use remote API and to manage DNS',
        zone: 'that it is a site of this Plesk',
      },
      contentType: 'text/xml',
      parse: (given) => parseXml(given, { repeated: ['result'] }).catch(() => undefined),
      headers: () => ({ ...basicLogin(user, password), http_auth_login: user, http_auth_passwd: password }),
      isError: (body) => problemIn(body) !== undefined,
      report,
    });
    const sites = zoneIds(async (zone, signal) => {
      const packet = `<site><get><filter><name>${zone.name}</name></filter><dataset></dataset></get></site>`;
      const { get } = (await api.send({ zone, signal, ...request(packet, 'read') }, site)).packet.site;
      const [found] = get.result;
      if (!found) throw new Failure('transient', 'Plesk does not say which site it is');
      return found.id;
    });
    return {
      ...createDeleteApi({
        title: 'Plesk',
        calls: (place) => calls(api, place, (work) => sites.using(place.zone, place.signal, work)),
      }),
      async zones(signal) {
        const packet = '<site><get><filter/><dataset><gen_info/></dataset></get></site>';
        const asked = { zone: everyZone, signal, ...request(packet, 'read') };
        return (await api.send(asked, siteList)).packet.site.get.result.map((one) => one.data.gen_info.name);
      },
    };
  },
});

type UsingSite = <T>(work: (site: string) => Promise<T>) => Promise<T>;

function request(packet: string, action: 'read' | 'write') {
  const body = `<?xml version="1.0" encoding="UTF-8"?><packet>${packet}</packet>`;
  return { method: 'POST', path: '/enterprise/control/agent.php', action, body } as const;
}

function calls(api: JsonApi, { zone, signal }: CreateDeletePlace, using: UsingSite): CreateDeleteCalls {
  const about = { zone, signal };
  const list = () =>
    using(async (site) => {
      const packet = `<dns><get_rec><filter><site-id>${site}</site-id></filter></get_rec></dns>`;
      const { get_rec: found } = (await api.send({ ...about, ...request(packet, 'read') }, listing)).packet
        .dns;
      return found.result.flatMap((one) => listed(one, zone));
    });
  return {
    read: (keys) => listedSets(keys, list),
    create: ({ name, type, value }) =>
      using(async (site) => {
        const fields = `<type>${type}</type><host>${toSubdomain(name)}</host><value>${value}</value>`;
        const packet = `<dns><add_rec><site-id>${site}</site-id>${fields}</add_rec></dns>`;
        const { add_rec: made } = (await api.send({ ...about, ...request(packet, 'write') }, added)).packet
          .dns;
        const [{ id } = {}] = made.result;
        return id === undefined ? undefined : { id, value, ttl: null };
      }),
    remove(id) {
      const packet = `<dns><del_rec><filter><id>${id}</id></filter></del_rec></dns>`;
      return api.send({ ...about, ...request(packet, 'write') }, deleted);
    },
  };
}

type Result = InferOutput<typeof listing>['packet']['dns']['get_rec']['result'][number];

function listed(one: Result, zone: Zone): ListedRecord[] {
  // A site without records has one result with nothing in it.
  if (!('id' in one) || 'foreign' in one.data) return [];
  const { type, host: name, value } = one.data;
  return [{ id: one.id, name: relativeName(name, zone), type, value, ttl: null }];
}

type Problem = InferOutput<typeof problem>;

/** The first error in an answer, wherever it stands: each packet has its own place for it. */
function problemIn(body: unknown): Problem | undefined {
  const { output, success } = safeParse(problem, body);
  if (success) return output;
  if (typeof body !== 'object' || body === null) return undefined;
  for (const inside of Object.values(body)) {
    const found = problemIn(inside);
    if (found) return found;
  }
  return undefined;
}

// https://docs.plesk.com/en-US/obsidian/api-rpc/error-codes.33765/
const meanings: Readonly<Record<string, Partial<ErrorReport>>> = {
  1001: { status: 401 },
  1006: { status: 403 },
  1007: { stale: true },
  1013: { status: 404 },
  1015: { status: 404 },
  1019: { status: 422 },
  1023: { status: 422 },
};

function report(body: unknown): ErrorReport {
  const found = problemIn(body);
  if (!found) return {};
  const { errcode: code, errtext: message } = found;
  return { code, message, ...(meanings[code] ?? { kind: 'transient' }) };
}
