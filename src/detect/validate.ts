import { Failure } from '../base/failure.ts';
import { type Family, isCarrierGradeNat, notPublic, parseAddress } from '../ip/address.ts';
import { familyNames } from '../sources/server.ts';
import type { Source } from '../sources/source.ts';
import { isConnected } from './nat-verdict.ts';

const noForwarding = 'nobody outside can reach this home by IPv4, and port forwarding cannot work';

/** The answer in canonical form. Throws a Failure that says why it cannot be published. */
export function validate(source: Source, answer: string, family: Family, allowPrivate: boolean): string {
  const address = parseAddress(answer.trim(), family);
  if (address === undefined)
    throw new Failure('transient', `answered something that is no ${familyNames[family]} address`);
  const problem = notPublic(address, family);
  if (problem === undefined || (allowPrivate && source.mayBePrivate)) return address;
  throw new Failure('transient', `answered ${address}, ${problem}${consequence(source, address, family)}`);
}

/** What it means that a router says 0.0.0.0 (RFC 6886, section 3.2; many UPnP routers without a line). */
export const routerWithoutAddress =
  'the router has no IPv4 address: it is offline, or its line has none of its own (DS-Lite)';

function consequence(source: Source, address: string, family: Family): string {
  if (isCarrierGradeNat(address)) return `: the ISP uses carrier-grade NAT, so ${noForwarding}`;
  const isRouter = family === 'ipv4' && /^gateway\b/.test(source.name);
  if (isRouter && !isConnected(address)) return `: ${routerWithoutAddress}`;
  if (isRouter)
    return `: the router has no public address of its own (carrier-grade NAT, or a second router), so ${noForwarding}`;
  return '';
}
