import { secret } from '../../../settings/rows.ts';
import { apiUrl } from '../../settings.ts';
import { service } from '../definition.ts';
import { apart, ipv4Only, kept, password, userName } from '../kinds.ts';
import { plain } from '../plain.ts';
import { dyndns2 } from '../rules.ts';
import { at } from '../sending.ts';

/** dnsHome.de, by inadyn and ddupdate: the host is the user and has a password of its own. */
export const dnshome = service({
  name: 'dnshome',
  title: 'dnsHome.de',
  about:
    'Create the sub-domain at https://www.dnshome.de and give it a password of its own. Each host and family takes one call.',
  evidence: 'by clients',
  settings: {
    DNSHOME_PASSWORD: password('password of the sub-domain'),
    DNSHOME_API_URL: apiUrl('https://www.dnshome.de'),
  },
  families: apart,
  request: ({ host, addresses }, v) => ({
    url: at(v.DNSHOME_API_URL, '/dyndns.php'),
    query: { u: host, ip: addresses.ipv4, ip6: addresses.ipv6 },
    basic: [host, v.DNSHOME_PASSWORD],
  }),
  answer: dyndns2(),
});

/**
 * DNS-O-Matic, which hands the address on to other services, so that it keeps no record that could be asked for.
 * https://www.dnsomatic.com/docs/api
 */
export const dnsomatic = plain({
  name: 'dnsomatic',
  title: 'DNS-O-Matic',
  about:
    'Set up the services at https://www.dnsomatic.com; `DOMAINS=all.dnsomatic.com` tells all of them. It keeps no record that could be asked for, so it is told at each start and when the address changes.',
  evidence: 'described',
  user: 'user name of the account, which is that of OpenDNS',
  password: 'password of the account',
  server: 'https://updates.dnsomatic.com',
  query: { wildcard: 'NOCHG', mx: 'NOCHG', backmx: 'NOCHG' },
  families: ipv4Only,
  noRecord: true,
});

/** Duck DNS. https://www.duckdns.org/spec.jsp */
export const duckdns = service({
  name: 'duckdns',
  title: 'Duck DNS',
  about:
    'Make the name at https://www.duckdns.org and copy the token from there. Every name below it answers the same. All names take one call.',
  evidence: 'described',
  settings: {
    DUCKDNS_TOKEN: secret('token of the account'),
    DUCKDNS_API_URL: apiUrl('https://www.duckdns.org'),
  },
  // An address that is given keeps it from guessing the other one.
  families: kept,
  hostsPerCall: 50,
  request: ({ hosts, addresses }, v) => ({
    url: at(v.DUCKDNS_API_URL, '/update'),
    query: {
      domains: [...new Set(hosts.map(labelAtDuckDns))].join(','),
      token: v.DUCKDNS_TOKEN,
      ip: addresses.ipv4,
      ipv6: addresses.ipv6,
      verbose: 'true',
    },
  }),
  answer: {
    rules: [
      { text: /^OK\b.*\bNOCHANGE\s*$/s, is: 'unchanged' },
      { text: /^OK\b.*\bUPDATED\s*$/s, is: 'changed' },
      {
        text: /^KO$/,
        is: 'stop',
        says: 'does not know the token, or one of the names in its account (KO): check DUCKDNS_TOKEN and DOMAINS',
      },
    ],
  },
});

/** The registered label: all that lies below it follows. */
function labelAtDuckDns(host: string): string {
  return /([^.]+)\.duckdns\.org$/.exec(host)?.[1] ?? host;
}

/** Dyn (Oracle), for those who pay. https://help.dyn.com/perform-update.html */
export const dyn = plain({
  name: 'dyn',
  title: 'Dyn',
  about:
    'Generate an updater client key at https://account.dyn.com and use it as the password. All hosts take one call.',
  evidence: 'described',
  user: 'user name of the account',
  password: 'updater client key',
  server: 'https://members.dyndns.org',
  path: '/v3/update',
  hostsPerCall: 20,
});

/** Dynadot, whose API for records replaces the whole zone. By ddclient. */
export const dynadot = service({
  name: 'dynadot',
  title: 'Dynadot',
  about:
    'In the DNS settings of the domain at https://www.dynadot.com enable Dynamic DNS and copy its password. Each host and family takes one call. The TTL is 300 seconds. Where the domain is not the one that can be registered, write `DOMAIN` and `RECORDS` instead of `DOMAINS`.',
  evidence: 'by one client',
  settings: {
    DYNADOT_PASSWORD: password('Dynamic DNS password of the domain'),
    DYNADOT_API_URL: apiUrl('https://www.dynadot.com'),
  },
  families: apart,
  async request({ split, ip, addresses }, v) {
    const { domain, label } = await split();
    return {
      url: at(v.DYNADOT_API_URL, '/set_ddns'),
      query: {
        containRoot: label === '' ? 'true' : 'false',
        domain,
        ip,
        pwd: v.DYNADOT_PASSWORD,
        ttl: '300',
        type: addresses.ipv4 === undefined ? 'AAAA' : 'A',
        subDomain: label || undefined,
      },
    };
  },
  answer: { rules: [{ word: 'ok', is: 'changed' }] },
});

/** Dynu. https://www.dynu.com/DynamicDNS/IP-Update-Protocol */
export const dynu = service({
  name: 'dynu',
  title: 'Dynu',
  about:
    'Use the user name of the account at https://www.dynu.com, and its password or better the IP update password. Each host takes one call. A name below your domain there is sent as its alias.',
  evidence: 'described',
  settings: {
    DYNU_USERNAME: userName('user name of the account'),
    DYNU_PASSWORD: password('password, or its MD5 or SHA-256 in hexadecimal'),
    DYNU_API_URL: apiUrl('https://api.dynu.com'),
  },
  // "no" keeps what is not told; left out, the address of the connection is taken.
  families: kept,
  async request({ split, addresses: { ipv4 = 'no', ipv6 = 'no' } }, v) {
    const { domain, label } = await split();
    return {
      url: at(v.DYNU_API_URL, '/nic/update'),
      query: { hostname: domain, alias: label || undefined, myip: ipv4, myipv6: ipv6 },
      basic: [v.DYNU_USERNAME, v.DYNU_PASSWORD],
    };
  },
  answer: dyndns2(),
});

/** dynv6. https://dynv6.com/docs/apis */
export const dynv6Dyndns = service({
  name: 'dynv6-dyndns',
  title: 'dynv6 (HTTP update)',
  about:
    'Create an HTTP token under Keys at https://dynv6.com. A name in `DOMAINS` is a zone there, and all that lies below it follows; each takes one call. `PROVIDER=rfc2136` with a TSIG key keeps single records.',
  evidence: 'described',
  settings: {
    DYNV6_DYNDNS_TOKEN: secret('HTTP token'),
    DYNV6_DYNDNS_API_URL: apiUrl('https://dynv6.com'),
  },
  families: kept,
  request: ({ host, addresses }, v) => ({
    url: at(v.DYNV6_DYNDNS_API_URL, '/api/update'),
    query: { zone: host, token: v.DYNV6_DYNDNS_TOKEN, ipv4: addresses.ipv4, ipv6: addresses.ipv6 },
  }),
  answer: {
    rules: [
      { text: /\bunchanged\b/i, is: 'unchanged' },
      { text: /\bupdated\b/i, is: 'changed' },
      { status: 401, is: 'stop' },
      { status: 404, is: 'stop-host', says: 'has no such zone' },
    ],
  },
});
