import { secret } from '../../../settings/rows.ts';
import { apiUrl } from '../../settings.ts';
import { service } from '../definition.ts';
import { kept, password, unsaid, userName } from '../kinds.ts';
import { plain } from '../plain.ts';
import { dyndns2, dyndns2Rules } from '../rules.ts';
import { at } from '../sending.ts';
import type { Families } from '../service.ts';

const hour = 3_600_000;

/** Infomaniak, whose record API is `infomaniak`. https://faq.infomaniak.com/2376, ddns-updater and ddclient. */
export const infomaniakDyndns = plain({
  name: 'infomaniak-dyndns',
  title: 'Infomaniak (DynDNS)',
  about:
    'Create a dynamic DNS for the host at https://manager.infomaniak.com, with a user and a password of its own. `PROVIDER=infomaniak` is the better way.',
  evidence: 'by clients',
  user: 'user of the dynamic DNS',
  password: 'password of the dynamic DNS',
  server: 'https://infomaniak.com',
  answer: dyndns2({
    more: [
      { text: /^successfully_changed(\s[\s\da-f.:]*)?$/i, is: 'changed' },
      { text: /^no_change(\s[\s\da-f.:]*)?$/i, is: 'unchanged' },
      { text: /^Validation failed/i, is: 'stop-host', says: 'takes it for no host' },
    ],
  }),
});

/**
 * INWX, by ddclient: the user decides the host, and of both families each call says something, since a missing IPv4
 * address becomes 127.0.0.1 and a missing IPv6 address deletes the record.
 */
const inwxFamilies: Families = { calls: 'together', absent: { ipv4: 'falsified', ipv6: 'deleted' } };
export const inwxDyndns = service({
  name: 'inwx-dyndns',
  title: 'INWX (DynDNS)',
  about:
    'Create a DynDNS account for the host under Nameserver → DynDNS at https://www.inwx.com; it belongs to one host. INWX publishes 127.0.0.1 for an IPv4 address that it is not told and deletes the record of an IPv6 address that it is not told, so the other address is asked of its name servers before each call, and nothing is sent where they cannot be asked.',
  evidence: 'by one client',
  settings: {
    INWX_DYNDNS_USERNAME: userName('user of the DynDNS account'),
    INWX_DYNDNS_PASSWORD: password('password of the DynDNS account'),
    INWX_DYNDNS_API_URL: apiUrl('https://dyndns.inwx.com'),
  },
  families: inwxFamilies,
  request: ({ addresses }, v) => ({
    url: at(v.INWX_DYNDNS_API_URL, '/nic/update'),
    query: { myip: addresses.ipv4, myipv6: addresses.ipv6 },
    basic: [v.INWX_DYNDNS_USERNAME, v.INWX_DYNDNS_PASSWORD],
  }),
  answer: dyndns2(),
});

/**
 * The update URL of IONOS with its two parameters, as its OpenAPI has them (https://developer.hosting.ionos.com/docs/dns); what
 * it answers stands nowhere, so that anything but an empty 200 is doubt and its own servers prove it.
 */
export const ionosDyndns = service({
  name: 'ionos-dyndns',
  title: 'IONOS (DynDNS)',
  about:
    'Ask the API of IONOS for an update URL (`POST /dns/v1/dyndns` with the host), or copy it from the router set-up, and give what stands behind `q=`. All hosts that it was made for follow. `PROVIDER=ionos` is the better way.',
  evidence: 'described',
  settings: {
    IONOS_DYNDNS_KEY: secret('key of the update URL, what stands behind `q=`'),
    IONOS_DYNDNS_API_URL: apiUrl('https://ipv4.api.hosting.ionos.com'),
  },
  families: unsaid,
  hostsPerCall: 1000,
  request: ({ addresses }, v) => ({
    url: at(v.IONOS_DYNDNS_API_URL, '/dns/v1/dyndns'),
    query: { q: v.IONOS_DYNDNS_KEY, ipv4: addresses.ipv4, ipv6: addresses.ipv6 },
  }),
  answer: {
    rules: [
      { status: 200, text: /^$/, is: 'changed' },
      { status: [401, 403], is: 'stop' },
    ],
  },
});

/** IPv64.net. https://ipv64.net/dyndns_updater_api; what it answers, by other clients. */
export const ipv64 = service({
  name: 'ipv64',
  title: 'IPv64.net',
  about:
    'Copy the account update token from https://ipv64.net. It takes 48 updates in 24 hours (more in paid classes), and 3 calls in 10 seconds. Each name takes one call.',
  evidence: 'described',
  settings: {
    IPV64_TOKEN: secret('account update token'),
    IPV64_API_URL: apiUrl('https://ipv64.net'),
  },
  families: kept,
  perDay: 48,
  rate: { requests: 3, per: 10_000 },
  request: ({ host, addresses }, v) => ({
    url: at(v.IPV64_API_URL, '/nic/update'),
    query: { key: v.IPV64_TOKEN, domain: host, ip: addresses.ipv4, ip6: addresses.ipv6 },
  }),
  answer: {
    rules: [
      { status: 403, is: 'wait', wait: hour, says: 'has no update left for now' },
      { text: /\bovercommit/i, is: 'wait', wait: hour, says: 'has no update left for now' },
      { text: /\bnochg\b|\bno change\b/i, is: 'unchanged' },
      { text: /\bgood\b|\bsuccess\b/i, is: 'changed' },
      ...dyndns2Rules(),
    ],
  },
});

/** Joker.com, by ddclient and inadyn. */
export const joker = plain({
  name: 'joker',
  title: 'Joker.com',
  about:
    'Switch Dynamic DNS on for the domain at https://joker.com; it shows a user name and a password of its own.',
  evidence: 'by clients',
  user: 'user name of Dynamic DNS',
  password: 'password of Dynamic DNS',
  server: 'https://svc.joker.com',
});

/** Loopia, by ddns-updater. Its `911` stands for wrong input as well. */
export const loopiaDyndns = plain({
  name: 'loopia-dyndns',
  title: 'Loopia (DynDNS)',
  about: 'Create a DynDNS user in the customer zone of https://www.loopia.com. Each host takes one call.',
  evidence: 'by one client',
  user: 'user name',
  password: 'password',
  server: 'https://dyndns.loopia.se',
  path: '/',
  answer: dyndns2({
    more: [
      {
        word: '911',
        is: 'wait',
        wait: 600_000,
        says: 'has a fault, or does not like the request (911): where it stays so, check DOMAINS',
      },
    ],
  }),
});

/** The dyndns2 form of LuaDNS, by ddclient. */
export const luadnsDyndns = plain({
  name: 'luadns-dyndns',
  title: 'LuaDNS (DynDNS)',
  about:
    'Create an API key at https://app.luadns.com and switch the API on. Each host and family takes one call.',
  evidence: 'by one client',
  user: 'e-mail address of the account',
  password: 'API key',
  server: 'https://app.luadns.com',
});
