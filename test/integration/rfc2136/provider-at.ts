import { type Clock, systemClock } from '../../../src/base/clock.ts';
import type { Failure } from '../../../src/base/failure.ts';
import { plan } from '../../../src/core/plan.ts';
import { parseZone } from '../../../src/dns/name.ts';
import { rfc2136 } from '../../../src/providers/hosts/rfc2136/rfc2136.ts';
import type { Provider } from '../../../src/providers/provider.ts';
import { failureIn, freshSignal, home, terms } from '../../providers/contract/provided.ts';
import { keys } from './server.ts';

export const ddns = { RFC2136_TSIG_KEY: 'ddns', RFC2136_TSIG_SECRET: keys.ddns };
export const signal = freshSignal();

/** The adapter before a server; it signs with the key `ddns` unless told otherwise. */
export function providerAt(
  host: string,
  values: Readonly<Record<string, string>> = ddns,
  clock: Clock = systemClock,
): Provider {
  const noHttp = () => Promise.reject(new Error('this provider speaks no HTTP'));
  return rfc2136.create({ RFC2136_NAMESERVER: host, ...values }, noHttp, { clock, timeout: 5000 });
}

/** What an update of `home` leads to in a zone that does not hold it. */
export async function writing(provider: Provider, zone: string): Promise<Failure | undefined> {
  const changes = plan([terms().desired('home')], [{ ...home, records: [] }]);
  const [confirmation] = await provider.apply(parseZone(zone), changes, signal);
  return failureIn(confirmation);
}
