import { familyOf } from '../ip/address.ts';

/**
 * Who belongs together, by the domains of their hosts and the well-known addresses of their resolvers: one operator,
 * so one vote. The owners of the addresses say so themselves.
 */
const operators: Readonly<Record<string, readonly string[]>> = {
  cloudflare: [
    ...['cloudflare.com', 'cloudflare-dns.com', 'one.one.one.one', 'cloudflare-eth.com', 'icanhazip.com'],
    ...['icanhaztrace.com', 'icanhazptr.com', 'icanhazepoch.com', 'workers.dev', 'pages.dev'],
    ...['1.1.1.1', '1.1.1.2', '1.1.1.3', '1.0.0.1', '1.0.0.2', '1.0.0.3'],
    ...['2606:4700:4700::1111', '2606:4700:4700::1112', '2606:4700:4700::1113'],
    ...['2606:4700:4700::1001', '2606:4700:4700::1002', '2606:4700:4700::1003'],
    ...['2606:4700:4700::64', '2606:4700:4700::6400', '162.159.36.1', '162.159.46.1'],
  ],
  // Cisco owns both OpenDNS and DNS-O-Matic.
  opendns: [
    ...['opendns.com', 'dnsomatic.com', 'umbrella.com', 'cisco.com'],
    ...['208.67.222.222', '208.67.220.220', '208.67.222.220', '208.67.220.222'],
    ...['208.67.222.123', '208.67.220.123', '208.67.222.2', '208.67.220.2'],
    ...['2620:119:35::35', '2620:119:53::53', '2620:119:35::123', '2620:119:53::123'],
    ...['2620:0:ccc::2', '2620:0:ccd::2'],
  ],
  google: [
    ...['google.com', 'dns.google', 'googleapis.com', 'googleusercontent.com', 'googledomains.com'],
    ...['run.app', 'appspot.com', 'web.app', 'firebaseapp.com', 'cloudfunctions.net', 'withgoogle.com'],
    ...['8.8.8.8', '8.8.4.4', '2001:4860:4860::8888', '2001:4860:4860::8844'],
    ...['2001:4860:4860::64', '2001:4860:4860::6464'],
    ...['216.239.32.10', '216.239.34.10', '216.239.36.10', '216.239.38.10'],
    ...['2001:4860:4802:32::a', '2001:4860:4802:34::a', '2001:4860:4802:36::a', '2001:4860:4802:38::a'],
  ],
  akamai: [
    'akamai.net',
    'akamai.com',
    'akamaitech.net',
    'akam.net',
    'akamaized.net',
    'edgekey.net',
    'edgesuite.net',
  ],
  amazon: [
    ...['amazonaws.com', 'amazonaws.com.cn', 'api.aws', 'on.aws', 'amazon.com', 'cloudfront.net'],
    ...['awsapprunner.com', 'elasticbeanstalk.com'],
  ],
  microsoft: [
    'microsoft.com',
    'azurewebsites.net',
    'azure.com',
    'azure-api.net',
    'windows.net',
    'cloudapp.net',
  ],
  quad9: [
    ...['quad9.net', '9.9.9.9', '9.9.9.10', '9.9.9.11', '9.9.9.12', '149.112.112.112', '149.112.112.9'],
    ...['149.112.112.10', '149.112.112.11', '149.112.112.12', '2620:fe::fe', '2620:fe::9', '2620:fe::10'],
    ...['2620:fe::11', '2620:fe::12', '2620:fe::fe:9', '2620:fe::fe:10', '2620:fe::fe:11', '2620:fe::fe:12'],
  ],
  ipify: ['ipify.org'],
  // Two services of one owner, each other's spelling backwards.
  'ident.me': ['ident.me', 'tnedi.me'],
  github: ['github.io', 'github.com', 'githubusercontent.com', 'github.dev'],
  adguard: [
    ...['adguard.com', 'adguard-dns.com', 'adguard-dns.io', '94.140.14.14', '94.140.15.15', '94.140.14.15'],
    ...['94.140.15.16', '94.140.14.140', '94.140.14.141', '2a10:50c0::ad1:ff', '2a10:50c0::ad2:ff'],
    ...['2a10:50c0::bad1:ff', '2a10:50c0::bad2:ff', '2a10:50c0::1:ff', '2a10:50c0::2:ff'],
  ],
};

const owners: ReadonlyMap<string, string> = new Map(
  Object.entries(operators).flatMap(([operator, hosts]) => hosts.map((host) => [host, operator] as const)),
);

/** The part of a name that its owner registered; undefined where that is not known. */
export type RegistrableDomain = (name: string) => string | undefined;

/**
 * Who runs a server, so that two ways to ask one operator hold one vote together: a known operator's short name,
 * else the domain that the host belongs to, else the host. Takes a lower-case host name or a canonical address.
 */
export function operatorOf(host: string, registrableDomain: RegistrableDomain = lastTwoLabels): string {
  const known = owners.get(host);
  if (known !== undefined || familyOf(host) !== undefined) return known ?? host;
  for (let name = host; name !== ''; name = parentOf(name)) {
    const owner = owners.get(name);
    if (owner !== undefined) return owner;
  }
  return registrableDomain(host) ?? lastTwoLabels(host);
}

function parentOf(name: string): string {
  const dot = name.indexOf('.');
  return dot === -1 ? '' : name.slice(dot + 1);
}

/** As under a suffix that no list knows: what a registrable domain is never shorter than. */
function lastTwoLabels(name: string): string {
  return name.split('.').slice(-2).join('.');
}

/** Whether two of the hosts may have one owner or two, which only the public suffix list can tell. */
export function needSuffixes(hosts: readonly string[]): boolean {
  const unknown = new Set(
    hosts.filter((host) => operatorOf(host) === lastTwoLabels(host) && host.includes('.')),
  );
  const ends = new Set([...unknown].map(lastTwoLabels));
  return ends.size < unknown.size;
}
