import { type LookupAddress, type LookupAllOptions, lookup as systemResolver } from 'node:dns';
import { isIPv6, type LookupFunction } from 'node:net';
import { type Clock, systemClock } from '../base/clock.ts';

type Found = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

/** As `dns.lookup` with `all`. */
export type Resolver = (host: string, options: LookupAllOptions, found: Found) => void;

/** Looks names up for sockets, and for whoever wants the addresses alone. */
export interface Lookup {
  /** While the resolver is silent or fails, what it said last: whether that is still right shows when one connects. */
  readonly forSockets: LookupFunction;
  /** All addresses in one family. Rejects with the resolver's error, or with the signal's reason. */
  addresses(host: string, family: 4 | 6, signal: AbortSignal): Promise<string[]>;
}

interface Known {
  readonly addresses: LookupAddress[];
  /** On the monotonic clock. */
  readonly at: number;
}

/** Milliseconds that a resolver may take where it is known what it said last. */
const patience = 2_000;
/** Milliseconds for which that is good for want of anything newer. */
const longestKnown = 24 * 3_600_000;

/**
 * Whoever asks for a name while it is being looked up joins that lookup. The system's resolver cannot be stopped
 * and only two lookups run at a time, so while it hangs each further one would wait in a line that has to drain
 * before anything works again.
 */
export function sharedLookup(resolver: Resolver, clock: Clock = systemClock): Lookup {
  const underWay = new Map<string, Set<Found>>();
  // As many as the settings name hosts.
  const known = new Map<string, Known>();

  /** The returned function leaves the lookup, which goes on by itself. */
  function join(host: string, options: LookupAllOptions, found: Found): () => void {
    const key = keyOf(host, options);
    const others = underWay.get(key);
    const waiting = others ?? new Set();
    waiting.add(found);
    if (!others) {
      underWay.set(key, waiting);
      resolver(host, options, (error, addresses) => {
        underWay.delete(key);
        if (!error && addresses.length > 0) known.set(key, { addresses, at: clock.monotonic() });
        // That there is no such name is an answer.
        else if (error?.code === 'ENOTFOUND') known.delete(key);
        for (const each of waiting) each(error, addresses);
      });
    }
    return () => waiting.delete(found);
  }

  function lastOf(host: string, options: LookupAllOptions): LookupAddress[] | undefined {
    const last = known.get(keyOf(host, options));
    return last && clock.monotonic() - last.at <= longestKnown ? last.addresses : undefined;
  }

  return {
    forSockets(host, { family = 0, hints = 0, all }, callback) {
      const options = { family, hints, all: true } as const;
      const give: Found = (error, addresses) => {
        const [first] = addresses ?? [];
        if (error || all || !first) callback(error, addresses);
        else callback(null, first.address, first.family);
      };
      const last = lastOf(host, options);
      let cancel: (() => void) | undefined;
      let isOver = false;
      const leave = join(host, options, (error, addresses) => {
        isOver = true;
        cancel?.();
        const old = error ? lastOf(host, options) : undefined;
        if (old) give(null, old);
        else give(error, addresses);
      });
      if (!last || isOver) return;
      cancel = clock.after(patience, () => {
        leave();
        give(null, last);
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

const keyOf = (host: string, { family = 0, hints = 0 }: LookupAllOptions) => `${host} ${family} ${hints}`;

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
