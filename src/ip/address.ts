import { BlockList, isIPv4, isIPv6 } from 'node:net';

export type Family = 'ipv4' | 'ipv6';
export const families: readonly Family[] = ['ipv4', 'ipv6'];

/** The canonical text of an address of the family (RFC 5952 for IPv6), or undefined when the text is none. */
export function parseAddress(text: string, family: Family): string | undefined {
  if (family === 'ipv4') return isIPv4(text) ? text : undefined;
  if (!isIPv6(text) || text.includes('%')) return undefined;
  return new URL(`http://[${text}]`).hostname.slice(1, -1);
}

/** A value as records hold it, with an address in canonical form, so that the same address is the same text. */
export function canonicalValue(value: string): string {
  const family = familyOf(value);
  return (family && parseAddress(value, family)) ?? value;
}

export function familyOf(text: string): Family | undefined {
  if (isIPv4(text)) return 'ipv4';
  return isIPv6(text) ? 'ipv6' : undefined;
}

/** `local`: only this machine or others at home can have such an address. */
type Range = readonly [network: string, what: string, where?: 'local'];

// IANA special-purpose address registries; 100.64.0.0/10 is RFC 6598.
const specialRanges: readonly Range[] = [
  ['0.0.0.0/8', 'an unspecified address'],
  ['10.0.0.0/8', 'a private address', 'local'],
  ['100.64.0.0/10', 'a carrier-grade NAT address'],
  ['127.0.0.0/8', 'a loopback address', 'local'],
  ['169.254.0.0/16', 'a link-local address', 'local'],
  ['172.16.0.0/12', 'a private address', 'local'],
  ['192.0.0.0/24', 'a protocol-assignment address'],
  ['192.0.2.0/24', 'a documentation address'],
  ['192.88.99.0/24', 'a 6to4 relay address'],
  ['192.168.0.0/16', 'a private address', 'local'],
  ['198.18.0.0/15', 'a benchmarking address'],
  ['198.51.100.0/24', 'a documentation address'],
  ['203.0.113.0/24', 'a documentation address'],
  ['224.0.0.0/4', 'a multicast address'],
  ['240.0.0.0/4', 'a reserved address'],
  ['::1/128', 'a loopback address', 'local'],
  ['fc00::/7', 'a unique local address', 'local'],
  ['fe80::/10', 'a link-local address', 'local'],
  ['ff00::/8', 'a multicast address'],
  ['2001:db8::/32', 'a documentation address'],
  ['3fff::/20', 'a documentation address'],
  ['2002::/16', 'a 6to4 address'],
  ['2001::/23', 'a protocol-assignment address'],
];

const special = specialRanges.map(([network, what]) => ({
  family: network.includes(':') ? 'ipv6' : 'ipv4',
  what,
  list: subnets(network),
}));
const local = subnets(...specialRanges.filter(([, , where]) => where).map(([network]) => network));
const sharedAddressSpace = subnets('100.64.0.0/10');
const globalUnicast6 = subnets('2000::/3');

/** The addresses of these networks, written as `192.0.2.0/24`. */
export function subnets(...networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    list.addSubnet(address, Number(prefix), familyOf(address));
  }
  return list;
}

/** Why the address must not be published ("a private address"), or undefined when it is global unicast. */
export function notPublic(address: string, family: Family): string | undefined {
  const hit = special.find((range) => range.family === family && range.list.check(address, family));
  if (hit) return hit.what;
  if (family === 'ipv6' && !globalUnicast6.check(address, 'ipv6')) return 'not a global unicast address';
  return undefined;
}

/** Whether the address can only belong to a machine at home: private, unique local, link-local or loopback. */
export function isLocalAddress(address: string): boolean {
  const family = familyOf(address);
  return family !== undefined && local.check(address, family);
}

/** RFC 6598 shared address space: the ISP's own NAT stands between this home and the internet. */
export function isCarrierGradeNat(address: string): boolean {
  return isIPv4(address) && sharedAddressSpace.check(address, 'ipv4');
}
