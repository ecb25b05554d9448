import { asFailure, type Failure } from '../../base/failure.ts';
import { type Change, keyText, type RecordKey, type RecordSet } from '../../dns/records.ts';
import type { Confirmation } from '../provider.ts';
import { Refusal } from '../refusal.ts';
import { inTheWay } from './listing.ts';
import { asUnconfirmed, concernsAll, stopped } from './one-by-one.ts';

export interface BatchOptions {
  /** The largest batch, in what `weightOf` counts. */
  readonly size: number;
  /** What one change adds to a batch; default 1. */
  weightOf?(change: Change): number;
  /** The sets of the keys as they are now; asked once when a batch is refused as stale or in parts. */
  reread?(keys: readonly RecordKey[]): Promise<readonly RecordSet[]>;
}

/**
 * Carries out changes in as few calls as the provider allows, each call all or nothing. A batch that is
 * refused for one record's sake (`record`) goes out again without that record, which holds up no other; it is
 * halved until the record stands alone where the answer does not tell which one it is. When the zone is not as
 * it was read (`stale`), only the changes of sets that are as they were go out again, and removals of what is
 * held by then; when it cannot be read, its batch is unconfirmed. A failure that concerns the whole zone leaves the
 * rest unsent, as in `each`. The confirmations are in the order of the changes.
 */
export async function inBatches(
  changes: readonly Change[],
  signal: AbortSignal,
  { size, weightOf = () => 1, reread }: BatchOptions,
  carryOut: (batch: readonly Change[]) => Promise<readonly RecordSet[]>,
): Promise<Confirmation[]> {
  const confirmations: Confirmation[] = [];
  const waiting = split(changes, size, weightOf);
  const readAgain = new Set<Change>();
  let unsent: Failure | undefined;

  function fail(batch: readonly Change[], failure: Failure, told = failure): void {
    for (const { name, type } of batch) confirmations.push({ name, type, failure: told });
    if (concernsAll(failure)) unsent = asUnconfirmed(failure, false);
  }

  /** Sends what still fits the sets as they are now, after the batch was refused as stale. */
  async function retry(batch: readonly Change[], stale: Failure, read: NonNullable<typeof reread>) {
    try {
      const { again, settled } = compared(batch, await read(batch), stale);
      for (const change of again) readAgain.add(change);
      waiting.unshift(...split(again, size, weightOf));
      confirmations.push(...settled);
    } catch (unread) {
      const failure = asFailure(unread);
      fail(batch, failure, asUnconfirmed(failure, true));
    }
  }

  for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
    if (signal.aborted) unsent ??= stopped();
    if (unsent) {
      fail(batch, unsent);
      continue;
    }
    try {
      for (const held of await carryOut(batch))
        confirmations.push({ name: held.name, type: held.type, held });
    } catch (thrown) {
      const failure = asFailure(thrown);
      const refused = thrown instanceof Refusal ? refusedIn(batch, thrown) : new Map<Change, Failure>();
      const isStale = thrown instanceof Refusal && thrown.stale;
      if (refused.size > 0) {
        confirmations.push(...(await explained(refused, reread)));
        const rest = batch.filter((change) => !refused.has(change));
        if (rest.length > 0) waiting.unshift(rest);
      } else if (isStale && reread && !batch.some((change) => readAgain.has(change))) {
        await retry(batch, failure, reread);
      } else if (failure.kind === 'record' && !failure.unconfirmed && batch.length > 1) {
        const half = Math.ceil(batch.length / 2);
        waiting.unshift(batch.slice(0, half), batch.slice(half));
      } else fail(batch, failure);
    }
  }
  const found = new Map(confirmations.map((one) => [keyText(one), one]));
  return changes.flatMap((change) => found.get(keyText(change)) ?? []);
}

function refusedIn(batch: readonly Change[], { parts }: Refusal): Map<Change, Failure> {
  return new Map(
    batch.flatMap((change, index) => {
      const failure = parts[index];
      return failure ? [[change, failure]] : [];
    }),
  );
}

/** The refusals, or the CNAMEs that are the reason. */
async function explained(
  refused: ReadonlyMap<Change, Failure>,
  reread: BatchOptions['reread'],
): Promise<Confirmation[]> {
  const now = (await reread?.([...refused.keys()]).catch(() => [])) ?? [];
  const conflicts = new Map(now.map((set) => [keyText(set), set.conflict]));
  return [...refused].map(([change, refusal]) => {
    const { name, type } = change;
    return { name, type, failure: inTheWay(conflicts.get(keyText(change)), refusal) };
  });
}

/**
 * What still fits the sets as they are now, and removals of what they hold now. What does not is removed
 * already, or unconfirmed until the next round.
 */
function compared(batch: readonly Change[], now: readonly RecordSet[], stale: Failure) {
  const sets = new Map(now.map((set) => [keyText(set), set]));
  const again: Change[] = [];
  const settled: Confirmation[] = [];
  for (const change of batch) {
    const { name, type, desired, current } = change;
    const held = sets.get(keyText(change)) ?? { name, type, records: [] };
    if (desired && contentOf(held) === contentOf(current)) again.push(change);
    else if (desired) settled.push({ name, type, failure: stale });
    // What cannot hold an address is not ours to remove.
    else if (held.records.length === 0 || held.conflict !== undefined) settled.push({ name, type, held });
    else again.push({ ...change, current: held, remove: held.records });
  }
  return { again, settled };
}

function contentOf({ records, conflict }: RecordSet): string {
  const contents = records.map(({ id, value, ttl }) => JSON.stringify([id, value, ttl])).sort();
  return JSON.stringify([contents, conflict]);
}

function split(changes: readonly Change[], size: number, weightOf: (change: Change) => number): Change[][] {
  const batches: Change[][] = [];
  let room = 0;
  for (const change of changes) {
    const weight = weightOf(change);
    const last = batches.at(-1);
    if (last && weight <= room) last.push(change);
    else {
      batches.push([change]);
      room = size;
    }
    room -= weight;
  }
  return batches;
}
