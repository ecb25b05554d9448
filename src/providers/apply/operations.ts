import { Failure } from '../../base/failure.ts';
import type { Change, HeldRecord, RecordKey, RecordSet, WantedSet } from '../../dns/records.ts';
import { heldSets, type ListedRecord } from './listing.ts';
import { idOf } from './per-record.ts';

/** What changes of record sets are in single records, for an API that takes many of them in one call. */
export interface Operations {
  readonly creates: readonly WantedSet[];
  readonly updates: readonly { readonly id: string; readonly wanted: WantedSet }[];
  readonly removes: readonly (RecordKey & { readonly id: string; readonly held: HeldRecord })[];
}

export function operationsOf(changes: readonly Change[]): Operations {
  return {
    creates: changes.flatMap(({ create, wanted }) => (create && wanted ? wanted : [])),
    updates: changes.flatMap((change) =>
      change.update && change.wanted ? { id: idOf(change.update, change), wanted: change.wanted } : [],
    ),
    removes: changes.flatMap((change) => {
      const { name, type, remove } = change;
      return remove.map((held) => ({ name, type, held, id: idOf(held, change) }));
    }),
  };
}

/** How many single records a change writes. */
export function operationCount({ create, update, remove }: Change): number {
  return Number(create) + Number(update !== undefined) + remove.length;
}

/** The record set after a change, where the service confirms that without showing the set. */
export function setAfter({ name, type, wanted }: Change): RecordSet {
  return { name, type, records: wanted ? [{ value: wanted.value, ttl: wanted.ttl }] : [] };
}

/** The record set after a call, out of the created and updated records in its answer. */
export function confirmedBy(written: readonly ListedRecord[], change: Change): RecordSet {
  const { name, type, wanted, keep, update } = change;
  if (!wanted || keep) return { name, type, records: keep ? [keep] : [] };
  const [set] = heldSets([change], update ? written.filter(({ id }) => id === update.id) : written);
  if (set && set.records.length > 0) return set;
  throw new Failure('transient', 'the answer leaves out a record that was to be written', { doubt: true });
}
