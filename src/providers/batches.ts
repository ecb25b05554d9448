import type { Change, RecordSet } from '../dns/records.ts';
import { asFailure, type Failure } from '../failure.ts';
import { concernsAll, stopped, withDoubt } from './each.ts';
import type { Confirmation } from './provider.ts';

export interface BatchOptions {
  /** The largest batch, in what `weightOf` counts. */
  readonly size: number;
  /** What one change adds to a batch; default 1. */
  weightOf?(change: Change): number;
}

/**
 * Carries out changes in as few calls as the provider allows, each call all or nothing. A batch that is
 * refused for one record's sake (`record`) is halved until that record stands alone, so that it holds up no
 * other. A failure that concerns the whole zone leaves the rest unsent, as in `each`.
 */
export async function inBatches(
  changes: readonly Change[],
  signal: AbortSignal,
  { size, weightOf = () => 1 }: BatchOptions,
  carryOut: (batch: readonly Change[]) => Promise<readonly RecordSet[]>,
): Promise<Confirmation[]> {
  const confirmations: Confirmation[] = [];
  const waiting = split(changes, size, weightOf);
  let unsent: Failure | undefined;
  for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
    if (signal.aborted) unsent ??= stopped();
    if (unsent) {
      confirmations.push(...all(batch, unsent));
      continue;
    }
    try {
      for (const held of await carryOut(batch))
        confirmations.push({ name: held.name, type: held.type, held });
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.kind === 'record' && !failure.doubt && batch.length > 1) {
        const half = Math.ceil(batch.length / 2);
        waiting.unshift(batch.slice(0, half), batch.slice(half));
        continue;
      }
      confirmations.push(...all(batch, failure));
      if (concernsAll(failure)) unsent = withDoubt(failure, false);
    }
  }
  return confirmations;
}

function all(batch: readonly Change[], failure: Failure): Confirmation[] {
  return batch.map(({ name, type }) => ({ name, type, failure }));
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
