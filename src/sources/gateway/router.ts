import type { Clock } from '../../base/clock.ts';
import type { Family } from '../../ip/address.ts';

/** NAT-PMP and PCP share the router's port (RFC 6886, RFC 6887); clients hear announcements on the next lower one. */
export const routerPort = 5351;
export const announcementPort = 5350;

export const longestPacket = 1100;
const answerBit = 0x80;
const unsupportedVersion = 1;

/** RFC 6886, section 3.1: 250 ms, doubling. Nine tries would take two minutes; a router on the home network answers within the first. */
export const resend: readonly number[] = [250, 500, 1000];

/** One question to the router about its outer address. */
export interface RouterQuestion {
  /** The router's address on the home network. */
  readonly gateway: string;
  readonly family: Family;
  /** Milliseconds until it is given up. */
  readonly timeout: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Other than 5351 only in tests. */
  readonly port?: number | undefined;
}

/** What the router says: an address, public or not, or a sentence why there is none. */
export type RouterAnswer = { readonly address: string } | { readonly unusable: string };

/** Some routers say so with an address in hand that is not public (miniupnpd over NAT-PMP and UPnP). */
export const noPublicAddress =
  'the router says that it has no public address: it is offline, or the provider keeps it behind a NAT of its own ' +
  '(carrier-grade NAT)';

export const otherProtocol: RouterAnswer = { unusable: 'the router does not speak this protocol' };

/** Whether a packet is an answer to this operation; PCP answers in the frame of NAT-PMP. */
export function isAnswer(packet: Buffer, opcode: number): boolean {
  return packet.length >= 4 && packet.length <= longestPacket && packet[1] === (answerBit | opcode);
}

/** What an answer in the version of the other protocol says: a router that knows only that one answers so. */
export function inOtherVersion(answer: Buffer): RouterAnswer | undefined {
  return answer[3] === unsupportedVersion ? otherProtocol : undefined;
}
