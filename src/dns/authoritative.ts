import { type Clock, withDeadline } from '../base/clock.ts';
import { Failure, messageOf } from '../base/failure.ts';
import { hedged } from '../base/hedged.ts';
import { addressesIn, askServer, type Holding, type Referral } from './authoritative-server.ts';
import { type Delegation, systemDelegation } from './delegation.ts';
import type { RecordType } from './records.ts';

export type { Holding };

/** Asks the servers of a zone themselves, so that no cache and no resolver stands in between. */
export interface Authoritative {
  /**
   * The A or AAAA records at a full name, as a server of its zone answers with authority (the AA bit, RFC 1035, section
   * 4.1.1); records that a wildcard makes up are among them, since nothing in an answer tells. A name that is an alias is
   * not known. Never throws.
   */
  lookUp(name: string, type: RecordType, signal: AbortSignal): Promise<Holding>;
}

export interface AuthoritativeOptions {
  readonly clock: Clock;
  /** Milliseconds for all that one name takes. */
  readonly timeout: number;
  /** Finds the servers of a zone; default: through the resolver of this machine. */
  readonly delegation?: Delegation;
  /** Default 53. */
  readonly port?: number;
}

// Milliseconds after which the next server is asked as well.
const patience = 1_000;
const mostReferrals = 5;
const mostServers = 8;

export function createAuthoritative(options: AuthoritativeOptions): Authoritative {
  const { clock, timeout, port = 53, delegation = systemDelegation() } = options;

  /** What the first of these servers says that has anything to say. Throws a Failure when none has. */
  async function askFirst(
    hosts: readonly string[],
    name: string,
    type: RecordType,
    signal: AbortSignal,
  ): Promise<Holding | Referral> {
    const ways = hosts.slice(0, mostServers).map((host) => async (until: AbortSignal) => {
      const addresses = await delegation.addresses(host, until);
      if (addresses.length === 0) throw new Failure('transient', `${host} has no address`);
      const ask = (address: string) => (either: AbortSignal) =>
        askServer({ address, port, name, type, timeout, clock, signal: either });
      return hedged(addresses.map(ask), { after: patience, clock, signal: until });
    });
    const answer = await hedged(ways, { after: patience, clock, signal });
    return 'servers' in answer ? answer : addressesIn(answer, name, type);
  }

  async function follow(name: string, type: RecordType, signal: AbortSignal): Promise<Holding> {
    const zone = await delegation.zoneOf(name, signal);
    if (!zone) return { unknown: `no zone with name servers is known above ${name}` };
    let found: Holding | Referral = zone;
    for (let hop = 0; hop <= mostReferrals && 'servers' in found; hop++) {
      const { cut, servers }: Referral = found;
      found = await askFirst(servers, name, type, signal);
      // One that leads back up would be followed for ever.
      if ('servers' in found && found.cut.length <= cut.length) break;
    }
    if (!('servers' in found)) return found;
    return { unknown: `the servers of ${zone.cut} send on to others without an end` };
  }

  return {
    async lookUp(name, type, signal) {
      try {
        return await withDeadline(clock, timeout, signal, (until) => follow(name, type, until));
      } catch (thrown) {
        return { unknown: messageOf(thrown) };
      }
    },
  };
}
