import type { Family } from '../ip/address.ts';

/**
 * How an answer travels. Answers of one unauthenticated channel can be forged together (a captured
 * port 53, a captive portal), so they are not independent of each other; `https` answers are.
 * `house` is what the home itself knows (`static:`, `interface:`, `gateway`): it needs no vote.
 */
export type Channel = 'https' | 'http' | 'dns' | 'stun' | 'house';

/** Somebody who can tell this home's public address. */
export interface Source {
  /** As configured and safe to show: no credentials, no query string. */
  readonly name: string;
  /** Who runs it; sources of one operator hold one vote together. */
  readonly operator: string;
  readonly channel: Channel;
  /** With `ALLOW_PRIVATE`, what this source says may be an address that is not public. */
  readonly mayBePrivate?: true;
  /**
   * The address this source sees, in any text form of the family.
   * Throws a Failure when it has no usable answer. Does not check whether the address is public.
   */
  ask(family: Family, signal: AbortSignal): Promise<string>;
  /** Only of the router: its own IPv4 address on the home network now, as far as known. Never rejects. */
  router?(): Promise<string | undefined>;
}
