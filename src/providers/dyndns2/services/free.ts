import { version } from '../../../base/version.ts';
import { matching, secret } from '../../../settings/rows.ts';
import { optional } from '../../../settings/setting.ts';
import { apiUrl } from '../../settings.ts';
import { service } from '../definition.ts';
import { apart, kept, password, userName } from '../kinds.ts';
import { dyndns2 } from '../rules.ts';
import { at } from '../sending.ts';

const halfHour = 30 * 60_000;

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
    `homemade-ddns homemade-ddns/Linux-${version} ${NOIP_CONTACT ?? NOIP_USERNAME}`,
  request: ({ hosts, ip }, v) => ({
    url: at(v.NOIP_API_URL, '/nic/update'),
    query: { hostname: hosts.join(','), myip: ip },
    basic: [v.NOIP_USERNAME, v.NOIP_PASSWORD],
  }),
  answer: dyndns2({ wait: halfHour }),
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
        word: 'ko',
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
    more: [{ word: 'interval', is: 'wait', wait: 120_000, says: 'was asked too often (interval)' }],
  }),
});
