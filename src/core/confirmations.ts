import { Failure, isOfRecord } from '../base/failure.ts';
import { type Change, keyText, type RecordKey, type RecordSet } from '../dns/records.ts';
import type { Confirmation } from '../providers/provider.ts';
import { type ChangeOutcome, changeOutcome } from './outcome.ts';
import { isInSync } from './plan.ts';
import type { KnownRecords } from './records/known-records.ts';
import type { Rounding } from './records/rounding.ts';
import { waitAfter } from './retry-delay.ts';

/** What became of the writes of one step. */
export interface Settled {
  readonly outcomes: readonly ChangeOutcome[];
  /** The failure that decides how long the host is left alone; absent when none concerns more than its record. */
  readonly worst?: Failure;
}

/** What went wrong with the last write of each record; one that is unconfirmed stays until the host says what it holds. */
export interface Confirmations {
  /** Takes what the host answered for these changes. What was never sent is left as it was. */
  settle(changes: readonly Change[], answers: readonly Confirmation[]): Settled;
  /** Takes a set as it was read; resolves an unconfirmed write to its outcome where it turns out to have been carried out. */
  read(set: RecordSet): ChangeOutcome | undefined;
  failure(key: RecordKey): Failure | undefined;
  /** The host as a whole has failed: what went wrong with single records before is not the news any more. */
  keepUnconfirmedAlone(): void;
}

export function createConfirmations(host: string, known: KnownRecords, rounding: Rounding): Confirmations {
  const unsettled = new Map<string, { readonly failure: Failure; readonly change: Change }>();

  function settleOne(change: Change, answer: Confirmation | undefined): Failure | undefined {
    const { desired } = change;
    if (!answer)
      return new Failure('transient', `${host} said nothing of ${keyText(change)}`, { unconfirmed: true });
    if ('failure' in answer) {
      if (isOfRecord(answer.failure) && desired) known.refuse(desired, answer.failure);
      return answer.failure;
    }
    known.hold(answer.held);
    if (!desired) return undefined;
    rounding.wrote(desired, answer.held);
    if (isInSync(rounding.effective(desired), answer.held)) return undefined;
    const failure = new Failure(
      'record',
      `was set to ${desired.value} (TTL ${desired.ttl}) but is held as ${heldText(answer.held)}`,
    );
    known.holdsInstead(desired, answer.held, failure);
    return failure;
  }

  return {
    settle(changes, answers) {
      const found = new Map(answers.map((answer) => [keyText(answer), answer]));
      const results = changes
        .map((change) => ({ change, failure: settleOne(change, found.get(keyText(change))) }))
        .filter(({ failure }) => failure?.unsent !== true);
      const failures = results.flatMap(({ failure }) => failure ?? []);
      // What was confirmed just now is certain, whatever became of the others.
      if (failures.some(({ unconfirmed }) => unconfirmed))
        known.forget(results.flatMap(({ change, failure }) => (failure ? change : [])));
      for (const { change, failure } of results) {
        if (failure && !isOfRecord(failure)) unsettled.set(keyText(change), { failure, change });
        else unsettled.delete(keyText(change));
      }
      const [worst] = failures
        .filter((failure) => !isOfRecord(failure))
        .sort((a, b) => severity(b) - severity(a) || demandedWait(b) - demandedWait(a));
      const outcomes = results.map(({ change, failure }) => changeOutcome(change, failure ?? 'confirmed'));
      return { outcomes, ...(worst && { worst }) };
    },
    read(set) {
      const lost = unsettled.get(keyText(set));
      unsettled.delete(keyText(set));
      const isCarriedOut =
        lost?.failure.unconfirmed && lost.change.desired && isInSync(lost.change.desired, set);
      return isCarriedOut ? changeOutcome(lost.change, 'confirmed') : undefined;
    },
    failure: (key) => unsettled.get(keyText(key))?.failure,
    keepUnconfirmedAlone() {
      for (const [key, { failure }] of unsettled) if (!failure.unconfirmed) unsettled.delete(key);
    },
  };
}

/** When several failures meet, the one that demands the longest silence decides. */
function severity({ kind }: Failure): number {
  return ['record', 'transient', 'limited', 'permanent', 'halt'].indexOf(kind);
}

/** Milliseconds that a rate limit asks for. Calls that were under way at once are told different ones. */
function demandedWait(failure: Failure): number {
  return failure.kind === 'limited' ? waitAfter(failure, 0, () => 0) : 0;
}

function heldText({ records }: RecordSet): string {
  return records.map(({ value, ttl }) => `${value} (TTL ${ttl})`).join(', ') || 'nothing';
}
