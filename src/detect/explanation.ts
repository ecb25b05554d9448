import { networkInterfaces } from 'node:os';
import type { Failure } from '../base/failure.ts';
import type { Family } from '../ip/address.ts';
import { reasonOf } from '../sources/reason.ts';
import { familyNames } from '../sources/server.ts';
import type { Source } from '../sources/source.ts';
import type { Vote } from './vote.ts';

/** What became of the sources of one look that found no address. */
export interface FailedLook {
  readonly family: Family;
  readonly sources: number;
  readonly quorum: number;
  readonly votes: readonly Vote[];
  readonly failures: ReadonlyMap<Source, Failure>;
  /** What the look lacks although an address has the votes: any witness, or time for one by name. */
  readonly lacks?: 'witness' | 'time';
  /** How many sources could not be reached, where that is all of them; default 0. */
  readonly unreached?: number;
}

/** That nothing came back from any of so many sources, for the owner. */
export function noNetwork(sources: number): string {
  const what = sources === 1 ? 'the only source could not' : `none of ${sources} sources could`;
  return `no network: ${what} be reached; check the router and the network of this machine or container`;
}

/** Why there is no agreed address, as a sentence for the owner. `interfaces` are this machine's. */
export function explain(
  { family, sources, quorum, votes, failures, lacks, unreached = 0 }: FailedLook,
  interfaces: typeof networkInterfaces = networkInterfaces,
): string {
  const name = familyNames[family];
  if (sources === 0) return `no source for ${name} is configured`;
  const failed = grouped(failures, ([source, failure]) => [reasonOf(source, failure), source.name]);
  const faults = failed.map(([reason, names]) => `${names.join(', ')}: ${reason}`).join('; ');
  if (
    votes.length === 0 &&
    family === 'ipv6' &&
    hasNoIpv6(interfaces) &&
    (unreached === 0 || hasNetwork(interfaces))
  )
    return (
      'this machine or container has no IPv6 at all; give the container an IPv6 network (Docker: enable_ipv6, ' +
      'or host networking), or take ipv6 out of IP_FAMILIES' +
      atHome(failures)
    );
  if (unreached > 0) return noNetwork(unreached) + atHome(failures);
  if (votes.length === 0)
    return faults === '' ? 'no source answered in time' : `no source gave an ${name} address (${faults})`;

  const said = grouped(votes, ({ address, source }) => [address, source.name]);
  const answers = said.map(([address, names]) => `${names.join(', ')}: ${address}`).join('; ');
  const rest = faults === '' ? '' : `; without an answer: ${faults}`;
  if (lacks) return `${lackOf[lacks]} (${answers}${rest})`;
  const lack = said.length > 1 ? 'the sources disagree' : 'too few sources answered';
  return `${lack}, ${quorum} of different operators must agree (${answers}${rest})`;
}

const lackOf = {
  witness: 'no source confirms the new address over HTTPS, which nobody who forges DNS could bend',
  time: 'no source could be asked past the name server of this network, so the same answer has to come for 2 minutes',
};

/** What those at home say who are asked over IPv4 or not at all: the lack of IPv6 is not their reason. */
function atHome(failures: ReadonlyMap<Source, Failure>): string {
  const said = [...failures].filter(([{ transport }]) => transport === 'local');
  return said.map(([{ name }, { message }]) => `; ${name}: ${message}`).join('');
}

/** Whether no interface could reach the internet over IPv6. A system that does not tell may have one that can. */
function hasNoIpv6(interfaces: typeof networkInterfaces): boolean {
  try {
    const addresses = Object.values(interfaces()).flatMap((list) => list ?? []);
    return !addresses.some(
      ({ family, internal, scopeid }) => family === 'IPv6' && !internal && scopeid === 0,
    );
  } catch {
    return false;
  }
}

/** Whether any interface leads out of this machine. */
function hasNetwork(interfaces: typeof networkInterfaces): boolean {
  return Object.values(interfaces()).some((list) => list?.some(({ internal }) => !internal));
}

function grouped<T>(
  items: Iterable<T>,
  keyed: (item: T) => [key: string, name: string],
): [string, string[]][] {
  const groups = new Map<string, string[]>();
  for (const [key, name] of [...items].map(keyed)) groups.set(key, [...(groups.get(key) ?? []), name]);
  return [...groups];
}
