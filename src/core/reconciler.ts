import type { Clock, Random } from '../base/clock.ts';
import { asFailure, Failure } from '../base/failure.ts';
import { type DesiredSet, keyText, type RecordKey } from '../dns/records.ts';
import type { Access } from './access.ts';
import type { Account } from './account.ts';
import { createBackoff } from './backoff.ts';
import { createConfirmations } from './confirmations.ts';
import { hostCalls } from './host-calls.ts';
import { type ChangeOutcome, changeOutcome, type RecordOutcome, type StepOutcome } from './outcome.ts';
import { createHomeAddresses } from './records/home-addresses.ts';
import { createKnownRecords } from './records/known-records.ts';
import { recordOutcomes } from './records/record-outcomes.ts';
import { createRounding } from './records/rounding.ts';
import { removeOwn } from './removal.ts';
import { type Addresses, desiredSets, type Target } from './target.ts';
import { createWriting } from './writing.ts';

export interface ReconcilerOptions {
  readonly target: Target;
  readonly access: Access;
  /** Shared with the other targets of the same account. */
  readonly account: Account;
  readonly clock: Clock;
  readonly random: Random;
  /** Milliseconds after which what is known is read again. */
  readonly recheck: number;
  readonly dryRun: boolean;
}

/** Keeps the records of one target: what is known of them, what went wrong, and when to try again. */
export interface Reconciler {
  /**
   * Closes the difference between what these addresses want and what the host holds; one call at a time. When the
   * signal aborts, nothing more is sent, and what was not sent counts for nothing. Never rejects.
   */
  step(addresses: Addresses, signal: AbortSignal): Promise<StepOutcome>;
  /** Deletes what this run keeps (`ON_STOP=delete`). Throws a Failure when one could not be deleted. */
  remove(signal: AbortSignal): Promise<void>;
  /** The network was the fault: transient waits end now. */
  networkIsBack(): void;
  /** The next step reads what it knows again; waits and refusals stay. */
  readAgain(): void;
  /** Somebody asks for another look: the next step reads everything again, after a refusal or a failure too. */
  lookAgain(): void;
  /** When to go on by itself, on the monotonic clock; Infinity for never. */
  wakeAt(): number;
}

/** Milliseconds that a step for a refused record waits for one that comes anyway, maybe with a new address. */
const tickFirst = 60_000;

export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { target, access, account, clock, random } = options;
  const zone = target.zone.name;
  const known = createKnownRecords(clock, options.recheck);
  const limit = {
    current: () => account.limit(zone),
    begin: (wait: Parameters<Account['limited']>[1]) => account.limited(zone, wait),
  };
  const backoff = createBackoff(limit, clock, random);
  const rounding = createRounding(access.provider.name);
  const confirmations = createConfirmations(access.provider.name, known, rounding);
  const home = createHomeAddresses(target.takeOver ?? false);
  const calls = hostCalls(target, access, account, backoff.limited);
  const writing = createWriting({ known, confirmations, home, calls });
  /** What each record should be, as far as an address was ever agreed. */
  const desiredNow = new Map<string, DesiredSet>();
  const { dryRun } = options;
  const desired = (key: RecordKey) => desiredNow.get(keyText(key));
  const outcomeOf = recordOutcomes({ known, confirmations, backoff, rounding, dryRun, desired });
  let credentials = access.refresh();

  /** Whether a secret file has brought another secret. */
  function refreshCredentials(): boolean {
    const before = credentials.version;
    credentials = access.refresh();
    if (credentials.version === before) return false;
    backoff.credentialsChanged();
    known.credentialsChanged();
    return true;
  }

  async function step(addresses: Addresses, signal: AbortSignal): Promise<StepOutcome> {
    const isSecretNew = refreshCredentials();
    const sets = desiredSets(target, addresses);
    for (const set of sets) desiredNow.set(keyText(set), set);
    home.desire(sets);
    const changes: ChangeOutcome[] = [];
    if (!backoff.mustWait()) {
      known.reconsider(desired);
      try {
        await close(sets, changes, signal);
      } catch (thrown) {
        confirmations.keepUnconfirmedAlone();
        failed(asFailure(thrown), signal);
      }
    }
    return { ...outcome(addresses, changes), ...(isSecretNew && { isSecretNew }) };
  }

  /** Reads, plans and writes; what became of single changes is added to `changes`. */
  async function close(sets: readonly DesiredSet[], changes: ChangeOutcome[], signal: AbortSignal) {
    const readNow = await readIfNeeded(sets, changes, signal);
    const planned = writing.planned(sets.map(rounding.effective));
    if (!dryRun && planned.length > 0) {
      const startedAt = clock.monotonic();
      const { outcomes, worst } = await writing.write(planned, readNow, signal);
      const took = clock.monotonic() - startedAt;
      changes.push(...outcomes.map((change) => ({ ...withForeign(change), took })));
      if (worst) failed(worst, signal);
      else if (outcomes.length > 0) backoff.succeeded();
      return;
    }
    // Without a call nothing is learnt about the host, unless no call is needed at all.
    if (readNow.size > 0 || sets.length === target.keys.length) backoff.succeeded();
    else backoff.nothingToDo();
    changes.push(...planned.map((change) => withForeign(changeOutcome(change, 'planned'))));
  }

  function withForeign(change: ChangeOutcome): ChangeOutcome {
    const foreign = home.foreignIn(change, change.from);
    return foreign.length > 1 ? { ...change, foreign } : change;
  }

  function failed(failure: Failure, signal: AbortSignal): void {
    // Broken off by us, so it says nothing about the host; a write that was lost by it is unconfirmed all the same.
    if (signal.aborted && failure.kind === 'transient' && !failure.unconfirmed) return;
    backoff.failed(failure);
  }

  /** The keys that were read. Adds to `changes` the unconfirmed writes that turn out to have been carried out. */
  async function readIfNeeded(sets: readonly DesiredSet[], changes: ChangeOutcome[], signal: AbortSignal) {
    const toRead = new Map(known.toRead(sets).map((set) => [keyText(set), set]));
    const keys = [...toRead.values()];
    if (keys.length === 0) return new Set<string>();
    known.forget(keys);
    for (const set of await calls.read(keys, signal)) {
      rounding.read(set);
      const carriedOut = confirmations.read(set);
      if (carriedOut) changes.push(carriedOut);
      const desiredSet = toRead.get(keyText(set));
      if (desiredSet) writing.take(desiredSet, set);
    }
    return new Set(toRead.keys());
  }

  /** All that was ever desired is known to be held, so what the host refused is not needed any more. */
  function isMoot({ kind }: Failure, records: readonly RecordOutcome[]): boolean {
    return (
      (kind === 'permanent' || kind === 'transient') && records.every(({ state }) => state === 'in-sync')
    );
  }

  function outcome(addresses: Addresses, changes: readonly ChangeOutcome[]): StepOutcome {
    const wait = backoff.current();
    const records = target.keys.map(outcomeOf);
    const notes = [...(access.provider.notes?.(target.zone) ?? []), ...rounding.notes()];
    return {
      addresses,
      records,
      changes,
      ...(wait &&
        !isMoot(wait.failure, records) && { waiting: { failure: wait.failure, until: wait.until } }),
      ...(credentials.trouble !== undefined && { secretTrouble: credentials.trouble }),
      ...(notes.length > 0 && { notes }),
    };
  }

  async function remove(signal: AbortSignal): Promise<void> {
    const wait = backoff.mustWait() ? backoff.current() : undefined;
    if (wait?.failure.kind === 'halt') throw wait.failure;
    if (wait?.failure.kind === 'limited') {
      const { message, retryAfter } = wait.failure;
      const reason = `${access.provider.name} asked to wait, so nothing was deleted there: ${message}`;
      throw new Failure('limited', reason, { retryAfter });
    }
    await removeOwn(target, home, calls, signal);
  }

  function wakeAt(): number {
    const at = backoff.wakeAt();
    // While the host is left alone, so are the records that it refused. Mostly the next tick looks at them.
    return backoff.current() ? at : Math.min(at, known.lookAt() + tickFirst);
  }

  function lookAgain(): void {
    known.lookAgain();
    backoff.lookAgain();
  }

  return {
    step,
    remove,
    networkIsBack: backoff.networkIsBack,
    readAgain: known.readAgain,
    lookAgain,
    wakeAt,
  };
}
