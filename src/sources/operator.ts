const domains: Readonly<Record<string, string>> = {
  'cloudflare.com': 'cloudflare',
  'cloudflare-dns.com': 'cloudflare',
  'one.one.one.one': 'cloudflare',
  'opendns.com': 'opendns',
  'google.com': 'google',
  'dns.google': 'google',
  'akamai.net': 'akamai',
  'akamaitech.net': 'akamai',
  'akam.net': 'akamai',
  'ipify.org': 'ipify',
  'icanhazip.com': 'cloudflare',
  'checkip.amazonaws.com': 'amazon',
};

const addresses: Readonly<Record<string, readonly string[]>> = {
  cloudflare: ['1.1.1.1', '1.0.0.1', '2606:4700:4700::1111', '2606:4700:4700::1001'],
  opendns: [
    ...['208.67.222.222', '208.67.220.220', '208.67.222.220', '208.67.220.222'],
    ...['2620:119:35::35', '2620:119:53::53'],
  ],
  google: [
    ...['8.8.8.8', '8.8.4.4', '2001:4860:4860::8888', '2001:4860:4860::8844'],
    ...['216.239.32.10', '216.239.34.10', '216.239.36.10', '216.239.38.10'],
    ...['2001:4860:4802:32::a', '2001:4860:4802:34::a', '2001:4860:4802:36::a', '2001:4860:4802:38::a'],
  ],
};

/**
 * Who runs a server, so that two ways to ask one operator hold one vote together: a known operator's short
 * name, else the host itself. Takes a lower-case host name or an address in canonical form.
 */
export function operatorOf(host: string): string {
  const domain = Object.keys(domains).find((name) => host === name || host.endsWith(`.${name}`));
  if (domain !== undefined) return domains[domain] ?? host;
  return Object.keys(addresses).find((operator) => addresses[operator]?.includes(host)) ?? host;
}
