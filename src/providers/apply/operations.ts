import { Failure } from '../../base/failure.ts';
import type { Change, CurrentRecord, DesiredSet, RecordKey, RecordSet } from '../../dns/records.ts';
import { currentSets, type ListedRecord } from './listing.ts';
import { idOf } from './per-record.ts';

/** What changes of record sets are in single records, for an API that takes many of them in one call. */
export interface Operations {
  readonly creates: readonly DesiredSet[];
  readonly updates: readonly { readonly id: string; readonly desired: DesiredSet }[];
  readonly removes: readonly (RecordKey & { readonly id: string; readonly held: CurrentRecord })[];
}

export function operationsOf(changes: readonly Change[]): Operations {
  return {
    creates: changes.flatMap(({ create, desired }) => (create && desired ? desired : [])),
    updates: changes.flatMap((change) =>
      change.update && change.desired ? { id: idOf(change.update, change), desired: change.desired } : [],
    ),
    removes: changes.flatMap((change) => {
      const { name, type, remove } = change;
      return remove.map((held) => ({ name, type, held, id: idOf(held, change) }));
    }),
  };
}

/** A record set as a whole, for an API that takes it out and puts another in. */
export interface WholeSet extends RecordKey {
  readonly ttl: number;
  readonly values: readonly string[];
}

/** What a change comes to there: the set as it was read, where there was one, and the one in its place, if any. */
export function swapOf({ name, type, desired, current, remove }: Change): {
  readonly before: WholeSet | undefined;
  readonly after: WholeSet | undefined;
} {
  const setOf = (records: readonly Pick<CurrentRecord, 'value' | 'ttl'>[]) =>
    records.length === 0
      ? undefined
      : { name, type, ttl: records[0]?.ttl ?? 0, values: records.map(({ value }) => value) };
  const staying = current.records.filter((record) => !remove.includes(record));
  return { before: setOf(current.records), after: setOf(desired ? [desired] : staying) };
}

/** How many single records a change writes. */
export function operationCount({ create, update, remove }: Change): number {
  return Number(create) + Number(update !== undefined) + remove.length;
}

/** The record set after a change, where the service confirms that without showing the set. */
export function setAfter({ name, type, desired }: Change): RecordSet {
  return { name, type, records: desired ? [{ value: desired.value, ttl: desired.ttl }] : [] };
}

/** The record set after a call, out of the created and updated records in its answer. */
export function confirmedBy(written: readonly ListedRecord[], change: Change): RecordSet {
  const { name, type, desired, keep, update } = change;
  if (!desired || keep) return { name, type, records: keep ? [keep] : [] };
  const [set] = currentSets([change], update ? written.filter(({ id }) => id === update.id) : written);
  if (set && set.records.length > 0) return set;
  throw new Failure('transient', 'the answer leaves out a record that was to be written', {
    unconfirmed: true,
  });
}
