import { secret, text } from '../../../settings/rows.ts';
import { optional } from '../../../settings/setting.ts';
import { apiUrl } from '../../settings.ts';
import { service } from '../definition.ts';
import { apart, ipv4Only, needed, password, unsaid, userName } from '../kinds.ts';
import { plain } from '../plain.ts';
import { dyndns2 } from '../rules.ts';
import { at } from '../sending.ts';

// What ddclient or inadyn knows, and nobody else does.

const evidence = 'by one client' as const;

/** 1984 Hosting (FreeDNS of 1984.is), by ddclient. */
export const dns1984 = service({
  name: 'dns1984',
  title: '1984 Hosting',
  about: 'Switch dynamic DNS on for the zone at https://1984.hosting and copy the API key.',
  evidence,
  settings: {
    DNS1984_API_KEY: secret('API key'),
    DNS1984_API_URL: apiUrl('https://api.1984.is'),
  },
  families: ipv4Only,
  request: ({ host, ip }, v) => ({
    url: at(v.DNS1984_API_URL, '/1.0/freedns/'),
    query: { apikey: v.DNS1984_API_KEY, domain: host, ip },
  }),
  answer: {
    rules: [
      { text: /"ok"\s*:\s*true.*\bunaltered\b/is, is: 'unchanged' },
      { json: { ok: true }, is: 'changed' },
      { json: { ok: false }, is: 'permanent' },
    ],
  },
});

/** Directnic, by ddclient: the token in the path is the record. */
export const directnic = service({
  name: 'directnic',
  title: 'Directnic',
  about:
    'Create a dynamic DNS gateway for the record at https://directnic.com and copy its token, what stands behind `/gateway/`. A record of each family has a token of its own, so a target has one host.',
  evidence,
  settings: {
    DIRECTNIC_TOKEN: optional(secret('token of the A record')),
    DIRECTNIC_TOKEN_IPV6: optional(secret('token of the AAAA record')),
    DIRECTNIC_API_URL: apiUrl('https://directnic.com'),
  },
  families: apart,
  check: ({ DIRECTNIC_TOKEN: one, DIRECTNIC_TOKEN_IPV6: other }) =>
    one === undefined && other === undefined ? ['give DIRECTNIC_TOKEN, DIRECTNIC_TOKEN_IPV6 or both'] : [],
  request({ ip, addresses }, v) {
    const name = addresses.ipv6 === undefined ? 'DIRECTNIC_TOKEN' : 'DIRECTNIC_TOKEN_IPV6';
    const token = encodeURIComponent(needed(v[name], name));
    return { url: at(v.DIRECTNIC_API_URL, `/dns/gateway/${token}/`), query: { data: ip } };
  },
  answer: { rules: [{ json: { result: 'success' }, is: 'changed' }] },
});

/** DNSExit, by ddclient, from the vendor's page of its API. */
export const dnsexit = service({
  name: 'dnsexit',
  title: 'DNSExit',
  about:
    'Create an API key at https://dnsexit.com under DNS API Key. The record has to exist. Where the domain there is not the one that can be registered, write `DOMAIN` and `RECORDS` instead of `DOMAINS`.',
  evidence,
  settings: {
    DNSEXIT_API_KEY: secret('API key'),
    DNSEXIT_API_URL: apiUrl('https://api.dnsexit.com'),
  },
  families: unsaid,
  async request({ split, addresses: { ipv4, ipv6 } }, v) {
    const { domain, label } = await split();
    const update = (type: string, content: string) => ({ type, name: label, content, ttl: 5 });
    const updates = [...(ipv4 ? [update('A', ipv4)] : []), ...(ipv6 ? [update('AAAA', ipv6)] : [])];
    return {
      method: 'POST',
      url: at(v.DNSEXIT_API_URL, '/dns/'),
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ apikey: v.DNSEXIT_API_KEY, domain, update: updates }),
    };
  },
  answer: {
    rules: [
      { json: { code: 0 }, is: 'changed' },
      { json: { code: 2 }, is: 'stop' },
      { json: { code: 6 }, is: 'transient' },
      { text: /"code"\s*:\s*[3457]\b/, is: 'permanent' },
    ],
  },
});

/** dy.fi, which forgets a host that is not told within 7 days. By inadyn. */
export const dyfi = plain({
  name: 'dyfi',
  title: 'dy.fi',
  about: 'Use the e-mail address and the password of the account at https://www.dy.fi.',
  evidence,
  user: 'e-mail address of the account',
  password: 'password of the account',
  server: 'https://www.dy.fi',
});

/** Dyndns.it, by inadyn. */
export const dyndnsit = plain({
  name: 'dyndnsit',
  title: 'Dyndns.it',
  about: 'Use the user name and the password of the account at https://dyndns.it.',
  evidence,
  user: 'user name of the account',
  password: 'password of the account',
  server: 'https://update.dyndns.it',
});

/** MyOnlinePortal, by inadyn. */
export const myonlineportal = service({
  name: 'myonlineportal',
  title: 'MyOnlinePortal',
  about: 'Use the user name and the password of the account at https://myonlineportal.net.',
  evidence,
  settings: {
    MYONLINEPORTAL_USERNAME: userName('user name of the account'),
    MYONLINEPORTAL_PASSWORD: password('password of the account'),
    MYONLINEPORTAL_API_URL: apiUrl('https://myonlineportal.net'),
  },
  families: unsaid,
  request: ({ host, addresses }, v) => ({
    url: at(v.MYONLINEPORTAL_API_URL, '/updateddns'),
    query: {
      username: v.MYONLINEPORTAL_USERNAME,
      password: v.MYONLINEPORTAL_PASSWORD,
      hostname: host,
      ip: addresses.ipv4,
      ip6: addresses.ipv6,
    },
  }),
  answer: dyndns2(),
});

/** Pubyun (3322.org), by inadyn. */
export const pubyun = plain({
  name: 'pubyun',
  title: 'Pubyun (3322.org)',
  about: 'Use the user name and the password of the account at https://www.pubyun.com.',
  evidence,
  user: 'user name of the account',
  password: 'password of the account',
  server: 'https://members.3322.org',
  path: '/dyndns/update',
});

/** schokokeks.org, by inadyn. */
export const schokokeks = plain({
  name: 'schokokeks',
  title: 'schokokeks.org',
  about: 'Create a DynDNS account for the host at https://config.schokokeks.org.',
  evidence,
  user: 'user of the DynDNS account',
  password: 'password of the DynDNS account',
  server: 'https://dyndns.schokokeks.org',
});

/** A tunnel of Hurricane Electric, which is told where it ends, so that there is no record to ask for. By inadyn. */
export const tunnelbroker = service({
  name: 'tunnelbroker',
  title: 'Hurricane Electric Tunnelbroker',
  about:
    'Tells https://tunnelbroker.net the IPv4 address that the tunnel leads to; no DNS record is kept. `DOMAINS` is a name to show for it, such as `tunnel.example.com`. It is told at each start and when the address changes.',
  evidence,
  settings: {
    TUNNELBROKER_USERNAME: userName('user name of the account'),
    TUNNELBROKER_PASSWORD: password('update key of the tunnel'),
    TUNNELBROKER_TUNNEL: text('ID of the tunnel', 'digits, such as 123456'),
    TUNNELBROKER_API_URL: apiUrl('https://ipv4.tunnelbroker.net'),
  },
  families: ipv4Only,
  noRecord: true,
  request: ({ ip }, v) => ({
    url: at(v.TUNNELBROKER_API_URL, '/nic/update'),
    query: { hostname: v.TUNNELBROKER_TUNNEL, myip: ip },
    basic: [v.TUNNELBROKER_USERNAME, v.TUNNELBROKER_PASSWORD],
  }),
  answer: dyndns2(),
});

/** UD Media, by inadyn. */
export const udmedia = plain({
  name: 'udmedia',
  title: 'UD Media',
  about: 'Switch DynDNS on for the host in the customer menu of https://www.udmedia.de.',
  evidence,
  user: 'user name',
  password: 'password',
  server: 'https://www.udmedia.de',
});
