import { Failure } from '../base/failure.ts';
import { type Change, conflictText, type DesiredSet, keyText, type RecordSet } from '../dns/records.ts';
import type { Confirmations, Settled } from './confirmations.ts';
import type { HostCalls } from './host-calls.ts';
import { plan } from './plan.ts';
import type { HomeAddresses } from './records/home-addresses.ts';
import type { KnownRecords } from './records/known-records.ts';

/** What is planned and written of one target, as far as it may be. */
export interface Writing {
  /** Takes a set as it was read just now: known from here on, or left alone with the reason. */
  take(desired: DesiredSet, set: RecordSet): void;
  planned(desired: readonly DesiredSet[]): Change[];
  /**
   * Writes what was planned. What somebody changed after it was read is planned anew from what is there now, once;
   * if it is changed once more it is unconfirmed. `readNow` holds the keys that were read in this step.
   */
  write(planned: readonly Change[], readNow: ReadonlySet<string>, signal: AbortSignal): Promise<Settled>;
}

export interface WritingOptions {
  readonly known: KnownRecords;
  readonly confirmations: Confirmations;
  readonly home: HomeAddresses;
  readonly calls: HostCalls;
}

export function createWriting({ known, confirmations, home, calls }: WritingOptions): Writing {
  function take(desired: DesiredSet, set: RecordSet): void {
    home.found(set);
    known.see(set);
    const inUse = home.inUse(set);
    const instead = known.stillInstead(desired, set);
    if (set.conflict !== undefined) known.refuse(desired, new Failure('record', conflictText(set.conflict)));
    else if (inUse) known.refuse(desired, inUse);
    else if (instead) known.refuse(desired, instead, 'untilRecheck');
    else known.hold(set);
  }

  function planned(desired: readonly DesiredSet[]): Change[] {
    return plan(
      desired.filter((set) => !known.refusal(set)),
      known.sets(),
    );
  }

  async function write(changes: readonly Change[], readNow: ReadonlySet<string>, signal: AbortSignal) {
    const sent = changes.map((change) =>
      readNow.has(keyText(change)) ? change : { ...change, knownBefore: true as const },
    );
    const answers = await calls.apply(sent, signal);
    const now = answers.flatMap((answer) => ('failure' in answer ? (answer.now ?? []) : []));
    const changed = new Map(now.map((set) => [keyText(set), set]));
    const isSettled = (key: Change | (typeof answers)[number]) => !changed.has(keyText(key));
    const desired = changes.flatMap((change) => (isSettled(change) ? [] : (change.desired ?? [])));
    for (const set of desired) {
      const found = changed.get(keyText(set));
      if (found) take(set, found);
    }
    const again = planned(desired);
    const others = changes.filter(isSettled);
    const both = [...answers.filter(isSettled), ...(await calls.apply(again, signal))];
    for (const change of [...others, ...again])
      if (change.desired && isSent(change, both)) home.wrote(change.desired);
    return confirmations.settle([...others, ...again], both);
  }

  return { take, planned, write };
}

/** Whether the host may hold what was to be written. */
function isSent(change: Change, answers: Awaited<ReturnType<HostCalls['apply']>>): boolean {
  const answer = answers.find((one) => keyText(one) === keyText(change));
  return !(answer && 'failure' in answer && (answer.failure.unsent || !answer.failure.unconfirmed));
}
