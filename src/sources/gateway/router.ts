import type { Clock } from '../../base/clock.ts';
import type { Family } from '../../ip/address.ts';

/** NAT-PMP and PCP share the router's port (RFC 6886, RFC 6887); clients hear announcements on the next lower one. */
export const routerPort = 5351;
export const announcementPort = 5350;

// What the two have in common: PCP answers in the frame of NAT-PMP, so that each can say that it knows only the other.
export const answerBit = 0x80;
export const longestPacket = 1100;
export const unsupportedVersion = 1;
export const otherProtocol: RouterAnswer = { unusable: 'the router does not speak this protocol' };

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
