import { randomBytes } from 'node:crypto';
import { Failure } from '../../base/failure.ts';
import { parseServer, serverText } from '../../net/server.ts';
import { exchangeUdp } from '../../net/udp.ts';
import { operatorOf, type RegistrableDomain } from '../operator.ts';
import type { ServerSourceOptions } from '../server.ts';
import { inTurns } from '../server-turns.ts';
import { type SourceSpec, sourceSpec } from '../source.ts';
import { bindingRequestOf, readBindingAnswer } from './stun-message.ts';

const defaultPort = 3478;
// RFC 8489, section 6.2.1: an RTO of 500 ms that doubles, seven requests in all.
const resend = [500, 1000, 2000, 4000, 8000, 16_000];

/** A source `stun:HOST[:PORT]` (RFC 8489). Throws an Error that says what is accepted when the entry is none. */
export function stunSource(
  entry: string,
  registrableDomain?: RegistrableDomain,
): SourceSpec<ServerSourceOptions> {
  const server = /^stun:/i.test(entry) ? parseServer(entry.slice(5), defaultPort) : undefined;
  if (!server)
    throw new Error(
      `"${entry}" is no STUN source; accepted is stun:HOST[:PORT] with an IPv6 address in brackets`,
    );
  const facts = {
    name: `stun:${entry.slice(5)}`,
    operator: operatorOf(server.host, registrableDomain),
    transport: 'stun',
  } as const;
  return sourceSpec(facts, (options) => {
    const { clock, from } = options;
    const askServers = inTurns([server], options);
    return {
      async ask(family, signal) {
        const reading = await askServers(family, signal, async (address, port, timeout) => {
          const transaction = randomBytes(12);
          const packet = bindingRequestOf(transaction);
          const read = (message: Buffer) => readBindingAnswer(message, transaction, family);
          const answer = await exchangeUdp({
            ...{ address, port, packet, resend, timeout },
            ...{ clock, from, signal, read },
          });
          return { ...answer, who: serverText(address, port) };
        });
        if ('address' in reading) return reading.address;
        throw new Failure('transient', `${reading.who}: ${reading.unusable}`);
      },
    };
  });
}
