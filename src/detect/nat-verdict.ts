import { familyOf, isCarrierGradeNat, notPublic } from '../ip/address.ts';

export interface NatVerdict {
  readonly kind: 'carrier-grade-nat' | 'double-nat' | 'mismatch';
  /** What it means for the owner and what to do, as one sentence. */
  readonly message: string;
}

const consequence = 'no connection from the internet can reach this home by IPv4 port forwarding';

/** Whether a router with this address has any: 0.0.0.0 is that of one that is offline, or without IPv4. */
export function isConnected(routerAddress: string): boolean {
  return familyOf(routerAddress) === 'ipv4' && !routerAddress.startsWith('0.');
}

/**
 * What the router's own address says about connections from outside. Undefined: nothing stands in the way,
 * or the router has no IPv4 address. `seenAddress` is what the world sees, undefined when unknown.
 */
export function natVerdict(routerAddress: string, seenAddress: string | undefined): NatVerdict | undefined {
  if (!isConnected(routerAddress)) return undefined;
  if (isCarrierGradeNat(routerAddress) || isDsLite(routerAddress))
    return {
      kind: 'carrier-grade-nat',
      message:
        `the router has ${routerAddress}, an address inside the provider's own network (carrier-grade NAT), so ` +
        `${consequence}: ask the provider for a public IPv4 address, publish IPv6 instead, or use a tunnel (a VPN or ` +
        'relay with a public address)',
    };
  const what = notPublic(routerAddress, 'ipv4');
  if (what !== undefined)
    return {
      kind: 'double-nat',
      message:
        `the router has ${routerAddress}, ${what}, so another router stands before it and ${consequence} on this ` +
        "router alone: put the other one (often the provider's box) into bridge mode or forward the ports there as " +
        "well, or, if that network is the provider's, ask for a public IPv4 address, publish IPv6 instead, or use a tunnel",
    };
  if (seenAddress === undefined || familyOf(seenAddress) !== 'ipv4' || seenAddress === routerAddress)
    return undefined;
  return {
    kind: 'mismatch',
    message:
      `the router has ${routerAddress} but the world sees ${seenAddress}, so either this machine goes out another way (a ` +
      `VPN, a proxy, a second line), or the provider translates addresses and ${consequence}: take this program out of ` +
      'the VPN, or else ask the provider for a public IPv4 address, publish IPv6 instead, or use a tunnel',
  };
}

// RFC 6333, section 5.7: the inside of a DS-Lite tunnel, whose NAT is the provider's.
function isDsLite(address: string): boolean {
  return /^192\.0\.0\.[0-7]$/.test(address);
}
