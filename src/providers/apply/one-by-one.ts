import { asFailure, Failure } from '../../base/failure.ts';
import type { Change, RecordSet } from '../../dns/records.ts';
import type { Confirmation } from '../provider.ts';

/**
 * Carries out changes one after another, or up to `concurrency` at a time, for providers that have no batch
 * call; the confirmations keep the order. What went wrong with one record does not stop the others; a rate
 * limit, a refusal of the whole zone or no answer at all does: the changes left get the same failure and are
 * not sent. An aborted signal leaves the rest unsent too.
 */
export async function oneByOne(
  changes: readonly Change[],
  signal: AbortSignal,
  carryOut: (change: Change) => Promise<RecordSet>,
  { concurrency = 1 }: { readonly concurrency?: number } = {},
): Promise<Confirmation[]> {
  const confirmations: Confirmation[] = [];
  const queue = changes.entries();
  let unsent: Failure | undefined;
  async function work(): Promise<void> {
    for (const [index, change] of queue) {
      const { name, type } = change;
      if (signal.aborted) unsent ??= stopped();
      if (unsent) {
        confirmations[index] = { name, type, failure: unsent };
        continue;
      }
      try {
        confirmations[index] = { name, type, held: await carryOut(change) };
      } catch (thrown) {
        const failure = asFailure(thrown);
        confirmations[index] = { name, type, failure };
        if (concernsAll(failure)) unsent ??= asUnconfirmed(failure, false);
      }
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work));
  return confirmations;
}

/** The failure of what was not sent because the program stops. */
export function stopped(): Failure {
  return new Failure('transient', 'the update was stopped before this record', { unsent: true });
}

/** The same failure with another answer to "may it have been carried out?". */
export function asUnconfirmed(failure: Failure, unconfirmed: boolean): Failure {
  const { kind, message, retryAfter, unanswered, cause } = failure;
  // A change of which a part was sent is not unsent, whatever became of the rest.
  return new Failure(kind, message, {
    retryAfter,
    unanswered,
    cause,
    unconfirmed,
    unsent: failure.unsent && !unconfirmed,
  });
}

/** Whether the next request of the same zone would meet the same failure. */
export function concernsAll(failure: Failure): boolean {
  return failure.unanswered || (failure.kind !== 'record' && failure.kind !== 'transient');
}
