import { type Clock, withDeadline } from '../base/clock.ts';
import { Failure, messageOf } from '../base/failure.ts';
import { hedged } from '../base/hedged.ts';
import {
  addressesIn,
  askServer,
  type Finding,
  type Holding,
  type Obstacle,
  type Referral,
  WorthlessAnswer,
} from './authoritative-server.ts';
import { type Delegation, systemDelegation } from './delegation.ts';
import type { RecordType } from './records.ts';

export type { Finding, Holding, Obstacle };

/** Asks the servers of a zone themselves, so that no cache and no resolver stands in between. */
export interface Authoritative {
  /**
   * The A or AAAA records at a full name, as a server of its zone answers with authority (the AA bit, RFC 1035, section
   * 4.1.1); records that a wildcard makes up are among them, since nothing in an answer tells. A name that is an alias is
   * not known. Never throws.
   */
  lookUp(name: string, type: RecordType, signal: AbortSignal): Promise<Holding>;
}

/** The same with all that is known beside it, for one who tells people. */
export interface ZoneServers extends Authoritative {
  find(name: string, type: RecordType, signal: AbortSignal): Promise<Finding>;
  /**
   * What each server of the zone says that answers: a change reaches them one after the other. Where none answers, why.
   * Never throws.
   */
  findEach(name: string, type: RecordType, signal: AbortSignal): Promise<readonly Finding[]>;
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

export function createAuthoritative(options: AuthoritativeOptions): ZoneServers {
  const { clock, timeout, port = 53, delegation = systemDelegation() } = options;

  /** What a server says, by the first of its addresses that answers. */
  async function ask(host: string, name: string, type: RecordType, signal: AbortSignal) {
    const addresses = await delegation.addresses(host, signal);
    if (addresses.length === 0) throw new Failure('transient', `${host} has no address`);
    const ways = addresses.map(
      (address) => (either: AbortSignal) =>
        askServer({ address, port, name, type, timeout, clock, signal: either }),
    );
    const answer = await hedged(ways, { after: patience, clock, signal });
    return 'servers' in answer ? answer : addressesIn(answer, name, type);
  }

  /** What the first server of the zone says that has anything to say, and which servers it is one of. Throws. */
  async function follow(name: string, type: RecordType, signal: AbortSignal): Promise<Found> {
    const zone = await delegation.zoneOf(name, signal);
    const nobody = { servers: [] };
    if (!zone) {
      const unknown = `no zone with name servers is known above ${name}`;
      return { ...nobody, finding: { holding: { unknown }, obstacle: 'no-zone' } };
    }
    let at = zone;
    for (let hop = 0; hop <= mostReferrals; hop++) {
      const servers = at.servers.slice(0, mostServers);
      const ways = servers.map((host) => (until: AbortSignal) => ask(host, name, type, until));
      const found: Finding | Referral = await hedged(ways, { after: patience, clock, signal });
      if (!('servers' in found)) return { servers, finding: found };
      // One that leads back up would be followed for ever.
      if (found.cut.length <= at.cut.length) break;
      at = found;
    }
    const unknown = `the servers of ${zone.cut} send on to others without an end`;
    return { ...nobody, finding: { holding: { unknown }, obstacle: 'refused' } };
  }

  async function inTime<T, F>(
    signal: AbortSignal,
    work: (until: AbortSignal) => Promise<T>,
    failed: (thrown: unknown) => F,
  ): Promise<T | F> {
    try {
      return await withDeadline(clock, timeout, signal, work);
    } catch (thrown) {
      return failed(thrown);
    }
  }

  const search = (name: string, type: RecordType, signal: AbortSignal) =>
    inTime(signal, (until) => follow(name, type, until), nothingFound);

  return {
    lookUp: async (name, type, signal) => (await search(name, type, signal)).finding.holding,
    find: async (name, type, signal) => (await search(name, type, signal)).finding,
    async findEach(name, type, signal) {
      const { servers, finding } = await search(name, type, signal);
      const each = await Promise.all(
        servers.map((host) =>
          inTime(
            signal,
            (until) => ask(host, name, type, until),
            () => undefined,
          ),
        ),
      );
      // A server that is down, or knows nothing of the zone, tells nobody anything.
      const heard = each.flatMap((one) =>
        one && 'holding' in one && 'addresses' in one.holding ? [one] : [],
      );
      return heard.length > 0 ? heard : [finding];
    },
  };
}

interface Found {
  readonly servers: readonly string[];
  readonly finding: Finding;
}

function nothingFound(thrown: unknown): Found {
  const obstacle = thrown instanceof WorthlessAnswer ? thrown.obstacle : 'silent';
  return { servers: [], finding: { holding: { unknown: messageOf(thrown) }, obstacle } };
}
