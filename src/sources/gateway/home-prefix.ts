import { networkInterfaces } from 'node:os';
import { notPublic, parseAddress } from '../../ip/address.ts';
import { isSamePrefix } from '../../ip/suffix.ts';

/** The IPv6 addresses of this machine now, but for those that lead nowhere else. */
export function ownAddresses(interfaces: typeof networkInterfaces = networkInterfaces): string[] {
  const held = Object.values(interfaces()).flatMap((all) => all ?? []);
  return held
    .filter(({ family, internal }) => family === 'IPv6' && !internal)
    .flatMap(({ address }) => parseAddress(address, 'ipv6') ?? [])
    .filter((address) => notPublic(address, 'ipv6') !== 'a link-local address');
}

/**
 * Why what a router told cannot be the prefix of the home, or undefined when this machine has an address in it too.
 * `length` is in bits.
 */
export function notOfHome(address: string, own: readonly string[], length: number): string | undefined {
  if (own.some((one) => isSamePrefix(one, address, length))) return undefined;
  const where = own.length === 0 ? 'it has none itself' : `it has ${own.join(', ')}`;
  return `the router tells ${address}, which is in no network of this machine (${where}), so IPV6_SUFFIX does not belong behind it`;
}
