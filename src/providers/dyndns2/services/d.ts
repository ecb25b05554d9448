import { boolean, secret } from '../../../settings/rows.ts';
import { withDefault } from '../../../settings/setting.ts';
import { apiUrl } from '../../settings.ts';
import { service } from '../definition.ts';
import { apart, kept, password, userName } from '../kinds.ts';
import { good, nochg, type Rule } from '../rules.ts';
import { at } from '../sending.ts';

const minute = 60_000;

/** domaindiscount24, Moniker and other brands of Key-Systems. https://support.domaindiscount24.com, “Dynamic DNS” */
export const dd24 = service({
  name: 'dd24',
  title: 'domaindiscount24',
  about:
    'Add Dynamic DNS to the sub-domain under Domains → My domains → DynamicDNS at https://www.domaindiscount24.com (Moniker and RRPproxy do the same). It takes one update of a host in 30 minutes.',
  evidence: 'described',
  settings: {
    DD24_PASSWORD: password('DynamicDNS password of the host'),
    DD24_API_URL: apiUrl('https://dynamicdns.key-systems.net'),
  },
  families: apart,
  spacing: 30 * minute,
  request: ({ host, ip }, v) => ({
    url: at(v.DD24_API_URL, '/update.php'),
    query: { hostname: host, password: v.DD24_PASSWORD, ip },
  }),
  answer: {
    rules: [
      { text: /code = 200|\bsuccess/i, is: 'changed' },
      { text: /authorization failed/i, is: 'stop' },
      // An empty body, with this status alone.
      { status: 200, text: /^$/, is: 'changed' },
    ],
  },
});

const ddnssErrors: readonly Rule[] = [
  { text: /\bbadauth\b/, is: 'stop' },
  { text: /\bnotfqdn\b/, is: 'stop-host', says: 'knows no such host (notfqdn)' },
  { text: /\bbady?sys\b/, is: 'stop', says: 'cannot read the request (badsys)' },
];

/** DDNSS.de. https://ddnss.de/info.php, ddns-updater and ddclient. */
export const ddnss = service({
  name: 'ddnss',
  title: 'DDNSS',
  about:
    'Copy the update key of the account from https://ddnss.de. A host with both families must be set to dual-stack there.',
  evidence: 'by clients',
  settings: {
    DDNSS_KEY: secret('update key of the account'),
    DDNSS_DUAL_STACK: withDefault('true', boolean('whether the host is set to dual-stack')),
    DDNSS_API_URL: apiUrl('https://ddnss.de'),
  },
  families: apart,
  request: ({ host, addresses }, v) => ({
    url: at(v.DDNSS_API_URL, '/upd.php'),
    query: {
      key: v.DDNSS_KEY,
      host,
      ip: addresses.ipv4 ?? (v.DDNSS_DUAL_STACK ? undefined : addresses.ipv6),
      ip6: v.DDNSS_DUAL_STACK ? addresses.ipv6 : undefined,
    },
  }),
  answer: {
    rules: [good, nochg, ...ddnssErrors],
    pageRules: [{ text: /\bUpdated \d+ hostname/i, is: 'changed' }, ...ddnssErrors],
  },
});

/**
 * The IP update of deSEC, under dedyn.io or for a domain of one's own: of both families each call says something, since
 * what is left out is taken from the connection or deleted. https://desec.readthedocs.io/en/latest/dyndns/update-api.html
 */
export const desecDyndns = service({
  name: 'desec-dyndns',
  title: 'deSEC (IP update)',
  about:
    'Create a token at https://desec.io. It sets the TTL to 60 seconds and takes 2 updates of a domain in 2 minutes, 2000 requests of an account a day. All names of one domain take one call. `PROVIDER=desec` is the better way where the token may read.',
  evidence: 'described',
  settings: {
    DESEC_DYNDNS_TOKEN: secret('token that may write the A and AAAA record sets of the domain'),
    DESEC_DYNDNS_API_URL: apiUrl('https://update.dedyn.io'),
  },
  families: kept,
  hostsPerCall: 100,
  sameDomain: true,
  perDay: 2000,
  request: ({ hosts, addresses: { ipv4 = 'preserve', ipv6 = 'preserve' } }, v) => ({
    url: at(v.DESEC_DYNDNS_API_URL, '/'),
    query: { hostname: hosts.join(','), myipv4: ipv4, myipv6: ipv6 },
    headers: { authorization: `Token ${v.DESEC_DYNDNS_TOKEN}` },
  }),
  answer: {
    rules: [
      { status: 404, is: 'stop-host', says: 'has no such domain in this account' },
      { status: 400, is: 'stop', says: 'cannot tell which host is meant' },
      good,
    ],
  },
});

/** Domene.shop (Domeneshop). https://api.domeneshop.no/docs/, “ddns” */
export const domeneshopDyndns = service({
  name: 'domeneshop-dyndns',
  title: 'Domeneshop (DynDNS)',
  about:
    'Create a token and its secret at https://domene.shop/admin?view=api. It makes a record that is not there. Each host and family takes one call.',
  evidence: 'described',
  settings: {
    DOMENESHOP_DYNDNS_TOKEN: userName('token of the API'),
    DOMENESHOP_DYNDNS_SECRET: secret('secret of the token'),
    DOMENESHOP_DYNDNS_API_URL: apiUrl('https://api.domeneshop.no'),
  },
  families: apart,
  request: ({ host, ip }, v) => ({
    url: at(v.DOMENESHOP_DYNDNS_API_URL, '/v0/dyndns/update'),
    query: { hostname: host, myip: ip },
    basic: [v.DOMENESHOP_DYNDNS_TOKEN, v.DOMENESHOP_DYNDNS_SECRET],
  }),
  answer: {
    rules: [
      { status: 204, is: 'changed' },
      { status: 404, is: 'stop-host', says: 'has no such domain in this account' },
    ],
  },
});

/** DonDominio (DonDNS). https://dev.dondominio.com/dondns/docs/api/ */
export const dondominio = service({
  name: 'dondominio',
  title: 'DonDominio',
  about:
    'Switch DonDNS on for the host at https://www.dondominio.com and copy its key. Each host and family takes one call.',
  evidence: 'by clients',
  settings: {
    DONDOMINIO_USERNAME: userName('DonDNS user'),
    DONDOMINIO_PASSWORD: password('DonDNS key'),
    DONDOMINIO_API_URL: apiUrl('https://dondns.dondominio.com'),
  },
  families: apart,
  request: ({ host, ip }, v) => ({
    url: at(v.DONDOMINIO_API_URL, '/json/'),
    query: { user: v.DONDOMINIO_USERNAME, password: v.DONDOMINIO_PASSWORD, host, ip, lang: 'en' },
  }),
  answer: {
    rules: [
      { json: { success: true }, is: 'changed' },
      { json: { success: false }, is: 'permanent' },
    ],
  },
});
