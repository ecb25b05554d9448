import type { Change, HeldRecord, RecordSet, WantedSet } from '../dns/records.ts';
import { asFailure, Failure } from '../failure.ts';
import { withDoubt } from './each.ts';
import { cnameObstacle } from './obstacle.ts';
import { isGone } from './refusal.ts';

/** The calls of an API that knows single records by their ids. Each throws a Refusal when it is refused. */
export interface RecordCalls {
  /** Resolves to the record as the provider then holds it. */
  create(wanted: WantedSet): Promise<HeldRecord>;
  /** Changes value and TTL only; what else the record carries survives. */
  update(id: string, wanted: WantedSet): Promise<HeldRecord>;
  remove(id: string, change: Change): Promise<void>;
  /** The target of the CNAME that holds this name, if one does; asked when a record was refused. */
  cnameOf?(name: string): Promise<string | undefined>;
}

/**
 * Carries out one change: the wanted record first, then the leftovers one by one, so that the name never
 * stops answering. For `each`. A failure after the first write leaves the set in doubt, and so does a record
 * that is gone: someone else wrote as well, so the set is read again before anything more is written.
 */
export function recordSteps(calls: RecordCalls): (change: Change) => Promise<RecordSet> {
  return async (change) => {
    const { name, type, remove } = change;
    const stale = remove.map((held) => idOf(held, change));
    let written = false;
    try {
      const kept = await wantedRecord(change, calls);
      written = kept !== undefined && kept !== change.keep;
      for (const id of stale) {
        await calls.remove(id, change).catch(unlessGone);
        written = true;
      }
      return { name, type, records: kept ? [kept] : [] };
    } catch (thrown) {
      const failure = asFailure(thrown);
      throw written ? withDoubt(failure, true) : failure;
    }
  };
}

async function wantedRecord(change: Change, calls: RecordCalls): Promise<HeldRecord | undefined> {
  const { wanted, keep, update } = change;
  if (!wanted || keep) return keep;
  try {
    return update ? await calls.update(idOf(update, change), wanted) : await calls.create(wanted);
  } catch (thrown) {
    if (update && isGone(thrown))
      throw new Failure('transient', 'the record is not there any more; the name is read again', {
        doubt: true,
      });
    const failure = asFailure(thrown);
    const target = failure.kind === 'record' ? await calls.cnameOf?.(change.name) : undefined;
    if (target === undefined) throw failure;
    throw new Failure('record', `the name ${cnameObstacle(target)}: delete that first`);
  }
}

/** The id of a record; without one it can be neither changed nor deleted. */
export function idOf(held: HeldRecord, { type }: Pick<Change, 'type'>): string {
  if (held.id !== undefined) return held.id;
  throw new Failure('record', `the ${type} record ${held.value} is listed without an id; delete it by hand`);
}

function unlessGone(thrown: unknown): void {
  if (!isGone(thrown)) throw thrown;
}
