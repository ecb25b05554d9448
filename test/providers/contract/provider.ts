// .github/CONTRIBUTING.md tells how a new host is added. Its adapter is mostly `recordApi` for an API of single
// records, `setApi` for one of record sets, or `batchApi` for one that takes many at once, all over `jsonApi`.
// vultr (single records), gandi (sets) and cloudflare (zone ids, one call for all) are the patterns.
import type { FailureKind } from '../../../src/base/failure.ts';
import type { Provider } from '../../../src/providers/provider.ts';
import type { Fault } from '../../world/faults.ts';
import type { LoggedServer } from '../../world/pretend-server.ts';
import type { HeldZone, NewRecord, ZoneRecord } from '../../world/zone.ts';
import { describeComparing } from './comparing.ts';
import { describeEconomy } from './economy.ts';
import { describeFaults } from './faults.ts';
import { describeLeftAlone, type LeftAlone } from './left-alone.ts';
import { describeListing } from './listing.ts';
import { describeReading } from './reading.ts';
import { describeRecovery } from './recovery.ts';
import { describeWriting } from './writing.ts';
import { describeZones } from './zones.ts';

/** A provider, the pretend service that it talks to, and the zone behind that. */
export interface ProviderWorld {
  readonly provider: Provider;
  /** The provider as a new start of the program has it. */
  restarted(): Provider;
  readonly held: HeldZone;
  readonly server: LoggedServer;
  /** Whether the name servers serve what the zone holds; absent: what is written is live at once. */
  isLive?(): boolean;
  stop(): Promise<void>;
}

export interface ProviderWorldOptions {
  /** The zone that the service holds. */
  readonly zone: string;
  /** What the zone holds besides the foreign records. */
  readonly records: readonly NewRecord[];
  /** Other zones that the service holds. */
  readonly moreZones?: readonly string[];
  /** Milliseconds for one request. */
  readonly timeout: number;
  /** Each write waits so many milliseconds for its turn in the account's rate. */
  waitOfWrite?(): number;
}

/** An answer of the service that is no success, and how the adapter must class it. */
export interface Refusal {
  readonly title: string;
  readonly fault: Fault;
  readonly kind: FailureKind;
  /** The kind when a read meets it, where that differs. */
  readonly readKind?: FailureKind;
  readonly retryAfter?: number;
  readonly says: RegExp;
}

export interface ProviderContract {
  readonly name: string;
  setup(options: ProviderWorldOptions): Promise<ProviderWorld>;
  readonly refusals: readonly Refusal[];
  /** More records of one type than one page of the service's listing holds; 0 when it knows no pages. */
  readonly moreThanAPage: number;
  /** What no failure may contain. */
  readonly secrets: readonly string[];
  /** The most requests for reading, and then for changing, this many names that exist. */
  requests(names: number): { readonly read: number; readonly write: number };
  /** One call carries out all changes or none. */
  readonly batch?: true;
  /** The service has no way to say that there were too many requests. */
  readonly unlimited?: true;
  /** How many records are written at a time; default 1. */
  readonly concurrency?: number;
  /** What a record carries besides (`extra` of the pretend zone) and must keep. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** The handle of a record on the wire; default its id in the pretend zone. */
  handle?(record: ZoneRecord): string;
  /** Two TTLs that the service takes, the desired one first; default 600 and 3600. */
  readonly ttls?: readonly [desired: number, other: number];
  /** Letters of the longest name that the service takes; default: as DNS has it. */
  readonly longestName?: number;
  /** The server is a real one, whose answers cannot be altered. */
  readonly isReal?: true;
  /** The vendor says that its filter of names is exact, also for an asterisk; or it is no filter. */
  readonly filtersWildcards?: boolean;
  /** What the service calls the types of foreign records, where it has numbers for them. */
  readonly foreignTypes?: RegExp;
  /** The service knows names and no zones, so that none is missing. */
  readonly anyZone?: true;
  /** A listing with nothing left of records of foreign types but type and id, where it is no JSON. */
  bare?(body: string): string;
  /** It is asked for one type at a time, so records of other types are never listed. */
  readonly listsByType?: true;
  /** More zones than one page of their listing holds, where the service lists the zones of the account. */
  readonly moreZonesThanAPage?: number;
  /** A name has IPv6 addresses beside one of IPv4 only. */
  readonly needsIpv4?: true;
  /** The service has one TTL for the whole zone, so a record is held without one. */
  readonly zoneTtl?: true;
  /** What must not be touched, beside a CNAME. */
  readonly leftAlone?: readonly LeftAlone[];
}

/** What every provider with a read must do; one host of each way to apply meets it over sockets (`worldOf`). */
export function providerContract(contract: ProviderContract): void {
  describeReading(contract);
  describeListing(contract);
  describeWriting(contract);
  describeLeftAlone(contract);
  describeComparing(contract);
  describeFaults(contract);
  describeRecovery(contract);
  describeEconomy(contract);
  describeZones(contract);
}
