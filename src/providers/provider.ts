import type { Clock } from '../base/clock.ts';
import type { Failure } from '../base/failure.ts';
import type { Authoritative } from '../dns/authoritative.ts';
import type { Zone } from '../dns/name.ts';
import type { Change, RecordKey, RecordSet } from '../dns/records.ts';
import type { Http } from '../http/client.ts';
import type { MethodRates, Rate } from '../http/throttle.ts';
import type { SettingsTable, Texts } from '../settings/setting.ts';

/**
 * What became of one change: the record set as the provider confirmed it, or why not. `now` is the set as it is,
 * where nothing was sent because it is not what the change was made for.
 */
export type Confirmation = RecordKey &
  ({ readonly held: RecordSet } | { readonly failure: Failure; readonly now?: RecordSet });

/** Limits of a TTL in seconds; `auto` is the value that stands for "as the provider likes". */
export interface TtlLimits {
  readonly min: number;
  readonly max: number;
  readonly auto?: number;
  /** What an unset `TTL` is, where 600 would be refused for ordinary zones. */
  readonly usual?: number;
  /** Where the provider takes these alone and rounds all others, in ascending order from `min` to `max`. */
  readonly values?: readonly number[];
}

/** What `TTL` can be, in words. */
export function acceptedTtls({ min, max, auto, values }: TtlLimits): string {
  const range = values ? values.join(', ') : `${min} to ${max}`;
  return `${range} seconds${auto === undefined ? '' : ', or auto'}`;
}

/** A fact about a zone that a host shows beside its records, such as that it holds and does not serve it. */
export interface Note {
  /** A word for programs. */
  readonly code: string;
  /** A sentence without full stop for the owner; the same as long as the fact is. */
  readonly text: string;
}

/** A DNS host. It translates; it does not decide, retry, log or read the environment. */
export interface Provider {
  readonly name: string;
  readonly ttl: TtlLimits;
  /** The record sets of the given names and types, one for each key, as the provider holds them now. Throws a Failure. */
  read(zone: Zone, keys: readonly RecordKey[], signal: AbortSignal): Promise<RecordSet[]>;
  /**
   * Carries out the changes of one zone whose sets are still as they were read; resolves to one confirmation or
   * failure per change. A Failure thrown stands for all of them.
   */
  apply(zone: Zone, changes: readonly Change[], signal: AbortSignal): Promise<Confirmation[]>;
  /** What was noticed of the zone when it was last read. Asks nobody. */
  notes?(zone: Zone): readonly Note[];
  /**
   * The names of the zones that the credentials may see, as the provider writes them, for the owner to choose from. Absent
   * where it does not list them. Throws a Failure; credentials that serve one zone may not be allowed to list.
   */
  zones?(signal: AbortSignal): Promise<readonly string[]>;
}

/** What was given for the settings of an adapter, as it was written. */
export type ProviderValues = Texts;

/** What an adapter has besides its settings and HTTP: for one that waits, or speaks something else. */
export interface ProviderContext {
  readonly clock: Clock;
  /** Milliseconds for one request. */
  readonly timeout: number;
  /** Told of every session that the service begins for us, before it is used: its id is a credential. */
  onSession?(id: string): void;
  /** Nothing may be written, nor made live; default false. For one that writes without a change to apply. */
  readonly dryRun?: boolean;
  /** Asks the servers of zones themselves, for an adapter that cannot ask its host; default: over the network. */
  readonly authoritative?: Authoritative;
  /** The adapter that it replaces, where the credentials have changed. */
  readonly before?: Provider;
}

/** How the facts about a host were found out: from exchanges recorded at it, its own description, or what clients do. */
export type Evidence = 'a real server' | 'recorded' | 'described' | 'by clients' | 'by one client';

/** What the settings reader, docs/hosts.md and the loop need to know of an adapter; `host` makes it. */
export interface ProviderDefinition {
  /** The value of `PROVIDER`. */
  readonly name: string;
  /** The vendor's own spelling. */
  readonly title: string;
  /** For docs/hosts.md: what to create, with the least privilege, and the limits to know. Markdown sentences. */
  readonly about: string;
  /** Where its tests do not show it: they replay what was recorded, or hold it to a description or a real server. */
  readonly evidence?: Evidence;
  /** It takes an address and shows no records, so the zone's own servers are asked. */
  readonly updateOnly?: true;
  /** It takes no AAAA records. */
  readonly ipv4Only?: true;
  readonly ttl: TtlLimits;
  /** How fast one account may be asked; shared by all its targets. Of several rates, the shortest stretch comes first. */
  readonly rate?: Rate | readonly Rate[];
  /** How fast one account may make each kind of call, where that is limited for itself; counts for `rate` too. */
  readonly methodRates?: MethodRates;
  /** The kinds of writes whose limit, when it is met all the same, silences calls of that kind alone. */
  readonly limitedApart?: readonly Exclude<keyof MethodRates, 'GET'>[];
  /**
   * How fast one zone may be written to, where the provider limits each zone for itself. A limit that is met all
   * the same then silences that zone alone, not the account.
   */
  readonly zoneRate?: Rate | readonly Rate[];
  readonly settings: SettingsTable;
  /**
   * It knows no zones, only full names: all names of one `DOMAINS` are one target, whose zone is `noZone` and whose keys
   * hold full names. `fqdn` gives them in either form.
   */
  readonly fullNames?: true;
  /** What is missing, and what does not fit together ("give either … or …"), one sentence each; empty when all is well. */
  check(given: ProviderValues): readonly string[];
  /** Of settings that were checked: each by itself, and all together. */
  create(given: ProviderValues, http: Http, context: ProviderContext): Provider;
}
