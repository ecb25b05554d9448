import { secret, text } from '../../../settings/rows.ts';
import { apiUrl } from '../../settings.ts';
import { service } from '../definition.ts';
import { apart, ipv4Only, password, unsaid, userName } from '../kinds.ts';
import { plain } from '../plain.ts';
import { dyndns2, dyndns2Rules } from '../rules.ts';
import { at } from '../sending.ts';

/** nsupdate.info, where the host is the user. https://nsupdateinfo.readthedocs.io, inadyn */
export const nsupdateinfo = service({
  name: 'nsupdateinfo',
  title: 'nsupdate.info',
  about:
    'Add the host at https://www.nsupdate.info and generate its update secret. Each host and family takes one call.',
  evidence: 'described',
  settings: {
    NSUPDATEINFO_PASSWORD: password('update secret of the host'),
    NSUPDATEINFO_API_URL: apiUrl('https://www.nsupdate.info'),
  },
  families: apart,
  request: ({ host, ip }, v) => ({
    url: at(v.NSUPDATEINFO_API_URL, '/nic/update'),
    query: { hostname: host, myip: ip },
    basic: [host, v.NSUPDATEINFO_PASSWORD],
  }),
  answer: dyndns2(),
});

/**
 * OpenDNS, which learns by it whose questions it filters, so that there is no record to ask for. "hostname" is the label
 * of a network there. By ddns-updater and inadyn.
 */
export const opendns = service({
  name: 'opendns',
  title: 'OpenDNS',
  about:
    'Tells OpenDNS the address of a network at https://dashboard.opendns.com, so that its filter applies; no DNS record is kept. `DOMAINS` is a name to show for it, such as `home.opendns.com`. It is told at each start and when the address changes.',
  evidence: 'by clients',
  settings: {
    OPENDNS_USERNAME: userName('e-mail address of the account'),
    OPENDNS_PASSWORD: password('password of the account'),
    OPENDNS_NETWORK: text('label of the network, with `_` for a space', 'a label as the dashboard shows it'),
    OPENDNS_API_URL: apiUrl('https://updates.opendns.com'),
  },
  families: ipv4Only,
  noRecord: true,
  request: ({ ip }, v) => ({
    url: at(v.OPENDNS_API_URL, '/nic/update'),
    query: { hostname: v.OPENDNS_NETWORK, myip: ip },
    basic: [v.OPENDNS_USERNAME, v.OPENDNS_PASSWORD],
  }),
  answer: dyndns2(),
});

/** DynHost of OVHcloud, whose record API is `ovh`. https://help.ovhcloud.com, “DynHost”; ddns-updater and ddclient */
export const ovhDynhost = plain({
  name: 'ovh-dynhost',
  title: 'OVHcloud DynHost',
  about:
    'Create the DynHost record and a DynHost login with a password of its own under Domain names → DynHost. A DynHost record stands beside no A or AAAA record of the name, and is no wildcard. Each host and family takes one call. `PROVIDER=ovh` is the better way.',
  evidence: 'by clients',
  user: 'DynHost login, such as `example.com-home`',
  password: 'password of the DynHost login',
  server: 'https://www.ovh.com',
  query: { system: 'dyndns' },
});

/** regfish. https://www.regfish.de/domains/dyndns/dokumentation, ddclient and inadyn */
export const regfishDyndns = service({
  name: 'regfish-dyndns',
  title: 'regfish (DynDNS)',
  about:
    'Switch Dynamic DNS on for the domain at https://www.regfish.de and copy the token. Both addresses go in one call.',
  evidence: 'by clients',
  settings: {
    REGFISH_DYNDNS_TOKEN: secret('DynDNS token of the domain'),
    REGFISH_DYNDNS_API_URL: apiUrl('https://dyndns.regfish.de'),
  },
  families: unsaid,
  request: ({ host, addresses }, v) => ({
    url: at(v.REGFISH_DYNDNS_API_URL, '/'),
    query: {
      fqdn: host,
      forcehost: '1',
      token: v.REGFISH_DYNDNS_TOKEN,
      ipv4: addresses.ipv4,
      ipv6: addresses.ipv6,
    },
  }),
  answer: {
    rules: [
      { text: /^success\|101\b/i, is: 'unchanged' },
      { text: /^success\|100\b/i, is: 'changed' },
      { text: /^ERROR\|/i, is: 'permanent' },
    ],
  },
});

/** selfHOST.de, whose statuses say more than its words. By ddns-updater, from the vendor's PDF, and inadyn. */
export const selfhost = service({
  name: 'selfhost',
  title: 'selfHOST',
  about:
    'Use the DynDNS user and password of the host at https://www.selfhost.de, not those of the account; they belong to one host.',
  evidence: 'by clients',
  settings: {
    SELFHOST_USERNAME: userName('DynDNS user'),
    SELFHOST_PASSWORD: password('DynDNS password'),
    SELFHOST_API_URL: apiUrl('https://carol.selfhost.de'),
  },
  families: apart,
  request: ({ host, ip }, v) => ({
    url: at(v.SELFHOST_API_URL, '/nic/update'),
    query: { hostname: host, myip: ip },
    basic: [v.SELFHOST_USERNAME, v.SELFHOST_PASSWORD],
  }),
  answer: {
    rules: [
      { status: 204, is: 'unchanged' },
      { status: 401, is: 'stop' },
      { status: 409, is: 'stop-host', says: 'knows no such host in this account' },
      { status: 410, is: 'stop', says: 'has switched the account off' },
      { status: [411, 412], is: 'stop-host', says: 'does not take this address' },
      ...dyndns2Rules(),
    ],
  },
});

/** simply.com, by inadyn; ddclient asks another of its servers in the same way. */
export const simplyDyndns = plain({
  name: 'simply-dyndns',
  title: 'simply.com (dynamic DNS)',
  about:
    'Use the account name (such as `S123456`) and the API key from the control panel of https://www.simply.com. Each host and family takes one call.',
  evidence: 'by clients',
  user: 'account name',
  password: 'API key',
  server: 'https://ddns.simply.com',
});

/** spDYN (Securepoint). https://wiki.securepoint.de/SPDyn/Variablen, ddns-updater and inadyn */
export const spdyn = plain({
  name: 'spdyn',
  title: 'spDYN',
  about:
    'Generate an update token for the host at https://spdyn.de; the host is the user name, and the token the password. Each host and family takes one call.',
  evidence: 'by clients',
  user: 'the host, with an update token; or user name of the account',
  password: 'update token of the host; or password of the account',
  server: 'https://update.spdyn.de',
  answer: dyndns2({ more: [{ word: 'fatal', is: 'stop-host', says: 'has switched the host off (fatal)' }] }),
});

/** STRATO. ddns-updater and inadyn */
export const strato = plain({
  name: 'strato',
  title: 'STRATO',
  about:
    'Switch DynDNS on for the domain and set a DynDNS password under Security at https://www.strato.de; the user is the domain. Each host and family takes one call.',
  evidence: 'by clients',
  user: 'the domain',
  password: 'DynDNS password',
  server: 'https://dyndns.strato.com',
});
