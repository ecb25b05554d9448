import { ADDRCONFIG } from 'node:dns';
import type { Socket } from 'node:net';
import type { Clock } from '../base/clock.ts';
import { type Family, familyOf } from '../ip/address.ts';
import { type LocalEnd, reachableFrom } from './local-end.ts';
import { type Lookup, systemLookup } from './lookup.ts';
import type { Server } from './server.ts';
import { connectTcp } from './tcp.ts';

export interface HostOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The only family of the addresses; default those that this machine has. */
  readonly family?: Family | undefined;
  /** Default: the one that this process shares. */
  readonly lookup?: Lookup | undefined;
  /** The own address to begin at; default the system's choice. */
  readonly from?: LocalEnd | undefined;
}

/** Connects to a server by any of its addresses. Rejects with the error of the lookup or of connecting, or with the signal's reason. */
export async function connectHost({ host, port }: Server, options: HostOptions): Promise<Socket> {
  const { clock, signal, from } = options;
  const addresses = await addressesOf(host, options);
  const reachable = from ? await reachableFrom(addresses, from) : { addresses };
  return connectTcp({ ...reachable, port, clock, signal });
}

/** The addresses of a host; an address is its own. Rejects with the resolver's error, or with the signal's reason. */
export function addressesOf(
  host: string,
  { family, lookup = systemLookup, signal }: Omit<HostOptions, 'clock' | 'from'>,
): Promise<string[]> {
  if (familyOf(host)) return Promise.resolve([host]);
  const wanted = family === undefined ? { family: 0, hints: ADDRCONFIG } : { family: numbers[family] };
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop);
    lookup.forSockets(host, { ...wanted, all: true }, (error, found) => {
      signal.removeEventListener('abort', stop);
      if (error) reject(error);
      else resolve([found].flat().map((one) => (typeof one === 'string' ? one : one.address)));
    });
  });
}

const numbers = { ipv4: 4, ipv6: 6 } as const;
