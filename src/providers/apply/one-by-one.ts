import { asFailure, Failure, isOfRecord } from '../../base/failure.ts';
import type { Change, RecordSet } from '../../dns/records.ts';
import type { Confirmation } from '../provider.ts';
import type { Compare } from './compare.ts';
import { type Check, departing, isOutdated } from './departing.ts';

export interface OneByOneOptions {
  /** Left out where nothing is held against what is there. */
  readonly compare?: Compare | undefined;
  /** Default 1. */
  readonly concurrency?: number | undefined;
}

/** Carries out one change. */
export type CarryOut = (change: Change, check: Check) => Promise<RecordSet>;

/**
 * Carries out changes one after another, or up to `concurrency` at a time, for providers that have no batch
 * call; the confirmations keep the order. What went wrong with one record does not stop the others; a rate
 * limit, a refusal of the whole zone or no answer at all does: the changes left get the same failure and are
 * not sent. A limit of one kind of call does so for the changes of its kind. An aborted signal leaves the rest unsent
 * too, and so does a comparison that fails. Each change is held against what is there right before it is carried out.
 */
export async function oneByOne(
  changes: readonly Change[],
  signal: AbortSignal,
  carryOut: CarryOut,
  { compare, concurrency = 1 }: OneByOneOptions = {},
): Promise<Confirmation[]> {
  const confirmations: Confirmation[] = [];
  const queue = changes.entries();
  let unsent: Failure | undefined;
  /** By what a change does, where the host limits that for itself. */
  const limited = new Map<string, Failure>();

  /** The change that fits what is there now; undefined where nothing is to be sent for it. */
  async function fitting(change: Change, index: number): Promise<Change | undefined> {
    if (!compare) return change;
    const { same, settled } = await compare([change]);
    for (const one of settled) confirmations[index] = one;
    return same[0];
  }

  async function work(): Promise<void> {
    for (const [index, change] of queue) {
      const { name, type } = change;
      if (signal.aborted) unsent ??= stopped();
      const failure = unsent ?? limited.get(kindOf(change));
      if (failure) {
        confirmations[index] = { name, type, failure };
        continue;
      }
      const end = await carriedOut(change, index);
      if (end) confirmations[index] = { name, type, ...end };
    }
  }

  /** What became of a change; undefined where nothing is to be sent for it. */
  async function carriedOut(change: Change, index: number, mayFitAgain = true) {
    let fits: Change | undefined;
    try {
      fits = await fitting(change, index);
    } catch (thrown) {
      unsent ??= asFailure(thrown);
      return { failure: unsent };
    }
    if (!fits) return undefined;
    try {
      const sent = fits;
      return {
        held: await departing(
          [sent],
          compare,
          (check) => carryOut(sent, check),
          () => unsent,
        ),
      };
    } catch (thrown) {
      if (compare && mayFitAgain && isOutdated(thrown, signal)) return carriedOut(change, index, false);
      const failure = asFailure(thrown);
      if (failure.only !== undefined) limited.set(kindOf(fits), asUnconfirmed(failure, false));
      else if (concernsAll(failure)) unsent ??= asUnconfirmed(failure, false);
      return { failure };
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work));
  return confirmations;
}

/** What its first call does. */
function kindOf({ desired, update }: Change): string {
  if (!desired) return 'remove';
  return update ? 'update' : 'create';
}

/** The failure of what was not sent because the program stops. */
export function stopped(): Failure {
  return new Failure('transient', 'the update was stopped before this record', { unsent: true });
}

/** The same failure with another answer to "may it have been carried out?". */
export function asUnconfirmed(failure: Failure, unconfirmed: boolean): Failure {
  const { kind, reason, said, retryAfter, only, unanswered, unreached, cause } = failure;
  // A change of which a part was sent is not unsent, whatever became of the rest.
  return new Failure(kind, reason, {
    ...{ said, retryAfter, only, unreached },
    unanswered,
    cause,
    unconfirmed,
    unsent: failure.unsent && !unconfirmed,
  });
}

/** Whether the next request of the same zone would meet the same failure. */
export function concernsAll(failure: Failure): boolean {
  return failure.unanswered || (!isOfRecord(failure) && failure.kind !== 'transient');
}
