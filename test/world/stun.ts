import type { Family } from '../../src/ip/address.ts';
import { stunAnswer, stunAttribute, stunMessage, transactionOf } from '../support/stun-answer.ts';
import { udpServer } from '../support/udp-server.ts';
import type { Isp } from './isp.ts';

export type StunMode = 'honest' | { readonly lie: string } | 'error' | 'hang';

export interface StunOptions {
  readonly isp: Isp;
  /** The family whose address it tells, default ipv4. */
  readonly family?: Family;
  /** Where it listens, default 127.0.0.1. */
  readonly host?: string;
  readonly mode?: StunMode;
}

/** A STUN server that tells its callers which address the home has. `mode` can be set at any time. */
export interface Stun {
  mode: StunMode;
  readonly port: number;
  /** As `IPV4_SOURCES` takes it. */
  readonly entry: string;
  /** Requests so far. */
  requests(): number;
  close(): Promise<void>;
}

const bindingError = 0x0111;
const errorCode = 0x0009;
// 500 Server Error (RFC 8489, section 14.8): class and number in a byte each.
const serverError = stunAttribute(errorCode, Buffer.of(0, 0, 5, 0));

export async function startStun(options: StunOptions): Promise<Stun> {
  const { isp, family = 'ipv4', host = '127.0.0.1' } = options;
  const { port, received, close } = await udpServer((request, reply) => {
    const address = typeof stun.mode === 'object' ? stun.mode.lie : isp.address(family);
    if (!isp.online || stun.mode === 'hang' || address === undefined) return;
    if (stun.mode === 'error') reply(stunMessage(transactionOf(request), [serverError], bindingError));
    else reply(stunAnswer(request, address));
  }, host);
  const at = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const stun: Stun = {
    mode: options.mode ?? 'honest',
    port,
    entry: `stun:${at}`,
    requests: () => received.length,
    close,
  };
  return stun;
}
