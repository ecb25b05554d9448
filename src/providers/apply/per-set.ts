import { asFailure, Failure } from '../../base/failure.ts';
import type { Zone } from '../../dns/name.ts';
import type { Change, DesiredSet, RecordKey, RecordSet } from '../../dns/records.ts';
import type { Confirmation } from '../provider.ts';
import { isGone } from '../refusal.ts';
import type { Adapter } from './compare.ts';
import { conflictOr, type ListedRecord, listedSets } from './listing.ts';
import { oneByOne, stopped } from './one-by-one.ts';
import { setAfter } from './operations.ts';

/** The calls of an API that knows record sets by name and type. Each throws a Refusal when it is refused. */
export interface SetCalls {
  /** Every record of the zone, or at least those of one name. Records of all types, CNAMEs above all. */
  list(name: string | undefined): Promise<readonly ListedRecord[]>;
  /** Makes the set hold the desired record alone; what else the set carries survives. */
  replace(desired: DesiredSet, change: Change): Promise<unknown>;
  remove(change: Change): Promise<unknown>;
  /** Where the service carries out later what it has accepted: the confirmations once it has. */
  carriedOut?(accepted: readonly Confirmation[]): Promise<Confirmation[]>;
}

/** Where the calls go to. */
export interface SetPlace {
  readonly zone: Zone;
  readonly signal: AbortSignal;
  /** What is read or changed. */
  readonly keys: readonly RecordKey[];
}

export interface SetApiOptions {
  calls(place: SetPlace): SetCalls;
  /** How many sets may be written at a time; default 1. */
  readonly concurrency?: number;
}

/** A provider whose API knows record sets: one listing to read, one call for each set to write. */
export function setApi({ calls, concurrency = 1 }: SetApiOptions): Adapter {
  return {
    replacesSets: true,
    read: async (zone, keys, signal) => listedSets(keys, calls({ zone, signal, keys }).list),
    async apply(zone, changes, signal, compare) {
      if (signal.aborted) throw stopped();
      const made = calls({ zone, signal, keys: changes });
      const accepted = await oneByOne(changes, signal, (change) => carryOut(change, made), {
        compare,
        concurrency,
      });
      return made.carriedOut?.(accepted) ?? accepted;
    },
  };
}

async function carryOut(change: Change, { list, replace, remove }: SetCalls): Promise<RecordSet> {
  const { name, type, desired } = change;
  try {
    if (desired) await replace(desired, change);
    else await remove(change);
    return setAfter(change);
  } catch (thrown) {
    if (!isGone(thrown)) throw await conflictOr(asFailure(thrown), change, () => list(name));
    if (!desired) return { name, type, records: [] };
    const message = `${thrown.message}; the zone is read again`;
    throw new Failure('transient', message, { unconfirmed: true, cause: thrown });
  }
}
