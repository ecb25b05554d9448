import type { FailureKind } from '../../src/failure.ts';
import type { Provider } from '../../src/providers/provider.ts';
import type { Fault } from '../world/faults.ts';
import type { PretendServer } from '../world/pretend-server.ts';
import type { NewRecord, PretendZone } from '../world/zone.ts';
import { describeFaults } from './provider-faults.ts';
import { describeReading } from './provider-reading.ts';
import { describeWriting } from './provider-writing.ts';

/** A provider, the pretend service that it talks to, and the zone behind that. */
export interface ProviderWorld {
  readonly provider: Provider;
  readonly held: PretendZone;
  readonly server: PretendServer;
  stop(): Promise<void>;
}

export interface ProviderWorldOptions {
  /** The zone that the service holds. */
  readonly zone: string;
  /** What the zone holds besides the foreign records. */
  readonly records: readonly NewRecord[];
  /** Milliseconds for one request. */
  readonly timeout: number;
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
  /** More records of one type than one page of the service's listing holds. */
  readonly moreThanAPage: number;
  /** What no failure may contain. */
  readonly secrets: readonly string[];
}

/** What every provider with a read must do, through a real server. */
export function providerContract(contract: ProviderContract): void {
  describeReading(contract);
  describeWriting(contract);
  describeFaults(contract);
}
