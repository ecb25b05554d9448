import { secret } from '../../../settings/rows.ts';
import { apiUrl } from '../../settings.ts';
import { service } from '../definition.ts';
import { apart, ipv4Only, password, unsaid, userName } from '../kinds.ts';
import { plain } from '../plain.ts';
import { dyndns2 } from '../rules.ts';
import { at } from '../sending.ts';

/** ALL-INKL.COM. ddns-updater and ddclient; inadyn sends no host, which the user decides. */
export const allinkl = service({
  name: 'allinkl',
  title: 'ALL-INKL',
  about:
    'In the KAS panel create a DDNS user under Tools → DDNS settings, with Dual-Stack for IPv6; it belongs to one host. Both addresses go in one call.',
  evidence: 'by clients',
  settings: {
    ALLINKL_USERNAME: userName('DDNS user, such as `dyn0123456`'),
    ALLINKL_PASSWORD: password('password of the DDNS user'),
    ALLINKL_API_URL: apiUrl('https://dyndns.kasserver.com'),
  },
  families: unsaid,
  request: ({ host, addresses }, v) => ({
    url: at(v.ALLINKL_API_URL, '/'),
    query: { host, myip: addresses.ipv4, myip6: addresses.ipv6 },
    basic: [v.ALLINKL_USERNAME, v.ALLINKL_PASSWORD],
  }),
  answer: dyndns2(),
});

/** ChangeIP. The request of ddns-updater and ddclient, whose answer that one alone reads. */
export const changeip = service({
  name: 'changeip',
  title: 'ChangeIP',
  about:
    'Use the user name and password of the account at https://www.changeip.com. Each host takes one call.',
  evidence: 'by clients',
  settings: {
    CHANGEIP_USERNAME: userName('user name of the account'),
    CHANGEIP_PASSWORD: password('password of the account'),
    CHANGEIP_API_URL: apiUrl('https://nic.changeip.com'),
  },
  families: ipv4Only,
  request: ({ host, ip }, v) => ({
    url: at(v.CHANGEIP_API_URL, '/nic/update'),
    query: { hostname: host, ip },
    basic: [v.CHANGEIP_USERNAME, v.CHANGEIP_PASSWORD],
  }),
  answer: dyndns2({ more: [{ text: /\bsuccess/i, is: 'changed' }] }),
});

/**
 * The dynamic URL of ClouDNS: https://www.cloudns.net/wiki/article/175/ has the request and article 364 the answer; what it
 * refuses with, by ddclient.
 */
export const cloudns = service({
  name: 'cloudns-dyndns',
  title: 'ClouDNS (dynamic URL)',
  about:
    'Open the record at https://www.cloudns.net and copy its DynamicURL, what stands behind `q=`. The key belongs to one record.',
  evidence: 'described',
  settings: {
    CLOUDNS_DYNDNS_KEY: secret('key of the record, from its DynamicURL'),
    CLOUDNS_DYNDNS_API_URL: apiUrl('https://ipv4.cloudns.net'),
  },
  families: ipv4Only,
  request: ({ ip }, v) => ({
    url: at(v.CLOUDNS_DYNDNS_API_URL, '/api/dynamicURL/'),
    query: { q: v.CLOUDNS_DYNDNS_KEY, ip },
  }),
  answer: {
    rules: [
      { text: /record's key is wrong/i, is: 'stop' },
      { text: /^Invalid request/i, is: 'permanent' },
      { text: /^OK$/, is: 'changed' },
    ],
  },
});

/** Core-Networks, by inadyn: a word keeps the other family. */
export const corenetworks = service({
  name: 'corenetworks',
  title: 'Core-Networks',
  about:
    'Switch dynamic DNS on for the host at https://iface.core-networks.de and use its user and password.',
  evidence: 'by one client',
  settings: {
    CORENETWORKS_USERNAME: userName('DynDNS user'),
    CORENETWORKS_PASSWORD: password('DynDNS password'),
    CORENETWORKS_API_URL: apiUrl('https://dyndns.core-networks.de'),
  },
  families: apart,
  request: ({ host, ip, addresses }, v) => ({
    url: at(v.CORENETWORKS_API_URL, '/'),
    query: {
      hostname: host,
      myip: ip,
      ...(addresses.ipv4 === undefined ? { keepipv4: '1' } : { keepipv6: '1' }),
    },
    basic: [v.CORENETWORKS_USERNAME, v.CORENETWORKS_PASSWORD],
  }),
  answer: dyndns2(),
});

/** do.de (FlexDNS). https://www.do.de/wiki/Dynamisches_DNS_-_Entwickler */
export const dode = plain({
  name: 'dode',
  title: 'do.de',
  about: 'Create a FlexDNS user for the host in the customer menu of https://www.do.de.',
  evidence: 'described',
  user: 'FlexDNS user',
  password: 'FlexDNS password',
  server: 'https://ddns.do.de',
});
