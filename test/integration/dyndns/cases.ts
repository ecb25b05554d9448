import type { ProviderValues } from '../../../src/providers/provider.ts';

export interface Case {
  readonly name: string;
  readonly values: ProviderValues;
  /** Default `home.example.com`. */
  readonly host?: string;
  readonly client: 'inadyn' | 'ddclient';
  readonly configuration: string;
  /** What the pretend service says. */
  readonly answer: string;
  /** What the client has in its query instead, where that is known and does not matter. */
  readonly query?: Readonly<Record<string, string>>;
}

const home = 'home.example.com';
const good = 'good 192.0.2.10';

const inadyn = (provider: string, user = 'user') => `
ca-trust-file = "/dyndns/cert.pem"
verify-address = false
provider ${provider} {
    username = "${user}"
    password = "pass"
    hostname = "${home}"
    checkip-command = "/bin/echo 192.0.2.10"
}
`;

const ddclient = (line: string) => `
ssl=yes
ssl_ca_file=/dyndns/cert.pem
use=cmd, cmd='echo 192.0.2.10'
${line}
`;

const account = (prefix: string): ProviderValues => ({
  [`${prefix}_USERNAME`]: 'user',
  [`${prefix}_PASSWORD`]: 'pass',
});

/** Services that a client of Debian knows by name. */
export const cases: readonly Case[] = [
  {
    name: 'noip',
    values: account('NOIP'),
    client: 'inadyn',
    configuration: inadyn('no-ip.com'),
    answer: good,
  },
  {
    name: 'he',
    values: { HE_PASSWORD: 'pass' },
    client: 'inadyn',
    configuration: inadyn('dyndns@he.net', home),
    answer: good,
  },
  {
    name: 'ovh-dynhost',
    values: account('OVH_DYNHOST'),
    client: 'inadyn',
    configuration: inadyn('ovh.com'),
    answer: good,
  },
  {
    name: 'selfhost',
    values: account('SELFHOST'),
    client: 'inadyn',
    configuration: inadyn('selfhost.de'),
    answer: good,
  },
  {
    name: 'strato',
    values: account('STRATO'),
    client: 'inadyn',
    configuration: inadyn('strato.com'),
    answer: good,
    // STRATO's own description has no `system`, and ddns-updater sends none.
    query: { system: 'dyndns', hostname: home, myip: '192.0.2.10' },
  },
  {
    name: 'spdyn',
    values: account('SPDYN'),
    client: 'inadyn',
    configuration: inadyn('spdyn.de'),
    answer: good,
  },
  {
    name: 'dnsomatic',
    values: account('DNSOMATIC'),
    client: 'inadyn',
    configuration: inadyn('dnsomatic.com'),
    answer: good,
    // Ours says besides that nothing else is to change, as the description has it.
    query: { hostname: home, myip: '192.0.2.10' },
  },
  {
    name: 'duckdns',
    values: { DUCKDNS_TOKEN: 'pass' },
    host: 'home.duckdns.org',
    client: 'ddclient',
    configuration: ddclient('protocol=duckdns, password=pass home'),
    answer: 'OK',
    // Ours asks for the long answer, which repeats the address.
    query: { domains: 'home', token: 'pass', ip: '192.0.2.10' },
  },
  {
    name: 'namecheap',
    values: { NAMECHEAP_PASSWORD: 'pass' },
    client: 'ddclient',
    configuration: ddclient('protocol=namecheap, login=example.com, password=pass home'),
    answer: '<interface-response><ErrCount>0</ErrCount><Done>true</Done></interface-response>',
  },
  {
    name: 'changeip',
    values: account('CHANGEIP'),
    client: 'ddclient',
    configuration: ddclient(`protocol=changeip, login=user, password=pass ${home}`),
    answer: '200 Successful Update',
  },
  {
    name: 'njalla-dyndns',
    values: { NJALLA_DYNDNS_KEY: 'pass' },
    client: 'ddclient',
    configuration: ddclient(`protocol=njalla, password=pass ${home}`),
    answer: '{"status":200,"message":"record updated","value":{"A":"192.0.2.10"}}',
  },
  {
    name: 'freemyip',
    values: { FREEMYIP_TOKEN: 'pass' },
    host: 'home.freemyip.com',
    client: 'ddclient',
    configuration: ddclient('protocol=freemyip, password=pass home.freemyip.com'),
    answer: 'OK',
    // ddclient lets the service guess the address.
    query: { token: 'pass', domain: 'home.freemyip.com' },
  },
  {
    name: 'dyndns2',
    values: { DYNDNS2_URL: 'https://members.dyndns.org/nic/update', ...account('DYNDNS2') },
    client: 'ddclient',
    configuration: ddclient(`protocol=dyndns2, login=user, password=pass ${home}`),
    answer: good,
    // ddclient asks in the way of the first version, too.
    query: { system: 'dyndns', hostname: home, myip: '192.0.2.10' },
  },
];
