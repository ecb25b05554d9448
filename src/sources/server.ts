import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import { type Family, familyOf } from '../ip/address.ts';
import { networkFailure } from '../net/errors.ts';
import type { LocalEnd } from '../net/local-end.ts';
import { type Lookup, systemLookup } from '../net/lookup.ts';

/** What a source needs beside its entry: milliseconds for one `ask` in all, and time. */
export interface ServerSourceOptions {
  readonly timeout: number;
  readonly clock: Clock;
  /** The own address to ask from; default the system's choice. */
  readonly from?: LocalEnd | undefined;
}

export const familyNames: Readonly<Record<Family, string>> = { ipv4: 'IPv4', ipv6: 'IPv6' };

const keepResolved = 600_000;
const mostAddresses = 3;

/**
 * The addresses of a host in one family, from the system's resolver. They are kept for ten minutes, so that
 * a tick does not pay for them; `forget` drops them. Throws a transient Failure when there is none.
 */
export function addressBook(clock: Clock, lookup: Lookup = systemLookup) {
  const known = new Map<string, { readonly addresses: readonly string[]; readonly until: number }>();
  return {
    async find(host: string, family: Family, signal: AbortSignal): Promise<readonly string[]> {
      const literal = familyOf(host);
      if (literal !== undefined) return literal === family ? [host] : [];
      const key = `${family} ${host}`;
      const kept = known.get(key);
      if (kept && kept.until > clock.monotonic()) return kept.addresses;
      const addresses = (await resolve(lookup, host, family, signal)).slice(0, mostAddresses);
      known.set(key, { addresses, until: clock.monotonic() + keepResolved });
      return addresses;
    },
    forget(): void {
      known.clear();
    },
  };
}

async function resolve(lookup: Lookup, host: string, family: Family, signal: AbortSignal): Promise<string[]> {
  try {
    return await lookup.addresses(host, family === 'ipv4' ? 4 : 6, signal);
  } catch (error) {
    if (signal.aborted)
      throw new Failure('transient', `${host}: its name was not resolved in time`, { unreached: true });
    throw networkFailure(host, error);
  }
}
