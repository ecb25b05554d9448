import { Resolver } from 'node:dns/promises';
import type { Clock } from '../base/clock.ts';
import { codeOf, Failure } from '../base/failure.ts';
import { addressesOf } from '../net/host.ts';
import type { Referral } from './authoritative-server.ts';

/** Finds the servers that answer for a name. */
export interface Delegation {
  /** The closest zone that a name lies in; undefined when there is none. Throws a Failure when that cannot be found out. */
  zoneOf(name: string, signal: AbortSignal): Promise<Referral | undefined>;
  /** The addresses of a name server, of the families that this machine has. Throws. */
  addresses(host: string, signal: AbortSignal): Promise<readonly string[]>;
}

/** What a resolver says of NS records, as `Resolver` of `node:dns` does. */
export type NameServers = Pick<Resolver, 'resolveNs' | 'cancel'>;

const absent: readonly (string | undefined)[] = ['ENOTFOUND', 'ENODATA'];
// Milliseconds, and how often.
const usual = { timeout: 2_000, tries: 2 };

/** Asks the resolver of this machine, name by name upwards, for the first that has NS records: there its zone begins. */
export function systemDelegation(resolver: () => NameServers = () => new Resolver(usual)): Delegation {
  return {
    async zoneOf(name, signal) {
      for (let labels = name.split('.'); labels.length > 0; labels = labels.slice(1)) {
        if (labels[0] === '*') continue;
        const cut = labels.join('.');
        const servers = await serversOf(cut, resolver(), signal);
        if (servers.length > 0) return { cut, servers };
      }
      return undefined;
    },
    addresses: (host, signal) => addressesOf(host, { signal }),
  };
}

async function serversOf(name: string, resolver: NameServers, signal: AbortSignal): Promise<string[]> {
  const stop = () => resolver.cancel();
  signal.addEventListener('abort', stop);
  try {
    if (signal.aborted) throw new Failure('transient', 'the search was stopped');
    const hosts = await resolver.resolveNs(name);
    return hosts.map((host) => host.toLowerCase().replace(/\.$/, '')).filter((host) => host !== '');
  } catch (thrown) {
    if (absent.includes(codeOf(thrown))) return [];
    throw new Failure('transient', `the name servers of ${name} could not be looked up`, { cause: thrown });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** The same, without asking again for `ms` milliseconds what was found: for one who asks about the same names all day. */
export function rememberingDelegation(delegation: Delegation, clock: Clock, ms: number): Delegation {
  const zones = remembering(delegation.zoneOf, clock, ms, (zone) => zone !== undefined);
  const hosts = remembering(delegation.addresses, clock, ms, (addresses) => addresses.length > 0);
  return { zoneOf: zones, addresses: hosts };
}

function remembering<T>(
  ask: (name: string, signal: AbortSignal) => Promise<T>,
  clock: Clock,
  ms: number,
  isFound: (answer: T) => boolean,
): (name: string, signal: AbortSignal) => Promise<T> {
  const found = new Map<string, { readonly answer: T; readonly at: number }>();
  return async (name, signal) => {
    const known = found.get(name);
    if (known && clock.monotonic() - known.at < ms) return known.answer;
    const answer = await ask(name, signal);
    if (isFound(answer)) found.set(name, { answer, at: clock.monotonic() });
    else found.delete(name);
    return answer;
  };
}
