import type { Clock, Random } from '../base/clock.ts';
import { asFailure, Failure } from '../base/failure.ts';
import type { Target } from '../config/targets.ts';
import {
  type Change,
  familyOfType,
  keyText,
  type RecordKey,
  type RecordSet,
  type WantedSet,
} from '../dns/records.ts';
import type { Http } from '../http/client.ts';
import type { Family } from '../ip/address.ts';
import { withSuffix } from '../ip/suffix.ts';
import type { Confirmation, Provider } from '../providers/provider.ts';
import { rereadSecrets } from '../settings/secrets.ts';
import { type Account, createAccount } from './account.ts';
import { createWaiting } from './backoff.ts';
import { createKnowledge } from './known-records.ts';
import { type ChangeOutcome, changeOutcome, type RecordOutcome, type TargetOutcome } from './outcome.ts';
import { isInSync, plan, planRemoval } from './plan.ts';

export interface ReconcilerOptions {
  readonly target: Target;
  readonly http: Http;
  /** Shared with the other targets of the same account; default: one of its own. */
  readonly account?: Account;
  readonly clock: Clock;
  readonly random: Random;
  /** Milliseconds for one request. */
  readonly timeout: number;
  /** Milliseconds after which what is known is read again. */
  readonly recheck: number;
  readonly dryRun: boolean;
  /** Told of every secret that a file brings, before it is used. */
  onSecret(value: string): void;
  /** Told of every session that a provider begins, before it is used. */
  onSession?(id: string): void;
}

/** What one address each family has now; a family without an agreed address is absent. */
export type Addresses = Readonly<Partial<Record<Family, string>>>;

/** Keeps the records of one target: what is known of them, what went wrong, and when to try again. */
export interface Reconciler {
  step(addresses: Addresses, signal: AbortSignal): Promise<TargetOutcome>;
  /** Deletes the kept record sets (`ON_STOP=delete`). Throws a Failure when one could not be deleted. */
  remove(signal: AbortSignal): Promise<void>;
  /** The network was the fault: transient waits end now. */
  networkIsBack(): void;
  wakeAt(): number;
}

export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { target, clock, account = createAccount(options.http) } = options;
  const knowledge = createKnowledge(clock, options.recheck);
  const waiting = createWaiting(account, clock, options.random);
  /** What each record should be, as far as an address was ever agreed. */
  const wantedNow = new Map<string, WantedSet>();
  /** What went wrong with the last write of a record; a doubt stays until the provider says what it holds. */
  const unsettled = new Map<string, { readonly failure: Failure; readonly change: Change }>();
  let values = target.values;
  let provider: Provider = target.provider.create(values, options.http, options);
  let secretTrouble: string | undefined;

  function refreshSecrets(): void {
    const fresh = rereadSecrets(values, target.files, target.provider.settings);
    secretTrouble = fresh.trouble;
    if (!fresh.changed) return;
    for (const name of Object.keys(target.files)) options.onSecret(fresh.texts[name] ?? '');
    values = fresh.texts;
    provider = target.provider.create(values, options.http, options);
    waiting.credentialsChanged();
  }

  async function step(addresses: Addresses, signal: AbortSignal): Promise<TargetOutcome> {
    refreshSecrets();
    const wanted = wantedSets(target, addresses);
    for (const set of wanted) wantedNow.set(keyText(set), set);
    if (waiting.mustWait()) return outcome([]);
    knowledge.reconsider((key) => wantedNow.get(keyText(key)));
    const found: ChangeOutcome[] = [];
    try {
      const hasRead = await readIfNeeded(wanted, found, signal);
      const triable = wanted.filter((set) => !knowledge.refusal(set));
      const changes = plan(triable, knowledge.sets());
      if (!options.dryRun && changes.length > 0)
        return outcome([...found, ...settle(changes, await apply(changes, signal))]);
      // Without a call nothing is learnt about the provider, unless no call is needed at all.
      if (hasRead || wanted.length === target.keys.length) waiting.succeeded();
      else waiting.nothingToDo();
      return outcome([...found, ...changes.map((change) => changeOutcome(change, 'planned'))]);
    } catch (thrown) {
      for (const [key, { failure }] of unsettled) if (!failure.doubt) unsettled.delete(key);
      waiting.failed(asFailure(thrown));
      return outcome(found);
    }
  }

  /** Whether the provider was asked. Adds to `found` the writes in doubt that turn out to have been carried out. */
  async function readIfNeeded(
    wanted: readonly WantedSet[],
    found: ChangeOutcome[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const keys = knowledge.toRead(wanted);
    if (keys.length === 0) return false;
    knowledge.forget(keys);
    const answered = new Map((await read(keys, signal)).map((set) => [keyText(set), set]));
    for (const wantedSet of keys) {
      const set = answered.get(keyText(wantedSet));
      if (!set) throw new Failure('transient', `${provider.name} said nothing of ${keyText(wantedSet)}`);
      const lost = unsettled.get(keyText(set));
      unsettled.delete(keyText(set));
      if (lost?.failure.doubt && lost.change.wanted && isInSync(lost.change.wanted, set))
        found.push(changeOutcome(lost.change, 'confirmed'));
      if (set.obstacle === undefined) knowledge.hold(set);
      else knowledge.refuse(wantedSet, new Failure('record', obstacleText(set)));
    }
    return true;
  }

  async function read(keys: readonly RecordKey[], signal: AbortSignal): Promise<RecordSet[]> {
    try {
      return await provider.read(target.zone, keys.map(plainKey), signal);
    } catch (thrown) {
      // A question changes nothing, so its lost answer leaves no doubt about what was written.
      const { kind, message, retryAfter } = asFailure(thrown);
      throw new Failure(kind, message, { retryAfter, cause: thrown });
    }
  }

  async function apply(changes: readonly Change[], signal: AbortSignal): Promise<Confirmation[]> {
    try {
      return await provider.apply(target.zone, changes, signal);
    } catch (thrown) {
      const failure = asFailure(thrown);
      return changes.map((change) => ({ ...plainKey(change), failure }));
    }
  }

  function settle(changes: readonly Change[], confirmations: readonly Confirmation[]): ChangeOutcome[] {
    const answers = new Map(confirmations.map((answer) => [keyText(answer), answer]));
    const results = changes.map((change) => ({
      change,
      failure: settleOne(change, answers.get(keyText(change))),
    }));
    const failures = results.flatMap(({ failure }) => failure ?? []);
    // What was confirmed just now is certain, whatever became of the others.
    if (failures.some(({ doubt }) => doubt))
      knowledge.forget(results.flatMap(({ change, failure }) => (failure ? change : [])));
    for (const { change, failure } of results) {
      if (failure && failure.kind !== 'record') unsettled.set(keyText(change), { failure, change });
      else unsettled.delete(keyText(change));
    }
    const worst = failures
      .filter(({ kind }) => kind !== 'record')
      .sort((a, b) => severity(b) - severity(a))[0];
    if (worst) waiting.failed(worst);
    else waiting.succeeded();
    return results.map(({ change, failure }) => changeOutcome(change, failure ?? 'confirmed'));
  }

  function settleOne(change: Change, answer: Confirmation | undefined): Failure | undefined {
    const { wanted } = change;
    if (!answer)
      return new Failure('transient', `${provider.name} said nothing of ${keyText(change)}`, { doubt: true });
    if ('failure' in answer) {
      if (answer.failure.kind === 'record' && wanted) knowledge.refuse(wanted, answer.failure);
      return answer.failure;
    }
    knowledge.hold(answer.held);
    if (!wanted || isInSync(wanted, answer.held)) return undefined;
    // Writing the same again at every tick would be a write storm; it is looked at again at the recheck.
    const failure = new Failure(
      'record',
      `was set to ${wanted.value} (TTL ${wanted.ttl}) but is held as ${heldText(answer.held)}`,
    );
    knowledge.refuse(wanted, failure);
    return failure;
  }

  function recordOutcome(key: RecordKey): RecordOutcome {
    const wanted = wantedNow.get(keyText(key));
    const held = knowledge.held(key);
    const refusal = knowledge.refusal(key);
    const wait = waiting.current();
    const first = held?.records[0];
    const about = { ...plainKey(key), value: first?.value ?? null, ttl: first?.ttl ?? null };
    if (refusal) return { ...about, state: 'failed', failure: refusal };
    if (held && wanted && isInSync(wanted, held)) return { ...about, state: 'in-sync' };
    const own = unsettled.get(keyText(key))?.failure;
    if (own?.doubt) return { ...about, state: 'unknown', failure: own };
    if (wait) return { ...about, state: 'failed', failure: own ?? wait.failure };
    return { ...about, state: 'pending' };
  }

  function outcome(changes: readonly ChangeOutcome[]): TargetOutcome {
    const wait = waiting.current();
    return {
      records: target.keys.map(recordOutcome),
      changes,
      ...(wait && { waiting: { failure: wait.failure, until: wait.until } }),
      ...(secretTrouble !== undefined && { secretTrouble }),
    };
  }

  return {
    step,
    async remove(signal) {
      const wait = waiting.mustWait() ? waiting.current() : undefined;
      if (wait?.failure.kind === 'halt') throw wait.failure;
      if (wait?.failure.kind === 'limited') {
        const { message, retryAfter } = wait.failure;
        const reason = `${provider.name} asked to wait, so nothing was deleted there: ${message}`;
        throw new Failure('limited', reason, { retryAfter });
      }
      const unread = target.keys.filter((key) => !knowledge.held(key));
      const sets = [...knowledge.sets(), ...(unread.length > 0 ? await read(unread, signal) : [])];
      const changes = planRemoval(sets.filter(({ obstacle }) => obstacle === undefined));
      if (changes.length === 0) return;
      const confirmations = await apply(changes, signal);
      const failed = confirmations.find((answer) => 'failure' in answer);
      if (failed) throw failed.failure;
    },
    networkIsBack: waiting.networkIsBack,
    wakeAt: waiting.wakeAt,
  };
}

function wantedSets(target: Target, addresses: Addresses): WantedSet[] {
  return target.keys.flatMap(({ name, type }) => {
    const address = addresses[familyOfType[type]];
    if (address === undefined) return [];
    const value = type === 'AAAA' && target.ipv6Suffix ? withSuffix(address, target.ipv6Suffix) : address;
    return [{ name, type, value, ttl: target.ttl }];
  });
}

const plainKey = ({ name, type }: RecordKey): RecordKey => ({ name, type });

/** When several failures meet, the one that demands the longest silence decides. */
function severity({ kind }: Failure): number {
  return ['record', 'transient', 'limited', 'permanent', 'halt'].indexOf(kind);
}

function obstacleText({ name, obstacle }: RecordSet): string {
  return `${name} ${obstacle}, so it cannot hold an address; delete that record or take the name out of RECORDS`;
}

function heldText({ records }: RecordSet): string {
  return records.map(({ value, ttl }) => `${value} (TTL ${ttl})`).join(', ') || 'nothing';
}
