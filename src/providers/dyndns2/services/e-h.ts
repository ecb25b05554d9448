import { secret } from '../../../settings/rows.ts';
import { optional } from '../../../settings/setting.ts';
import { apiUrl, baseUrl } from '../../settings.ts';
import { service } from '../definition.ts';
import { apart, ipv4Only, needed, password, unsaid, userName } from '../kinds.ts';
import { dyndns2 } from '../rules.ts';
import { at } from '../sending.ts';

const minute = 60_000;
const tenMinutes = 10 * minute;

/** easyDNS, in words of its own that may stand between tags. ddns-updater and ddclient. */
export const easydnsDyndns = service({
  name: 'easydns-dyndns',
  title: 'easyDNS (dynamic DNS)',
  about:
    'Switch dynamic DNS on for the domain and generate a token at https://cp.easydns.com. It takes one update of a host in 10 minutes.',
  evidence: 'by clients',
  settings: {
    EASYDNS_DYNDNS_USERNAME: userName('user name of the account'),
    EASYDNS_DYNDNS_TOKEN: secret('dynamic DNS token'),
    EASYDNS_DYNDNS_API_URL: apiUrl('https://api.cp.easydns.com'),
  },
  families: apart,
  spacing: tenMinutes,
  request: ({ host, ip }, v) => ({
    url: at(v.EASYDNS_DYNDNS_API_URL, '/dyn/generic.php'),
    query: { hostname: host, myip: ip, wildcard: host.startsWith('*') ? 'ON' : undefined },
    basic: [v.EASYDNS_DYNDNS_USERNAME, v.EASYDNS_DYNDNS_TOKEN],
  }),
  answer: {
    markup: true,
    rules: [
      { text: /\bNO_?ACCESS\b|\bNO_AUTH\b/, is: 'stop' },
      { text: /\bNO_?SERVICE\b/, is: 'stop-host', says: 'has dynamic DNS switched off for this domain' },
      { text: /\bILLEGAL[ _]INPUT\b/, is: 'stop-host', says: 'takes no such update' },
      { text: /\bTOO_?SOON\b|\bTOO_FREQ\b/, is: 'wait', wait: tenMinutes, says: 'was asked too soon' },
      { text: /^\W*(NO_?ERROR|OK)\b/, is: 'changed' },
    ],
  },
});

/**
 * FreeDNS (afraid.org), version 2 of its updates: the token in the path is the record. ddns-updater; `address` is what
 * ddclient and inadyn add. https://freedns.afraid.org/dynamic/v2/
 */
export const freedns = service({
  name: 'freedns',
  title: 'FreeDNS',
  about:
    'Open Dynamic DNS → Dynamic Update Interface v2 at https://freedns.afraid.org, and copy the token of the record, what stands behind `/u/`. A record of each family has a token of its own, so a target has one host.',
  evidence: 'by clients',
  settings: {
    FREEDNS_TOKEN: optional(secret('token of the A record')),
    FREEDNS_TOKEN_IPV6: optional(secret('token of the AAAA record')),
    FREEDNS_API_URL: optional(
      baseUrl(
        'where the service is; default `https://sync.afraid.org`, and `https://v6.sync.afraid.org` for IPv6',
      ),
    ),
  },
  families: apart,
  spacing: 5 * minute,
  check: ({ FREEDNS_TOKEN: one, FREEDNS_TOKEN_IPV6: other }) =>
    one === undefined && other === undefined ? ['give FREEDNS_TOKEN, FREEDNS_TOKEN_IPV6 or both'] : [],
  request({ ip, addresses }, v) {
    const isIpv6 = addresses.ipv6 !== undefined;
    const server = v.FREEDNS_API_URL ?? `https://${isIpv6 ? 'v6.' : ''}sync.afraid.org`;
    const name = isIpv6 ? 'FREEDNS_TOKEN_IPV6' : 'FREEDNS_TOKEN';
    return { url: at(server, `/u/${encodeURIComponent(needed(v[name], name))}/`), query: { address: ip } };
  },
  answer: {
    rules: [
      { text: /^Updated /i, is: 'changed' },
      { text: /^No IP change detected/i, is: 'unchanged' },
      { text: /^ERROR:/i, is: 'stop' },
    ],
  },
});

/** freemyip.com. https://freemyip.com/help.py, ddclient and inadyn. */
export const freemyip = service({
  name: 'freemyip',
  title: 'freemyip',
  about: 'Take a name at https://freemyip.com; the page shows its token once. Each host takes one call.',
  evidence: 'by clients',
  settings: {
    FREEMYIP_TOKEN: secret('token of the name'),
    FREEMYIP_API_URL: apiUrl('https://freemyip.com'),
  },
  families: ipv4Only,
  request: ({ host, ip }, v) => ({
    url: at(v.FREEMYIP_API_URL, '/update'),
    query: { token: v.FREEMYIP_TOKEN, domain: host, myip: ip },
  }),
  answer: {
    rules: [
      { text: /^OK\s*$/, is: 'changed' },
      { text: /^ERROR\b/, is: 'stop' },
    ],
  },
});

/** Gigahost (gigahost.no), by ddns-updater. */
export const gigahost = service({
  name: 'gigahost',
  title: 'Gigahost',
  about:
    'Create an API key at https://gigahost.no, or use the e-mail address and the password of the account. Both addresses go in one call.',
  evidence: 'by one client',
  settings: {
    GIGAHOST_API_KEY: optional(secret('API key')),
    GIGAHOST_USERNAME: optional(userName('e-mail address of the account')),
    GIGAHOST_PASSWORD: optional(password('password of the account')),
    GIGAHOST_API_URL: apiUrl('https://api.gigahost.no'),
  },
  check({ GIGAHOST_API_KEY: key, GIGAHOST_USERNAME: user, GIGAHOST_PASSWORD: word }) {
    const isOne = key === undefined ? user !== undefined && word !== undefined : !user && !word;
    return isOne ? [] : ['give GIGAHOST_API_KEY, or GIGAHOST_USERNAME with GIGAHOST_PASSWORD'];
  },
  families: unsaid,
  request: ({ host, addresses }, v) => ({
    url: at(v.GIGAHOST_API_URL, '/api/v0/dns/dyndns'),
    query: { hostname: host, myip: addresses.ipv4, myipv6: addresses.ipv6 },
    ...(v.GIGAHOST_API_KEY === undefined
      ? { basic: [v.GIGAHOST_USERNAME ?? '', v.GIGAHOST_PASSWORD ?? ''] }
      : { headers: { authorization: `Bearer ${v.GIGAHOST_API_KEY}` } }),
  }),
  answer: dyndns2({
    more: [{ word: 'badagent', is: 'permanent', says: 'cannot read the address (badagent)' }],
  }),
});

/** GoIP (goip.de), which answers with host and address, in German. ddns-updater and inadyn. */
export const goip = service({
  name: 'goip',
  title: 'GoIP',
  about:
    'Create the sub-domain at https://www.goip.de and use the user name and password of the account. Both addresses go in one call.',
  evidence: 'by clients',
  settings: {
    GOIP_USERNAME: userName('user name of the account'),
    GOIP_PASSWORD: password('password of the account'),
    GOIP_API_URL: apiUrl('https://www.goip.de'),
  },
  families: apart,
  request: ({ host, addresses }, v) => ({
    url: at(v.GOIP_API_URL, '/setip'),
    query: {
      username: v.GOIP_USERNAME,
      password: v.GOIP_PASSWORD,
      subdomain: host,
      ip: addresses.ipv4,
      ip6: addresses.ipv6,
      shortResponse: 'true',
    },
  }),
  answer: {
    rules: [
      { text: /^[\w.*-]+ \([\da-f.:]+\)/i, is: 'changed' },
      { text: /^Zugriff verweigert/i, is: 'stop' },
    ],
  },
});

/** Hurricane Electric, whose records each have a key of their own. https://dns.he.net/docs.html */
export const he = service({
  name: 'he',
  title: 'Hurricane Electric',
  about:
    'At https://dns.he.net create the A or AAAA record, tick “Enable entry for dynamic dns” and generate a DDNS key for it; the hosts of one target have the same key. Each record takes one call.',
  evidence: 'by clients',
  settings: {
    HE_PASSWORD: password('DDNS key of the record'),
    HE_API_URL: apiUrl('https://dyn.dns.he.net'),
  },
  families: apart,
  request: ({ host, ip }, v) => ({
    url: at(v.HE_API_URL, '/nic/update'),
    query: { hostname: host, myip: ip },
    basic: [host, v.HE_PASSWORD],
  }),
  // It takes 10 updates of a record in 2 minutes.
  answer: dyndns2({
    more: [{ word: 'interval', is: 'wait', wait: 2 * minute, says: 'was asked too often (interval)' }],
  }),
});
