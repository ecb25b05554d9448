import { type Answer, decode } from 'dns-packet';
import type { Family } from '../../src/ip/address.ts';
import { addressRecord, dnsAnswer, textRecord } from '../support/dns-answer.ts';
import { dnsServer, framed } from '../support/dns-server.ts';
import type { Isp } from './isp.ts';

/** What the server does. `truncated`: nothing but the sign over UDP that the answer is to be had over TCP. */
export type WhoamiMode = 'honest' | { readonly lie: string } | 'truncated' | 'refused' | 'hang';

export interface WhoamiOptions {
  readonly isp: Isp;
  /** The family whose address a TXT question is answered with, default ipv4. */
  readonly family?: Family;
  /** Where it listens, default 127.0.0.1. */
  readonly host?: string;
  readonly mode?: WhoamiMode;
}

/** A name server that tells who asks which address the home has, over UDP and TCP. `mode` can be set at any time. */
export interface Whoami {
  mode: WhoamiMode;
  readonly port: number;
  /** As `IPV4_SOURCES` takes it: a TXT question in the class CH. */
  readonly entry: string;
  /** Questions so far, over UDP and over TCP. */
  requests(): number;
  requestsOverTcp(): number;
  close(): Promise<void>;
}

const truncation = 0x0200;
const answered = 0x0580;
const refused = 5;

export async function startWhoami(options: WhoamiOptions): Promise<Whoami> {
  const { isp, family = 'ipv4', host = '127.0.0.1' } = options;

  /** Undefined: it stays silent. */
  function answerTo(query: Buffer, overTcp: boolean): Buffer | undefined {
    if (!isp.online || whoami.mode === 'hang') return undefined;
    if (whoami.mode === 'refused') return dnsAnswer(query, [], { flags: answered | refused });
    if (whoami.mode === 'truncated' && !overTcp)
      return dnsAnswer(query, [], { flags: answered | truncation });
    return dnsAnswer(query, records(query));
  }

  function records(query: Buffer): Answer[] {
    const question = decode(query).questions?.[0];
    const type = question?.type;
    const asked = type === 'A' ? 'ipv4' : type === 'AAAA' ? 'ipv6' : family;
    const address = typeof whoami.mode === 'object' ? whoami.mode.lie : isp.address(asked);
    if (!question || address === undefined) return [];
    if (type !== 'TXT') return [addressRecord(question.name, address)];
    return [textRecord(question.name, address, question.class === 'CH' ? 'CH' : 'IN')];
  }

  const server = await dnsServer(
    (query, reply) => {
      const answer = answerTo(query, false);
      if (answer) reply(answer);
    },
    (query, socket) => {
      const answer = answerTo(query, true);
      if (answer) socket.end(framed(answer));
    },
    host,
  );
  const { port, received, receivedOverTcp, close } = server;
  const at = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const whoami: Whoami = {
    mode: options.mode ?? 'honest',
    port,
    entry: `dns:whoami.cloudflare/TXT/CH@${at}`,
    requests: () => received.length,
    requestsOverTcp: () => receivedOverTcp.length,
    close,
  };
  return whoami;
}
