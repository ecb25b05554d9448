import type { Clock } from '../base/clock.ts';
import type { Http } from '../http/client.ts';
import type { SafeLookup } from '../http/doh.ts';
import type { Family } from '../ip/address.ts';
import type { LocalEnd } from '../net/local-end.ts';

/**
 * How an answer travels. Answers of one unauthenticated transport can be forged together (a captured
 * port 53, a captive portal), so they are not independent of each other; `https` answers are.
 * `local` is what the home itself knows (`static:`, `interface:`, `gateway`): it needs no vote.
 */
export type Transport = 'https' | 'http' | 'dns' | 'stun' | 'local';

/** What is known of a source before anything is asked. */
export interface SourceFacts {
  /** As configured and safe to show: no credentials, no query string. */
  readonly name: string;
  /** Who runs it; sources of one operator hold one vote together. */
  readonly operator: string;
  readonly transport: Transport;
  /** With `ALLOW_PRIVATE`, what this source says may be an address that is not public. */
  readonly mayBePrivate?: true;
}

/** What a source said that was asked past the system's resolver, where that was possible. */
export interface Testimony {
  readonly address: string;
  /** Nobody who answers our lookups could have bent it: authenticated, at an address found without the resolver. */
  readonly independent: boolean;
}

/** Somebody who can tell this home's public address. */
export interface Source extends SourceFacts {
  /**
   * The address this source sees, in any text form of the family.
   * Throws a Failure when it has no usable answer. Does not check whether the address is public.
   */
  ask(family: Family, signal: AbortSignal): Promise<string>;
  /**
   * Only over HTTPS: the same question asked past the system's resolver, whose forger could lead the connection
   * through a relay that the true server then reports. By name where that cannot be done. Throws like `ask`.
   */
  witness?(family: Family, signal: AbortSignal): Promise<Testimony>;
  /** Only of the router: its own IPv4 address on the home network now, as far as known. Never rejects. */
  router?(): Promise<string | undefined>;
}

/** What sources are opened with; `http` must never go through a proxy and begins at `from` as well, `timeout` is in milliseconds for one `ask`. */
export interface SourceDependencies {
  readonly http: Http;
  /** Default: one of its own at the public servers. */
  readonly safeLookup?: SafeLookup;
  readonly clock: Clock;
  readonly timeout: number;
  /** The own address that the questions leave by; default the system's choice. */
  readonly from?: LocalEnd | undefined;
  /** The interface whose router is asked; default the one with the best default route. Rejects with a Failure where there is none. */
  readonly ownInterface?: (() => Promise<string>) | undefined;
  /**
   * So many bits of an IPv6 address go on with the host part of another machine, so that they have to be those of an
   * address of this machine: what the router calls its own is in no network of the home. Absent: no such need.
   */
  readonly homePrefix?: number | undefined;
}

/** A source as the settings name it: its facts, and how it is opened. */
export interface SourceSpec<Needs = SourceDependencies> extends SourceFacts {
  open(needs: Needs): Source;
}

export function sourceSpec<Needs>(
  facts: SourceFacts,
  open: (needs: Needs) => Omit<Source, keyof SourceFacts>,
): SourceSpec<Needs> {
  return { ...facts, open: (needs) => ({ ...facts, ...open(needs) }) };
}
