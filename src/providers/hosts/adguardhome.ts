import { array, boolean, type InferOutput, literal, object, optional, string } from 'valibot';
import { listedName } from '../../dns/listed-name.ts';
import { fqdn, relativeName, type Zone } from '../../dns/name.ts';
import { typeOf } from '../../dns/records.ts';
import { parseJson } from '../../http/answer.ts';
import { familyOf } from '../../ip/address.ts';
import { secret, text } from '../../settings/rows.ts';
import { basicLogin } from '../api/basic-login.ts';
import { type JsonApi, jsonApi } from '../api/rest-api.ts';
import { contentId, contentOf } from '../apply/content-id.ts';
import type { ListedRecord } from '../apply/listing.ts';
import { type RecordCalls, type RecordPlace, recordApi } from '../apply/per-record.ts';
import { host } from '../host.ts';
import { baseUrl } from '../settings.ts';

const done = optional(literal('OK'));
const rewriteList = array(object({ domain: string(), answer: string(), enabled: optional(boolean(), true) }));

/**
 * The DNS rewrites of AdGuard Home: full names with an address or another name, without zones, ids and TTLs.
 * https://github.com/AdguardTeam/AdGuardHome/tree/master/openapi
 */
export const adguardhome = host({
  name: 'adguardhome',
  title: 'AdGuard Home',
  about:
    'For a resolver of your own: its DNS rewrites then lead the names of `DOMAIN` to your home from inside. User name and password are those of its web page. What the house itself knows is published with `IPV4_SOURCES=interface:eth0` or `static:…`, and with `ALLOW_PRIVATE=true` an address of the LAN. Rewrites have no TTL, so `TTL` has no effect; one that is switched off is never touched. Each name takes one request to change.',
  // Rewrites have none.
  ttl: { min: 1, max: 2_147_483_647 },
  settings: {
    ADGUARDHOME_USERNAME: text('user name', 'a user name'),
    ADGUARDHOME_PASSWORD: secret('password', 'visible characters and spaces', /^[^\p{C}]+$/u),
    ADGUARDHOME_API_URL: baseUrl('where its web page is, such as `http://adguard.lan:3000`'),
  },
  create({ ADGUARDHOME_USERNAME: user, ADGUARDHOME_PASSWORD: password, ADGUARDHOME_API_URL: base }, context) {
    const wrong = 'check ADGUARDHOME_USERNAME and ADGUARDHOME_PASSWORD';
    const api = jsonApi({
      ...context,
      base,
      advice: { credentials: wrong, permission: wrong, zone: 'ADGUARDHOME_API_URL' },
      // What is done is confirmed by nothing, or by this word.
      parse: (given) => (given.trim() === 'OK' ? 'OK' : parseJson(given)),
      headers: () => basicLogin(user, password),
      report: (_, { text: said }) => ({ message: /^\s*</.test(said) ? undefined : said.trim() || undefined }),
    });
    return recordApi({ calls: (place) => calls(api, place) });
  },
});

function calls(api: JsonApi, { zone, signal }: RecordPlace): RecordCalls {
  const about = { zone, signal };
  const rewrite = ({ name, value }: { readonly name: string; readonly value: string }) => ({
    ...{ domain: fqdn(name, zone), answer: value },
  });
  return {
    hidesMissing: true,
    async list() {
      const all = await api.send({ ...about, path: '/control/rewrite/list' }, rewriteList);
      return all.map((one) => listed(one, zone));
    },
    async create(desired) {
      const body = { ...rewrite(desired), enabled: true };
      await api.send({ ...about, method: 'POST', path: '/control/rewrite/add', body }, done);
      return { id: contentId(desired), value: desired.value, ttl: null };
    },
    async update(id, desired) {
      const body = { target: rewrite(contentOf(id)), update: rewrite(desired) };
      await api.send({ ...about, method: 'PUT', path: '/control/rewrite/update', body }, done);
      return { id: contentId(desired), value: desired.value, ttl: null };
    },
    remove(id) {
      const body = rewrite(contentOf(id));
      return api.send({ ...about, method: 'POST', path: '/control/rewrite/delete', body }, done);
    },
  };
}

/** What is no address is another name, or a word that leaves the name to the upstream servers. */
function listed(
  { domain, answer, enabled }: InferOutput<typeof rewriteList>[number],
  zone: Zone,
): ListedRecord {
  const family = familyOf(answer);
  const type = family ? typeOf[family] : 'CNAME';
  const name = listedName(relativeName(domain, zone));
  return {
    ...{ id: contentId({ name, type, value: answer }), name, type, value: answer, ttl: null },
    ...(!enabled && { conflict: 'holds a rewrite that is switched off' }),
  };
}
