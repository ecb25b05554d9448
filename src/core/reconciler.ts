import type { Clock, Random } from '../base/clock.ts';
import { asFailure, Failure } from '../base/failure.ts';
import { type Change, type DesiredSet, keyText, type RecordKey, type RecordSet } from '../dns/records.ts';
import type { Confirmation } from '../providers/provider.ts';
import type { Access } from './access.ts';
import type { Account } from './account.ts';
import { createBackoff } from './backoff.ts';
import { createConfirmations } from './confirmations.ts';
import { createKnownRecords } from './known-records.ts';
import { type ChangeOutcome, changeOutcome, type RecordOutcome, type StepOutcome } from './outcome.ts';
import { isInSync, plan, planRemoval } from './plan.ts';
import { createRounding } from './rounding.ts';
import { type Addresses, desiredSets, type Target } from './target.ts';

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
  /** Deletes the kept record sets (`ON_STOP=delete`). Throws a Failure when one could not be deleted. */
  remove(signal: AbortSignal): Promise<void>;
  /** The network was the fault: transient waits end now. */
  networkIsBack(): void;
  /** When to go on by itself, on the monotonic clock; Infinity for never. */
  wakeAt(): number;
}

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
  /** What each record should be, as far as an address was ever agreed. */
  const desiredNow = new Map<string, DesiredSet>();
  let credentials = access.refresh();

  function refreshCredentials(): void {
    const before = credentials.version;
    credentials = access.refresh();
    if (credentials.version !== before) backoff.credentialsChanged();
  }

  async function step(addresses: Addresses, signal: AbortSignal): Promise<StepOutcome> {
    refreshCredentials();
    const desired = desiredSets(target, addresses);
    for (const set of desired) desiredNow.set(keyText(set), set);
    const changes: ChangeOutcome[] = [];
    if (!backoff.mustWait()) {
      known.reconsider((key) => desiredNow.get(keyText(key)));
      try {
        await close(desired, changes, signal);
      } catch (thrown) {
        confirmations.keepUnconfirmedAlone();
        failed(asFailure(thrown), signal);
      }
    }
    return outcome(addresses, changes);
  }

  /** Reads, plans and writes; what became of single changes is added to `changes`. */
  async function close(desired: readonly DesiredSet[], changes: ChangeOutcome[], signal: AbortSignal) {
    const hasRead = await readIfNeeded(desired, changes, signal);
    const triable = desired.map(rounding.effective).filter((set) => !known.refusal(set));
    const planned = plan(triable, known.sets());
    if (!options.dryRun && planned.length > 0) {
      const { outcomes, worst } = confirmations.settle(planned, await apply(planned, signal));
      changes.push(...outcomes);
      if (worst) failed(worst, signal);
      else if (outcomes.length > 0) backoff.succeeded();
      return;
    }
    // Without a call nothing is learnt about the host, unless no call is needed at all.
    if (hasRead || desired.length === target.keys.length) backoff.succeeded();
    else backoff.nothingToDo();
    changes.push(...planned.map((change) => changeOutcome(change, 'planned')));
  }

  function failed(failure: Failure, signal: AbortSignal): void {
    // Broken off by us, so it says nothing about the host; a write that was lost by it is unconfirmed all the same.
    if (signal.aborted && failure.kind === 'transient' && !failure.unconfirmed) return;
    backoff.failed(failure);
  }

  /** Whether the host was asked. Adds to `changes` the unconfirmed writes that turn out to have been carried out. */
  async function readIfNeeded(desired: readonly DesiredSet[], changes: ChangeOutcome[], signal: AbortSignal) {
    const keys = known.toRead(desired);
    if (keys.length === 0) return false;
    known.forget(keys);
    const answered = new Map((await read(keys, signal)).map((set) => [keyText(set), set]));
    for (const desiredSet of keys) {
      const set = answered.get(keyText(desiredSet));
      if (!set)
        throw new Failure('transient', `${access.provider.name} said nothing of ${keyText(desiredSet)}`);
      rounding.read(set);
      const carriedOut = confirmations.read(set);
      if (carriedOut) changes.push(carriedOut);
      if (set.conflict === undefined) known.hold(set);
      else known.refuse(desiredSet, new Failure('record', conflictText(set)));
    }
    return true;
  }

  async function read(keys: readonly RecordKey[], signal: AbortSignal): Promise<RecordSet[]> {
    try {
      return await access.provider.read(target.zone, keys.map(plainKey), signal);
    } catch (thrown) {
      // A question changes nothing, so its lost answer leaves no write unconfirmed.
      const { kind, message, retryAfter } = asFailure(thrown);
      throw new Failure(kind, message, { retryAfter, cause: thrown });
    }
  }

  function apply(changes: readonly Change[], signal: AbortSignal): Promise<Confirmation[]> {
    const { provider } = access;
    return account
      .alone(zone, () => provider.apply(target.zone, changes, signal))
      .catch((thrown: unknown) => {
        const failure = asFailure(thrown);
        return changes.map((change) => ({ ...plainKey(change), failure }));
      });
  }

  function recordOutcome(key: RecordKey): RecordOutcome {
    const desired = desiredNow.get(keyText(key));
    const held = known.held(key);
    const refusal = known.refusal(key);
    const wait = backoff.current();
    const first = held?.records[0];
    const about = { ...plainKey(key), value: first?.value ?? null, ttl: first?.ttl ?? null };
    if (refusal) return { ...about, state: 'failed', failure: refusal };
    if (held && desired && isInSync(rounding.effective(desired), held)) return { ...about, state: 'in-sync' };
    const own = confirmations.failure(key);
    if (own?.unconfirmed) return { ...about, state: 'unknown', failure: own };
    if (wait) return { ...about, state: 'failed', failure: own ?? wait.failure };
    return { ...about, state: 'pending' };
  }

  function outcome(addresses: Addresses, changes: readonly ChangeOutcome[]): StepOutcome {
    const wait = backoff.current();
    const notes = [...(access.provider.notes?.(target.zone) ?? []), ...rounding.notes()];
    return {
      addresses,
      records: target.keys.map(recordOutcome),
      changes,
      ...(wait && { waiting: { failure: wait.failure, until: wait.until } }),
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
    const unread = target.keys.filter((key) => !known.held(key));
    const sets = [...known.sets(), ...(unread.length > 0 ? await read(unread, signal) : [])];
    const changes = planRemoval(sets.filter(({ conflict }) => conflict === undefined));
    if (changes.length === 0) return;
    const failed = (await apply(changes, signal)).find((answer) => 'failure' in answer);
    if (failed) throw failed.failure;
  }

  return { step, remove, networkIsBack: backoff.networkIsBack, wakeAt: backoff.wakeAt };
}

const plainKey = ({ name, type }: RecordKey): RecordKey => ({ name, type });

function conflictText({ name, conflict }: RecordSet): string {
  return `${name} ${conflict}, so it cannot hold an address; delete that record or take the name out of RECORDS`;
}
