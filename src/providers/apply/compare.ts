import type { Zone } from '../../dns/name.ts';
import type { Change, RecordSet } from '../../dns/records.ts';
import type { Confirmation, Provider } from '../provider.ts';

/** What changes come to when they are held against what the provider holds now. */
export interface Compared {
  /** To be sent: their sets are what they were made for. */
  readonly same: readonly Change[];
  /** Nothing is sent for these. */
  readonly settled: readonly Confirmation[];
}

/**
 * Holds changes against what the provider holds now, as it was read at most five seconds ago; called right
 * before they are sent. Throws a Failure when that cannot be found out, with which nothing more is to be sent.
 */
export interface Compare {
  (changes: readonly Change[]): Promise<Compared>;
  /** Milliseconds for which what a change was held against is still that new; below 0 when it is too old. */
  readonly newFor: (change: Change) => number;
  /** The set of a change, read again where it is too old. Throws as above. */
  readonly now: (change: Change) => Promise<RecordSet>;
}

/** How an adapter reads and writes; what it writes has to go through `compare`, unless the host itself compares. */
export interface Adapter extends Pick<Provider, 'read' | 'zones'> {
  apply(
    zone: Zone,
    changes: readonly Change[],
    signal: AbortSignal,
    compare: Compare,
  ): Promise<Confirmation[]>;
  /** The set of one change as it is now, with one call; for a host that has no list which serves several names. */
  look?(zone: Zone, change: Change, signal: AbortSignal): Promise<RecordSet>;
  /** A write replaces all records of a set, so that of several that are to stay one alone could be kept. */
  readonly replacesSets?: boolean;
}
