import { networkInterfaces } from 'node:os';
import { oneLine } from '../base/visible-text.ts';
import { familyOf, isCarrierGradeNat, isLocalAddress, subnets } from '../ip/address.ts';
import { type Answer, line } from './answer.ts';
import type { Request } from './request.ts';

export interface GateOptions {
  /** Names of this home, lower-case A-labels; `*.` in front stands for every name below. */
  readonly names: readonly string[];
  /** The same, as the owner adds them; `*` is any name. */
  readonly allowedHosts: readonly string[];
  /** Whether callers from the internet are told what the home is. */
  readonly allowPublic: boolean;
  /**
   * The proxy that alone shows people what is here, since it has let them in itself, by whatever name they call it.
   * Others are answered where a setting switches something on for them. Absent: there is none.
   */
  readonly ingress?: string | undefined;
  /** This machine's; the system's own by default. */
  readonly interfaces?: typeof networkInterfaces;
}

/** Why a caller is not told; undefined: it is. `isSwitchedOn`: of what is there only where a setting asks for it. */
export type Gate = (request: Request, isSwitchedOn?: boolean) => Answer | undefined;

/** Names that no public DNS can give an address (RFC 6762, RFC 8375, RFC 9476, Kubernetes, routers). */
const homeSuffixes = [
  ...['.local', '.lan', '.home', '.internal', '.home.arpa', '.localdomain', '.fritz.box'],
  ...['.svc', '.svc.cluster.local'],
];

/**
 * Who may ask. A page on the internet can give its own name the address of this home (DNS rebinding) and read with
 * the visitor's browser what only the home can reach, so the name that is asked for is looked at; and on the host's
 * network the endpoint may have an address that the internet can reach, so the caller's is looked at too.
 */
export function createGate(options: GateOptions): Gate {
  const { allowPublic, ingress, interfaces = networkInterfaces } = options;
  const patterns = [...options.names, ...options.allowedHosts];
  return ({ host, from }, isSwitchedOn = false) => {
    if (ingress !== undefined && from === ingress) return undefined;
    if (ingress !== undefined && !isSwitchedOn)
      return line(403, 'Only Home Assistant shows this: open it there.');
    if (!allowPublic && !isAtHome(from, interfaces))
      return line(
        403,
        `Only the home is told this, and ${from} is outside; HTTP_ALLOW_PUBLIC=true tells everybody.`,
      );
    if (host === undefined || isHomeName(host) || patterns.some((pattern) => fits(host, pattern)))
      return undefined;
    return line(
      421,
      `This is not told under the name ${oneLine(host)}; HTTP_ALLOWED_HOSTS allows further names.`,
    );
  };
}

function isHomeName(host: string): boolean {
  const isAddress = familyOf(host.replace(/%.*$/, '')) !== undefined;
  return isAddress || !host.includes('.') || homeSuffixes.some((suffix) => host.endsWith(suffix));
}

function fits(host: string, pattern: string): boolean {
  if (pattern === '*') return true;
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}

/** Whether an address cannot be one of the internet, or lies in a network that this machine is in. */
function isAtHome(address: string, interfaces: typeof networkInterfaces): boolean {
  if (isLocalAddress(address) || isCarrierGradeNat(address)) return true;
  const family = familyOf(address);
  return family !== undefined && subnets(...prefixesOf(interfaces)).check(address, family);
}

function prefixesOf(interfaces: typeof networkInterfaces): string[] {
  try {
    const all = Object.values(interfaces()).flatMap((list) => list ?? []);
    // A prefix of no bits is that of a tunnel, and would take in everybody.
    return all.flatMap(({ cidr }) => (cidr === null || cidr.endsWith('/0') ? [] : cidr));
  } catch {
    return [];
  }
}
