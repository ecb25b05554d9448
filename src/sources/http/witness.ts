import { type Clock, withDeadline } from '../../base/clock.ts';
import { asFailure, Failure } from '../../base/failure.ts';
import { hedged, type Way } from '../../base/hedged.ts';
import type { Http } from '../../http/client.ts';
import { createSafeLookup, type SafeLookup } from '../../http/doh.ts';
import { type Family, familyOf } from '../../ip/address.ts';
import { hostOf } from '../../net/server.ts';
import type { Source } from '../source.ts';

/** A page, and where it is asked for when the host is not to be looked up. */
export interface Place {
  readonly url: URL;
  readonly address?: string;
}

export interface WitnessOptions {
  readonly url: URL;
  readonly apart?: (family: Family) => readonly URL[];
  readonly http: Http;
  readonly clock: Clock;
  readonly timeout?: number;
  readonly safeLookup?: SafeLookup;
  readonly ask: Source['ask'];
  askAt(place: Place, family: Family, signal: AbortSignal): Promise<string>;
}

const hedgeAfter = 1_000;
// What is left of a look is enough to ask by name.
const share = 0.6;

/** Asks at addresses that a certificate holds, then at those that DNS over HTTPS finds, and by name when neither is there. */
export function witnessOf(options: WitnessOptions): NonNullable<Source['witness']> {
  const { url, apart = () => [], clock, timeout = 10_000, ask, askAt } = options;
  const { safeLookup = createSafeLookup(options) } = options;
  const host = hostOf(url);
  // Whoever answered is not asked once more.
  const isFinal = (thrown: unknown) => !asFailure(thrown).unanswered;
  const hedging = { after: hedgeAfter, clock, isFinal };

  async function foundSafely(family: Family, signal: AbortSignal): Promise<string> {
    if (safeLookup.isOutOfReach()) throw elsewhere('DNS over HTTPS is out of reach', true);
    const addresses = await safeLookup.find(host.replace(/\.$/, ''), family, signal);
    const ways = addresses.map(
      (address): Way<string> =>
        (either) =>
          askAt({ url, address }, family, either),
    );
    if (ways.length === 0) throw elsewhere(`DNS over HTTPS does not know ${host}`);
    return hedged(ways, { ...hedging, signal });
  }

  async function independently(family: Family, signal: AbortSignal): Promise<string> {
    const ways = apart(family).map(
      (page): Way<string> =>
        (either) =>
          askAt({ url: page }, family, either),
    );
    const all = [...ways, (either: AbortSignal) => foundSafely(family, either)];
    return hedged(all, { ...hedging, signal });
  }

  return async (family, signal) => {
    if (familyOf(host) !== undefined) return { address: await ask(family, signal), independent: true };
    try {
      const address = await withDeadline(clock, share * timeout, signal, (either) =>
        independently(family, either),
      );
      return { address, independent: true };
    } catch (thrown) {
      if (signal.aborted || isFinal(thrown)) throw thrown;
      return { address: await ask(family, signal), independent: false };
    }
  };
}

function elsewhere(reason: string, unreached = false): Failure {
  return new Failure('transient', reason, { unanswered: true, unreached });
}
