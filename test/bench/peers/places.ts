// Where all is in the pretend internet: one server bears the names of the services, those that are asked by address have theirs.

export const serviceAddress = '104.18.0.1';
export const nameServer = { name: 'ns1.pretend-dns.net', address: '104.18.0.53' } as const;

/** Resolvers for everybody: DNS over UDP, TCP, TLS and HTTPS. */
export const publicResolvers = [
  ...['1.1.1.1', '1.0.0.1', '8.8.8.8', '8.8.4.4', '9.9.9.9', '149.112.112.112'],
  ...['208.67.222.222', '208.67.220.220', '208.67.222.220', '208.67.220.222'],
];
/** What a certificate for an address alone holds; nobody asks for a name then. */
export const literals = [
  ...publicResolvers,
  'one.one.one.one',
  'cloudflare-dns.com',
  'dns.google',
  'dns.opendns.com',
];

export const stunHosts: Readonly<Record<string, string>> = {
  'stun.l.google.com': '104.18.0.2',
  'stun.cloudflare.com': '104.18.0.3',
};

/** Names that lead to a resolver. */
export const resolverNames: Readonly<Record<string, string>> = {
  'one.one.one.one': '1.1.1.1',
  '1dot1dot1dot1.cloudflare-dns.com': '1.1.1.1',
  'cloudflare-dns.com': '1.1.1.1',
  'dns.opendns.com': '208.67.222.222',
  'dns.google': '8.8.8.8',
};

export const apiHost = 'api.cloudflare.com';

/** Ends of the names that the server for all bears: the DNS host's, and those of services that tell the address. */
const served = [
  ...['cloudflare.com', 'cloudflareclient.com', 'ipify.org', 'icanhazip.com', 'amazonaws.com', 'ipleak.net'],
  ...[
    'ident.me',
    'tnedi.me',
    'nnev.de',
    'wtfismyip.com',
    'seeip.org',
    'ifconfig.io',
    'ipinfo.io',
    'spdyn.de',
  ],
  ...[
    'changeip.com',
    'oray.com',
    '3322.net',
    'ipw.cn',
    'yinghualuo.cn',
    'ipip.net',
    'dyndns.org',
    'aliyuncs.com',
  ],
];

/** The address that a resolver knows for a name; undefined when there is no such name. */
export function addressOf(name: string): string | undefined {
  if (name === nameServer.name) return nameServer.address;
  const own = stunHosts[name] ?? resolverNames[name];
  if (own !== undefined) return own;
  return served.some((end) => name === end || name.endsWith(`.${end}`)) ? serviceAddress : undefined;
}

/** Every address that the world has beside those of the routers. */
export const worldAddresses = [
  ...[serviceAddress, nameServer.address],
  ...publicResolvers,
  ...Object.values(stunHosts),
];

const aNetwork = 250;
const networkOf = (home: number) => `10.${100 + Math.floor(home / aNetwork)}.${home % aNetwork}`;
/** The router of a home, and the machine of its program. */
export const routerOf = (home: number) => `${networkOf(home)}.1`;
export const machineOf = (home: number) => `${networkOf(home)}.2`;

/** Which home a packet comes from. */
export function homeOf(address: string | undefined): number | undefined {
  const [, network, home] = /(?:^|:)10\.(1\d\d)\.(\d+)\.2$/.exec(address ?? '') ?? [];
  return network === undefined ? undefined : (Number(network) - 100) * aNetwork + Number(home);
}
