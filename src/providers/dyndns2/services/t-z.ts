import { secret } from '../../../settings/rows.ts';
import { apiUrl } from '../../settings.ts';
import { service } from '../definition.ts';
import { ipv4Only, kept, password, userName } from '../kinds.ts';
import { plain } from '../plain.ts';
import { dyndns2 } from '../rules.ts';
import { at } from '../sending.ts';

const tenMinutes = 600_000;

/** TwoDNS, by inadyn. */
export const twodns = service({
  name: 'twodns',
  title: 'TwoDNS',
  about:
    'Use the e-mail address and the API token of the account at https://www.twodns.de. Each host takes one call.',
  evidence: 'by one client',
  settings: {
    TWODNS_USERNAME: userName('e-mail address of the account'),
    TWODNS_TOKEN: secret('API token'),
    TWODNS_API_URL: apiUrl('https://update.twodns.de'),
  },
  families: ipv4Only,
  request: ({ host, ip }, v) => ({
    url: at(v.TWODNS_API_URL, '/update'),
    query: { hostname: host, ip },
    basic: [v.TWODNS_USERNAME, v.TWODNS_TOKEN],
  }),
  answer: dyndns2(),
});

/** Variomedia, which takes both addresses between commas. https://dyndns.variomedia.de */
export const variomedia = service({
  name: 'variomedia',
  title: 'Variomedia',
  about:
    'Switch dynamic DNS on for the host, and set the DynDNS password, in the DNS settings at https://my.variomedia.de. Both addresses go in one call.',
  evidence: 'described',
  settings: {
    VARIOMEDIA_USERNAME: userName('e-mail address of the account'),
    VARIOMEDIA_PASSWORD: password('DynDNS password'),
    VARIOMEDIA_API_URL: apiUrl('https://dyndns.variomedia.de'),
  },
  families: kept,
  request: ({ host, ip }, v) => ({
    url: at(v.VARIOMEDIA_API_URL, '/nic/update'),
    query: { hostname: host, myip: ip },
    basic: [v.VARIOMEDIA_USERNAME, v.VARIOMEDIA_PASSWORD],
  }),
  answer: dyndns2(),
});

/** WebSupport, by ddclient. */
export const websupportDyndns = plain({
  name: 'websupport-dyndns',
  title: 'WebSupport (DynDNS)',
  about:
    'Generate a DynDNS API key under Security and Login → API Authentication at https://admin.websupport.sk.',
  evidence: 'by one client',
  user: 'identifier of the API key',
  password: 'secret of the API key',
  server: 'https://dyndns.websupport.sk',
});

/** ZoneEdit, in elements of its own. ddns-updater; the older page of ddclient answers in the same form. */
export const zoneedit = service({
  name: 'zoneedit',
  title: 'ZoneEdit',
  about:
    'Switch DYN on for the record at https://cp.zoneedit.com and copy the DYN token. It takes one update in 10 minutes. Each host and family takes one call.',
  evidence: 'by clients',
  settings: {
    ZONEEDIT_USERNAME: userName('user name of the account'),
    ZONEEDIT_TOKEN: secret('DYN token of the domain'),
    ZONEEDIT_API_URL: apiUrl('https://api.cp.zoneedit.com'),
  },
  families: { calls: 'apart' },
  spacing: tenMinutes,
  request: ({ host, ip }, v) => ({
    url: at(v.ZONEEDIT_API_URL, '/dyn/generic.php'),
    query: { hostname: host, myip: ip, wildcard: host.startsWith('*') ? 'ON' : undefined },
    basic: [v.ZONEEDIT_USERNAME, v.ZONEEDIT_TOKEN],
  }),
  answer: {
    rules: [
      { text: /<SUCCESS\b[^>]*\bCODE="201"/i, is: 'unchanged' },
      { text: /<SUCCESS\b[^>]*\bCODE="200"/i, is: 'changed' },
      { text: /<ERROR\b[^>]*\bCODE="707"/i, is: 'unchanged' },
      { text: /<ERROR\b[^>]*\bCODE="702"/i, is: 'wait', wait: tenMinutes, says: 'was asked too soon (702)' },
      { text: /<ERROR\b[^>]*\bCODE="708"/i, is: 'stop' },
      { text: /<ERROR\b[^>]*\bCODE="70[19]"/i, is: 'stop-host', says: 'knows no such host in this account' },
      { text: /<ERROR\b/i, is: 'permanent' },
    ],
  },
});
