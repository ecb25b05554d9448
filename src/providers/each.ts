import type { Change, RecordSet } from '../dns/records.ts';
import { asFailure, Failure } from '../failure.ts';
import type { Confirmation } from './provider.ts';

/**
 * Carries out changes one after another, for providers that have no batch call. What went wrong with one
 * record does not stop the others; a rate limit, a refusal of the whole zone or no answer at all does: the
 * changes left get the same failure and are not sent. An aborted signal leaves the rest unsent too.
 */
export async function each(
  changes: readonly Change[],
  signal: AbortSignal,
  carryOut: (change: Change) => Promise<RecordSet>,
): Promise<Confirmation[]> {
  const confirmations: Confirmation[] = [];
  let unsent: Failure | undefined;
  for (const change of changes) {
    const { name, type } = change;
    if (signal.aborted) unsent ??= new Failure('transient', 'the update was stopped before this record');
    if (unsent) {
      confirmations.push({ name, type, failure: unsent });
      continue;
    }
    try {
      confirmations.push({ name, type, held: await carryOut(change) });
    } catch (thrown) {
      const failure = asFailure(thrown);
      confirmations.push({ name, type, failure });
      if (concernsAll(failure)) unsent = withDoubt(failure, false);
    }
  }
  return confirmations;
}

/** The same failure with another answer to "may it have been carried out?". */
export function withDoubt(failure: Failure, doubt: boolean): Failure {
  const { kind, message, retryAfter, unanswered, cause } = failure;
  return new Failure(kind, message, { retryAfter, unanswered, cause, doubt });
}

function concernsAll(failure: Failure): boolean {
  return failure.unanswered || (failure.kind !== 'record' && failure.kind !== 'transient');
}
