import { asFailure, type Failure } from '../../base/failure.ts';
import { type Change, keyText, type RecordKey, type RecordSet } from '../../dns/records.ts';
import type { Confirmation } from '../provider.ts';
import { Refusal } from '../refusal.ts';
import type { Compare, Compared } from './compare.ts';
import { against, sorted } from './comparing.ts';
import { isOutdated } from './departing.ts';
import { inTheWay } from './listing.ts';
import { asUnconfirmed, concernsAll, stopped } from './one-by-one.ts';

export interface BatchOptions {
  /** The largest batch, in what `weightOf` counts. */
  readonly size: number;
  /** What one change adds to a batch; default 1. */
  weightOf?(change: Change): number;
  /** Holds each batch against what is there right before it is sent; left out where the call itself compares. */
  readonly compare?: Compare | undefined;
  /** The sets of the keys as they are now; asked once when a batch is refused as stale or in parts. */
  reread?(keys: readonly RecordKey[]): Promise<readonly RecordSet[]>;
}

/**
 * Carries out changes in as few calls as the provider allows, each call all or nothing. A batch that is
 * refused for one record's sake (`record`) goes out again without that record, which holds up no other; it is
 * halved until the record stands alone where the answer does not tell which one it is. When the zone is not as
 * it was read (`stale`), only the changes of sets that are as they were go out again; when it cannot be read, its
 * batch is unconfirmed. A failure that concerns the whole zone leaves the
 * rest unsent, as in `each`. The confirmations are in the order of the changes.
 */
export async function inBatches(
  changes: readonly Change[],
  signal: AbortSignal,
  { size, weightOf = () => 1, compare, reread }: BatchOptions,
  carryOut: (batch: readonly Change[]) => Promise<readonly RecordSet[]>,
): Promise<Confirmation[]> {
  const confirmations: Confirmation[] = [];
  const waiting = split(changes, size, weightOf);
  const readAgain = new Set<Change>();
  /** What was not sent since it had changed while the batch waited to leave. */
  const outdated = new Set<string>();
  let unsent: Failure | undefined;

  function fail(batch: readonly Change[], failure: Failure, told = failure): void {
    for (const { name, type } of batch) confirmations.push({ name, type, failure: told });
    if (concernsAll(failure)) unsent = asUnconfirmed(failure, false);
  }

  /** Sends what still fits the sets as they are now, after the batch was refused as stale. */
  async function retry(batch: readonly Change[], read: NonNullable<typeof reread>) {
    try {
      const { same, settled } = compared(batch, await read(batch));
      for (const change of same) readAgain.add(change);
      waiting.unshift(...split(same, size, weightOf));
      confirmations.push(...settled);
    } catch (unread) {
      const failure = asFailure(unread);
      fail(batch, failure, asUnconfirmed(failure, true));
    }
  }

  /** What of a batch fits what is there now. */
  async function fitting(batch: readonly Change[]): Promise<readonly Change[]> {
    if (!compare) return batch;
    const { same, settled } = await compare(batch);
    confirmations.push(...settled);
    return same;
  }

  for (let next = waiting.shift(); next; next = waiting.shift()) {
    if (signal.aborted) unsent ??= stopped();
    const batch = unsent
      ? next
      : await fitting(next).catch((thrown: unknown) => {
          unsent = asFailure(thrown);
          return next ?? [];
        });
    if (unsent) fail(batch, unsent);
    if (unsent || batch.length === 0) continue;
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
      } else if (compare && isOutdated(thrown, signal) && !batch.some((one) => outdated.has(keyText(one)))) {
        for (const change of batch) outdated.add(keyText(change));
        waiting.unshift([...batch]);
      } else if (isStale && reread && !batch.some((change) => readAgain.has(change))) {
        await retry(batch, reread);
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

/** The batch held against sets that were read after it was refused. */
function compared(batch: readonly Change[], now: readonly RecordSet[]): Compared {
  const sets = new Map(now.map((set) => [keyText(set), set]));
  return sorted(
    batch.map((change) => {
      const { name, type } = change;
      return against(change, sets.get(keyText(change)) ?? { name, type, records: [] });
    }),
  );
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
