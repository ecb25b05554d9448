import { BlockList, isIPv4, isIPv6 } from 'node:net';

export type Family = 'ipv4' | 'ipv6';
export const families: readonly Family[] = ['ipv4', 'ipv6'];

/** The canonical text of an address of the family (RFC 5952 for IPv6), or undefined when the text is none. */
export function parseAddress(text: string, family: Family): string | undefined {
  if (family === 'ipv4') return isIPv4(text) ? text : undefined;
  if (!isIPv6(text) || text.includes('%')) return undefined;
  return new URL(`http://[${text}]`).hostname.slice(1, -1);
}

export function familyOf(text: string): Family | undefined {
  if (isIPv4(text)) return 'ipv4';
  return isIPv6(text) ? 'ipv6' : undefined;
}

type Range = readonly [network: string, prefix: number, what: string];

// IANA special-purpose address registries; 100.64.0.0/10 is RFC 6598.
const refusedRanges: Record<Family, readonly Range[]> = {
  ipv4: [
    ['0.0.0.0', 8, 'an unspecified address'],
    ['10.0.0.0', 8, 'a private address'],
    ['100.64.0.0', 10, 'a carrier-grade NAT address'],
    ['127.0.0.0', 8, 'a loopback address'],
    ['169.254.0.0', 16, 'a link-local address'],
    ['172.16.0.0', 12, 'a private address'],
    ['192.0.0.0', 24, 'a protocol-assignment address'],
    ['192.0.2.0', 24, 'a documentation address'],
    ['192.88.99.0', 24, 'a 6to4 relay address'],
    ['192.168.0.0', 16, 'a private address'],
    ['198.18.0.0', 15, 'a benchmarking address'],
    ['198.51.100.0', 24, 'a documentation address'],
    ['203.0.113.0', 24, 'a documentation address'],
    ['224.0.0.0', 4, 'a multicast address'],
    ['240.0.0.0', 4, 'a reserved address'],
  ],
  ipv6: [
    ['::1', 128, 'a loopback address'],
    ['fc00::', 7, 'a unique local address'],
    ['fe80::', 10, 'a link-local address'],
    ['ff00::', 8, 'a multicast address'],
    ['2001:db8::', 32, 'a documentation address'],
    ['3fff::', 20, 'a documentation address'],
    ['2002::', 16, 'a 6to4 address'],
    ['2001::', 23, 'a protocol-assignment address'],
  ],
};

function blockList(family: Family, network: string, prefix: number): BlockList {
  const list = new BlockList();
  list.addSubnet(network, prefix, family);
  return list;
}

const refused = {
  ipv4: refusedRanges.ipv4.map(([network, prefix, what]) => ({
    list: blockList('ipv4', network, prefix),
    what,
  })),
  ipv6: refusedRanges.ipv6.map(([network, prefix, what]) => ({
    list: blockList('ipv6', network, prefix),
    what,
  })),
};
const sharedAddressSpace = blockList('ipv4', '100.64.0.0', 10);
const globalUnicast6 = blockList('ipv6', '2000::', 3);

/** Why the address must not be published ("a private address"), or undefined when it is global unicast. */
export function notPublic(address: string, family: Family): string | undefined {
  const hit = refused[family].find(({ list }) => list.check(address, family));
  if (hit) return hit.what;
  if (family === 'ipv6' && !globalUnicast6.check(address, 'ipv6')) return 'not a global unicast address';
  return undefined;
}

/** RFC 6598 shared address space: the ISP's own NAT stands between this home and the internet. */
export function isCarrierGradeNat(address: string): boolean {
  return isIPv4(address) && sharedAddressSpace.check(address, 'ipv4');
}
