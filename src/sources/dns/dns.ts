import { randomInt } from 'node:crypto';
import { Failure } from '../../base/failure.ts';
import { connectDns, type DnsConnectionOptions } from '../../dns/connection.ts';
import type { Family } from '../../ip/address.ts';
import { serverText } from '../../net/server.ts';
import { exchangeUdp } from '../../net/udp.ts';
import { familyNames, type ServerSourceOptions } from '../server.ts';
import { inTurns } from '../server-turns.ts';
import type { Source } from '../source.ts';
import { type DnsEntry, type DnsType, parseDnsEntry } from './entry.ts';
import { type DnsReading, dnsQuery, readDnsAnswer } from './message.ts';

const resend = [1000, 2000];
const mostUdpBytes = 512;
const mostTcpBytes = 4096;
const words = { late: 'no answer in time', foreign: 'its answer does not belong to the question' };

/** A source `dns:…`. Throws an Error that says what is accepted when the entry is none. */
export function dnsSource(entry: string, options: ServerSourceOptions): Source {
  return dnsSourceOf(parseDnsEntry(entry), options);
}

/** Asks a name server for the address it sees the question come from: UDP first, TCP when that is too small. */
export function dnsSourceOf(entry: DnsEntry, options: ServerSourceOptions): Source {
  const { clock, from } = options;
  const askServers = inTurns(entry.servers, options);

  return {
    name: entry.name,
    operator: entry.operator,
    transport: 'dns',
    async ask(family, signal) {
      const type = entry.types[family];
      if (!type)
        throw new Failure('permanent', `${entry.name} cannot tell an ${familyNames[family]} address`);
      const reading = await askServers(family, signal, (address, port, timeout) =>
        askServer({ address, port, timeout, type, family, signal }),
      );
      if ('address' in reading) return reading.address;
      throw new Failure('transient', reading.unusable);
    },
  };

  async function askServer({ address, port, timeout, type, family, signal }: Question): Promise<Answer> {
    const who = serverText(address, port);
    const query = dnsQuery(entry.domain, type, entry.class, randomInt(0x10000));
    const started = clock.monotonic();

    const overUdp = await exchangeUdp({
      address,
      port,
      packet: query.packet,
      resend,
      timeout,
      clock,
      from,
      signal,
      read(message) {
        const reading = readDnsAnswer(message, query, family);
        return reading && message.length > mostUdpBytes ? { truncated: true as const } : reading;
      },
    });
    if (!('truncated' in overUdp)) return naming(who, overUdp);

    const left = timeout - (clock.monotonic() - started);
    const limits = { timeout: left, mostBytes: mostTcpBytes, clock, from, signal };
    const message = await exchangeTcp(query.packet, { server: { host: address, port }, ...limits, words });
    const overTcp = readDnsAnswer(message, query, family);
    if (overTcp && !('truncated' in overTcp)) return naming(who, overTcp);
    throw new Failure('transient', `${who} over TCP: ${words.foreign}`);
  }
}

/** One message out and one in, over a connection of its own. Throws a transient Failure. */
async function exchangeTcp(packet: Buffer, options: DnsConnectionOptions): Promise<Buffer> {
  const connection = connectDns(options);
  const answer = await connection.ask(packet).finally(connection.close);
  if (answer) return answer;
  const who = serverText(options.server.host, options.server.port);
  throw new Failure('transient', `${who} over TCP: the connection was closed before the answer was whole`);
}

interface Question {
  readonly address: string;
  readonly port: number;
  readonly timeout: number;
  readonly type: DnsType;
  readonly family: Family;
  readonly signal: AbortSignal;
}

type Answer = Exclude<DnsReading, { truncated: true }>;

function naming(who: string, answer: Answer): Answer {
  return 'unusable' in answer ? { unusable: `${who}: ${answer.unusable}` } : answer;
}
