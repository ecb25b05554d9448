import { secret, text } from '../../../settings/rows.ts';
import { optional } from '../../../settings/setting.ts';
import { apiUrl } from '../../settings.ts';
import { service } from '../definition.ts';
import { apart, ipv4Only, password, unsaid, userName } from '../kinds.ts';
import { plain } from '../plain.ts';
import type { Rule } from '../rules.ts';
import { at } from '../sending.ts';

// Services of fewer users, which ddclient, inadyn or NewFuture/DDNS know.

/** DDNS.FM, by ddclient, which takes any answer of 200 for a yes. https://ddns.fm/docs */
export const ddnsfm = service({
  name: 'ddnsfm',
  title: 'DDNS.FM',
  about:
    'Copy the key of the domain from https://ddns.fm. The key belongs to one domain. Each family takes one call.',
  evidence: 'by one client',
  settings: {
    DDNSFM_KEY: secret('key of the domain'),
    DDNSFM_API_URL: apiUrl('https://api.ddns.fm'),
  },
  families: apart,
  request: ({ host, ip }, v) => ({
    url: at(v.DDNSFM_API_URL, '/update'),
    query: { key: v.DDNSFM_KEY, domain: host, myip: ip },
  }),
  answer: { rules: [{ status: 200, text: /^[^<]{0,200}$/, is: 'changed' }] },
});

const toldOfDuia: Rule = { text: /\bHostname\s+\S+\s+Ipv[46]\s+[\da-f.:]+/i, is: 'changed' };

/** DuiaDNS, by inadyn and ddupdate: its answer is a page with a line for the host and one for each address. */
export const duiadns = service({
  name: 'duiadns',
  title: 'DuiaDNS',
  about:
    'Copy the MD5 password of the host from https://www.duiadns.net; it belongs to one host. Both addresses go in one call.',
  evidence: 'by clients',
  settings: {
    DUIADNS_PASSWORD: secret('MD5 password of the host'),
    DUIADNS_API_URL: apiUrl('https://ip.duiadns.net'),
  },
  families: unsaid,
  request: ({ host, addresses }, v) => ({
    url: at(v.DUIADNS_API_URL, '/dynamic.duia'),
    query: { host, password: v.DUIADNS_PASSWORD, ip4: addresses.ipv4, ip6: addresses.ipv6 },
  }),
  answer: { markup: true, rules: [toldOfDuia], pageRules: [toldOfDuia] },
});

/** eNom and its resellers. https://api.enom.com/docs/setdnshost, ddclient */
export const enom = service({
  name: 'enom',
  title: 'eNom',
  about:
    'Give the domain an access password (Domain Password) at https://www.enom.com or your reseller. The host must have an A record. Each host takes one call. Where the domain is not the one that can be registered, write `DOMAIN` and `RECORDS` instead of `DOMAINS`.',
  evidence: 'described',
  settings: {
    ENOM_PASSWORD: password('access password of the domain'),
    ENOM_API_URL: apiUrl('https://dynamic.name-services.com'),
  },
  families: ipv4Only,
  spacing: 5 * 60_000,
  async request({ split, ip }, v) {
    const { domain, label } = await split();
    return {
      url: at(v.ENOM_API_URL, '/interface.asp'),
      query: {
        Command: 'SetDNSHost',
        HostName: label || '@',
        Zone: domain,
        DomainPassword: v.ENOM_PASSWORD,
        Address: ip,
      },
    };
  },
  answer: {
    markup: true,
    rules: [
      { text: /\bErrCount=0\s.*\bDone=true\b/is, is: 'changed' },
      { text: /\bErr1=[^\n]*password/i, is: 'stop' },
      { text: /\bErrCount=[1-9]/i, is: 'permanent' },
    ],
  },
});

/** The dynamic DNS of Gira's HomeServer, by inadyn: the user is the host. */
export const giradns = service({
  name: 'giradns',
  title: 'Gira DNS',
  about: 'Use the user name and the password of https://giradns.com; they belong to one host.',
  evidence: 'by one client',
  settings: {
    GIRADNS_USERNAME: userName('user name'),
    GIRADNS_PASSWORD: password('password'),
    GIRADNS_API_URL: apiUrl('https://homeserver.gira.de'),
  },
  families: apart,
  request: ({ ip }, v) => ({
    url: at(v.GIRADNS_API_URL, '/hsdyndns.php'),
    query: { u: v.GIRADNS_USERNAME, p: v.GIRADNS_PASSWORD, ip },
  }),
  answer: { rules: [{ text: /^OK\b/, is: 'changed' }] },
});

/** it's DNS. https://www.itsdns.de/dynupdatehelp.htm */
export const itsdns = plain({
  name: 'itsdns',
  title: 'it’s DNS',
  about:
    'Create an update key for the host at https://www.itsdns.de; the user is the e-mail address. Each family takes one call.',
  evidence: 'described',
  user: 'e-mail address of the account',
  password: 'update key of the host',
  server: 'https://www.itsdns.de',
  path: '/update.php',
});

/** Oray (Peanut Hull), by inadyn and packages of OpenWrt. */
export const oray = plain({
  name: 'oray',
  title: 'Oray',
  about: 'Use the user name and the password of the account at https://www.oray.com.',
  evidence: 'by clients',
  user: 'user name of the account',
  password: 'password of the account',
  server: 'https://ddns.oray.com',
  path: '/ph/update',
  families: ipv4Only,
});

/** Sitelutions, which names a record by its number. https://sitelutions.com, “Setting up Dynamic DNS”; ddclient, inadyn */
export const sitelutions = service({
  name: 'sitelutions',
  title: 'Sitelutions',
  about:
    'Create an API key at https://sitelutions.com and copy the number of the A record from its DNS settings; a target has one host.',
  evidence: 'described',
  settings: {
    SITELUTIONS_USERNAME: userName('e-mail address of the account'),
    SITELUTIONS_API_KEY: secret('API key'),
    SITELUTIONS_RECORD: text('number of the A record', 'digits, such as 123456'),
    SITELUTIONS_API_URL: apiUrl('https://api2.sitelutions.com'),
  },
  families: ipv4Only,
  request: ({ ip }, v) => ({
    url: at(v.SITELUTIONS_API_URL, '/dnsup'),
    query: {
      id: v.SITELUTIONS_RECORD,
      user: v.SITELUTIONS_USERNAME,
      pass: v.SITELUTIONS_API_KEY,
      ip,
    },
  }),
  answer: {
    rules: [
      { word: 'success', is: 'changed' },
      { word: 'noauth', is: 'stop' },
      { word: 'dberror', is: 'transient' },
    ],
  },
});

/** West.cn, by NewFuture/DDNS: one call makes or changes the record. */
export const west = service({
  name: 'west',
  title: 'West.cn',
  about:
    'Create an API password at https://www.west.cn and give its MD5 with the user name, or the `apidomainkey` of one domain alone. It makes a record that is not there. Where the domain is not the one that can be registered, write `DOMAIN` and `RECORDS` instead of `DOMAINS`.',
  evidence: 'by one client',
  settings: {
    WEST_USERNAME: optional(userName('user name of the account'), 'none, with the key of a domain'),
    WEST_API_KEY: secret('MD5 of the API password, or `apidomainkey` of the domain'),
    WEST_API_URL: apiUrl('https://api.west.cn'),
  },
  families: apart,
  async request({ split, ip }, { WEST_USERNAME: username, WEST_API_KEY: key, WEST_API_URL: url }) {
    const { domain, label } = await split();
    const credentials = username === undefined ? { apidomainkey: key } : { username, apikey: key };
    return {
      method: 'POST',
      url: at(url, '/API/v2/domain/dns/'),
      form: { act: 'dnsrec.update', domain, hostname: label || '@', record_value: ip, ...credentials },
    };
  },
  answer: {
    rules: [
      { json: { code: 200 }, is: 'changed' },
      { json: { code: 404 }, is: 'stop-host', says: 'has no such domain in this account' },
      { text: /"code"\s*:\s*\d+/, is: 'permanent' },
    ],
  },
});
