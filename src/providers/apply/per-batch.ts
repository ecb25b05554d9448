import { asFailure } from '../../base/failure.ts';
import type { Change, RecordSet } from '../../dns/records.ts';
import type { ZoneIds } from '../api/zone-ids.ts';
import { type BatchOptions, inBatches } from './batches.ts';
import type { Adapter } from './compare.ts';
import { type Check, departing } from './departing.ts';
import { conflictOr, type ListedRecord, listedSets } from './listing.ts';
import { stopped } from './one-by-one.ts';
import { atPlace, type RecordPlace } from './per-record.ts';
import { type PermissionsByName, permissionsByName } from './permissions.ts';

/** The calls of an API that takes many changes at once. Each throws a Refusal when it is refused. */
export interface BatchCalls {
  /** Every record of the zone, or at least those of one name. Records of all types, CNAMEs above all. */
  list(name: string | undefined): Promise<readonly ListedRecord[]>;
  /**
   * Carries out all changes or none; resolves to the sets as the provider confirmed them. Who needs several calls
   * for it calls `check` before each that is not the first.
   */
  write(changes: readonly Change[], check: Check): Promise<readonly RecordSet[]>;
}

export interface BatchApiOptions extends Omit<BatchOptions, 'reread' | 'compare'> {
  calls(place: RecordPlace): BatchCalls;
  /** Where the API has ids of its own for zones. */
  readonly zones?: ZoneIds;
  /** A write is refused as stale unless the sets are as they were read, so that they need not be read before it. */
  readonly comparesItself?: true;
  /** A write replaces all records of a set. */
  readonly replacesSets?: true;
  /** The credentials may be allowed some names only, and a batch with another one is refused as a whole. */
  readonly permissionsByName?: true;
}

/** A provider whose API takes many changes at once: one listing to read, one call to write. */
export function batchApi({ calls, zones, ...options }: BatchApiOptions): Adapter {
  const { comparesItself, replacesSets = false, permissionsByName: hasPermissions, ...size } = options;
  const sending: PermissionsByName = hasPermissions
    ? permissionsByName()
    : (_, __, write, send) => send(write);
  const using = atPlace(calls, zones);
  return {
    replacesSets,
    read: (zone, keys, signal) => using(zone, signal, ({ list }) => listedSets(keys, list)),
    async apply(zone, changes, signal, compare) {
      if (signal.aborted) throw stopped();
      return using(zone, signal, ({ list, write }) => {
        const reread: BatchOptions['reread'] = (keys) => listedSets(keys, list);
        const batching: BatchOptions = { ...size, reread, ...(!comparesItself && { compare }) };
        const carryOut = async (batch: readonly Change[]) => {
          try {
            return await departing(batch, batching.compare, (check) => write(batch, check));
          } catch (thrown) {
            const [change, another] = batch;
            if (!change || another) throw thrown;
            throw await conflictOr(asFailure(thrown), change, () => list(change.name));
          }
        };
        return sending(zone, changes, carryOut, (write) => inBatches(changes, signal, batching, write));
      });
    },
  };
}
