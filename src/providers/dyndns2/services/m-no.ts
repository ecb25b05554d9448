import { version } from '../../../base/version.ts';
import { matching, secret } from '../../../settings/rows.ts';
import { optional } from '../../../settings/setting.ts';
import { apiUrl } from '../../settings.ts';
import { service } from '../definition.ts';
import { apart, ipv4Only, kept, password, unsaid, userName } from '../kinds.ts';
import { plain } from '../plain.ts';
import { dyndns2 } from '../rules.ts';
import { at } from '../sending.ts';

const halfHour = 30 * 60_000;

/** myaddr.tools, .dev and .io, where the key is the host. By ddns-updater. */
export const myaddr = service({
  name: 'myaddr',
  title: 'myaddr',
  about:
    'Claim a name at https://myaddr.tools; the key that it shows belongs to that name, so a target has one host.',
  evidence: 'by one client',
  settings: {
    MYADDR_KEY: secret('key of the name'),
    MYADDR_API_URL: apiUrl('https://myaddr.tools'),
  },
  families: apart,
  request: ({ ip }, v) => ({
    method: 'POST',
    url: at(v.MYADDR_API_URL, '/update'),
    form: { key: v.MYADDR_KEY, ip },
  }),
  answer: {
    rules: [
      { status: 200, text: /^[^<]{0,200}$/, is: 'changed' },
      { status: 404, is: 'stop' },
      { status: 400, is: 'permanent', says: 'cannot read the request' },
    ],
  },
});

/** MyDNS.JP: the request of inadyn and of several scripts of its users, which read the answer. https://www.mydns.jp/?MENU=030 */
export const mydns = service({
  name: 'mydns',
  title: 'MyDNS.JP',
  about:
    'Use the master ID and the password of the domain at https://www.mydns.jp. The ID decides the hosts.',
  evidence: 'by clients',
  settings: {
    MYDNS_USERNAME: userName('master ID'),
    MYDNS_PASSWORD: password('password'),
    MYDNS_API_URL: apiUrl('https://www.mydns.jp'),
  },
  families: unsaid,
  hostsPerCall: 1000,
  request: ({ addresses }, v) => ({
    url: at(v.MYDNS_API_URL, '/directip.html'),
    query: {
      MID: v.MYDNS_USERNAME,
      PWD: v.MYDNS_PASSWORD,
      IPV4ADDR: addresses.ipv4,
      IPV6ADDR: addresses.ipv6,
    },
  }),
  answer: {
    rules: [],
    pageRules: [{ text: /\bLogin and IP address notify OK\b/, is: 'changed' }],
  },
});

/**
 * Namecheap, whose API for records replaces the whole zone, so that its update page is used. Its XML says UTF-16 and is
 * UTF-8. https://www.namecheap.com/support/knowledgebase/article.aspx/29/11/how-to-dynamically-update-the-hosts-ip-with-an-http-request/
 */
export const namecheap = service({
  name: 'namecheap',
  title: 'Namecheap',
  about:
    'Under Domain List → Manage → Advanced DNS switch Dynamic DNS on, copy its password, and make each host an “A + Dynamic DNS Record”. Each host takes one call. Where the domain is not the one that can be registered, write `DOMAIN` and `RECORDS` instead of `DOMAINS`.',
  evidence: 'described',
  settings: {
    NAMECHEAP_PASSWORD: password('Dynamic DNS password of the domain'),
    NAMECHEAP_API_URL: apiUrl('https://dynamicdns.park-your-domain.com'),
  },
  families: ipv4Only,
  async request({ split, ip }, v) {
    const { domain, label } = await split();
    return {
      url: at(v.NAMECHEAP_API_URL, '/update'),
      query: { host: label || '@', domain, password: v.NAMECHEAP_PASSWORD, ip },
    };
  },
  answer: {
    rules: [
      { text: /<ErrCount>0<\/ErrCount>.*<Done>true<\/Done>/is, is: 'changed' },
      { text: /<Err1>\s*passwords? (do|does) not match/i, is: 'stop' },
      {
        text: /<Err1>.*not found/i,
        is: 'stop-host',
        says: 'has no such host that is an “A + Dynamic DNS Record”',
      },
      { text: /<ErrCount>[1-9]/i, is: 'permanent' },
    ],
  },
});

/** NIC.RU, by ddclient. */
export const nicru = plain({
  name: 'nicru',
  title: 'NIC.RU',
  about: 'Use the login and the password of the DNS hosting panel of https://www.nic.ru.',
  evidence: 'by one client',
  user: 'login of the panel',
  password: 'password of the panel',
  server: 'https://api.nic.ru',
});

/** Njalla, whose records of dynamic DNS have keys of their own. https://njal.la/docs/ddns/, ddns-updater and ddclient */
export const njallaDyndns = service({
  name: 'njalla-dyndns',
  title: 'Njalla (dynamic DNS)',
  about:
    'Add a record of the type Dynamic to the domain at https://njal.la and copy its key; it belongs to one host. Both addresses go in one call.',
  evidence: 'by clients',
  settings: {
    NJALLA_DYNDNS_KEY: secret('key of the Dynamic record'),
    NJALLA_DYNDNS_API_URL: apiUrl('https://njal.la'),
  },
  families: unsaid,
  request: ({ host, addresses }, v) => ({
    // Without the slash at its end Njalla answers with a redirection.
    url: at(v.NJALLA_DYNDNS_API_URL, '/update/'),
    query: { h: host, k: v.NJALLA_DYNDNS_KEY, a: addresses.ipv4, aaaa: addresses.ipv6 },
    headers: { accept: 'application/json' },
  }),
  answer: {
    rules: [
      { json: { message: 'record updated' }, is: 'changed' },
      { status: 401, is: 'stop' },
      { status: 500, is: 'permanent', says: 'cannot read the request' },
    ],
  },
});

/** No-IP. https://www.noip.com/integrate/request and https://www.noip.com/integrate/response */
export const noip = service({
  name: 'noip',
  title: 'No-IP',
  about:
    'Create a DDNS key for the host, or a group of hosts, at https://my.noip.com under Dynamic DNS → DDNS keys and use its user name and password; the e-mail address and password of the account work less and less. A free host has to be confirmed once a month. All hosts take one call.',
  evidence: 'described',
  settings: {
    NOIP_USERNAME: userName('user name of the DDNS key, or e-mail address of the account'),
    NOIP_PASSWORD: password('password of the DDNS key, or of the account'),
    NOIP_CONTACT: optional(
      matching(
        'e-mail address that No-IP wants to know of whoever asks; default: the user name, if it is one',
        'an e-mail address',
        /^[\x21-\x7e]+@[\x21-\x7e]+$/,
      ),
    ),
    NOIP_API_URL: apiUrl('https://dynupdate.no-ip.com'),
  },
  // "A and AAAA hostnames to be updated individually or dual-stacked".
  families: kept,
  hostsPerCall: 20,
  userAgent: ({ NOIP_CONTACT, NOIP_USERNAME }) =>
    `homemade-ddns homemade-ddns/Linux-${version} ${NOIP_CONTACT ?? encodeURI(NOIP_USERNAME)}`,
  request: ({ hosts, ip }, v) => ({
    url: at(v.NOIP_API_URL, '/nic/update'),
    query: { hostname: hosts.join(','), myip: ip },
    basic: [v.NOIP_USERNAME, v.NOIP_PASSWORD],
  }),
  answer: dyndns2({ wait: halfHour }),
});

/** Now-DNS, by ddns-updater. */
export const nowdns = plain({
  name: 'nowdns',
  title: 'Now-DNS',
  about: 'Use the e-mail address and the password of the account at https://now-dns.com.',
  evidence: 'by one client',
  user: 'e-mail address of the account',
  password: 'password of the account',
  server: 'https://now-dns.com',
  path: '/update',
});
