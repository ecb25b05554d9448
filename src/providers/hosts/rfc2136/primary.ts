import type { Resolver } from 'node:dns/promises';
import { codeOf, Failure } from '../../../base/failure.ts';
import type { Zone } from '../../../dns/name.ts';
import type { Server } from '../../../net/server.ts';
import { orElse, settingOf } from '../../refusal-text.ts';

const dnsPort = 53;

/** The primary server that the zone's SOA record names, as the resolver knows it. Throws a Failure. */
export async function primaryOf(
  zone: Zone,
  signal: AbortSignal,
  resolver: Pick<Resolver, 'resolveSoa' | 'cancel'>,
): Promise<Server> {
  const stop = () => resolver.cancel();
  signal.addEventListener('abort', stop);
  try {
    const { nsname } = await resolver.resolveSoa(zone.name);
    if (nsname !== '') return { host: nsname.toLowerCase(), port: dnsPort };
    throw new Failure(
      'permanent',
      `the SOA record of ${zone.display} names no server: set RFC2136_NAMESERVER`,
    );
  } catch (error) {
    if (error instanceof Failure) throw error;
    const code = codeOf(error);
    if (code === 'ENOTFOUND' || code === 'ENODATA')
      throw new Failure(
        'permanent',
        `${zone.display} has no SOA record that names its server: check ${settingOf(zone)}, or set RFC2136_NAMESERVER${orElse(zone)}`,
        { cause: error },
      );
    throw new Failure('transient', `the server of ${zone.display} could not be looked up`, {
      unanswered: true,
      cause: error,
    });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
