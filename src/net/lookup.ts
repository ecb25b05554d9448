import { type LookupAddress, type LookupAllOptions, lookup as systemResolver } from 'node:dns';
import { isIPv6, type LookupFunction } from 'node:net';

type Found = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

/** As `dns.lookup` with `all`. */
export type Resolver = (host: string, options: LookupAllOptions, found: Found) => void;

/** Looks names up for sockets, and for whoever wants the addresses alone. */
export interface Lookup {
  readonly forSockets: LookupFunction;
  /** All addresses in one family. Rejects with the resolver's error, or with the signal's reason. */
  addresses(host: string, family: 4 | 6, signal: AbortSignal): Promise<string[]>;
}

/**
 * Whoever asks for a name while it is being looked up joins that lookup. The system's resolver cannot be stopped
 * and only two lookups run at a time, so while it hangs each further one would wait in a line that has to drain
 * before anything works again.
 */
export function sharedLookup(resolver: Resolver): Lookup {
  const underWay = new Map<string, Set<Found>>();

  /** The returned function leaves the lookup, which goes on by itself. */
  function join(host: string, options: LookupAllOptions, found: Found): () => void {
    const key = `${host} ${options.family ?? 0} ${options.hints ?? 0}`;
    const others = underWay.get(key);
    const waiting = others ?? new Set();
    waiting.add(found);
    if (!others) {
      underWay.set(key, waiting);
      resolver(host, options, (error, addresses) => {
        underWay.delete(key);
        for (const each of waiting) each(error, addresses);
      });
    }
    return () => waiting.delete(found);
  }

  return {
    forSockets(host, { family = 0, hints = 0, all }, callback) {
      join(host, { family, hints, all: true }, (error, addresses) => {
        const [first] = addresses ?? [];
        if (error || all || !first) callback(error, addresses);
        else callback(null, first.address, first.family);
      });
    },
    addresses: (host, family, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const stop = () => {
          leave();
          reject(signal.reason);
        };
        const leave = join(host, { family, all: true }, (error, addresses) => {
          signal.removeEventListener('abort', stop);
          if (error) reject(error);
          else resolve(addresses.map(({ address }) => address));
        });
        signal.addEventListener('abort', stop);
      }),
  };
}

/** Knows one address for every name. */
export function fixedLookup(address: string): Lookup {
  const family = isIPv6(address) ? 6 : 4;
  return {
    forSockets: (_host, { all }, found) =>
      all ? found(null, [{ address, family }]) : found(null, address, family),
    addresses: async () => [address],
  };
}

/** The one of this process: sources and HTTP clients wait for a name together. */
export const systemLookup = sharedLookup(systemResolver);
