import { BlockList } from 'node:net';
import { familyOf } from '../../ip/address.ts';

const local = new BlockList();
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  local.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  local.addSubnet(network, prefix, 'ipv6');

/** Whether the address can only belong to a machine at home: private, unique local, link-local or loopback. */
export function isLocalAddress(address: string): boolean {
  const family = familyOf(address);
  return family !== undefined && local.check(address, family);
}

/** The host of a URL as an address or a name, without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/**
 * Why a URL that a device on the network gave must not be followed, or undefined when it leads to that device:
 * anything else could make this program call services that only it can reach.
 */
export function notOnRouter(url: URL, router: string): string | undefined {
  if (url.protocol !== 'http:') return `${url.protocol.slice(0, -1)} is not what routers speak`;
  if (url.username !== '' || url.password !== '') return 'it carries credentials';
  if (hostOf(url) !== router) return `it leads to ${hostOf(url).slice(0, 60)}, not to the router ${router}`;
  return isLocalAddress(router) ? undefined : `${router} is not an address on the local network`;
}
