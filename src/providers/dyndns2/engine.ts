import type { Clock } from '../../base/clock.ts';
import { asFailure, Failure } from '../../base/failure.ts';
import type { Authoritative } from '../../dns/authoritative.ts';
import { fqdn, type Zone } from '../../dns/name.ts';
import { type Change, keyText, type RecordKey, typeOf } from '../../dns/records.ts';
import { families } from '../../ip/address.ts';
import { asUnconfirmed, concernsAll, stopped } from '../apply/one-by-one.ts';
import type { Confirmation, Provider } from '../provider.ts';
import type { ZoneNotes } from '../zone-notes.ts';
import { callsOf, type Order, ordersOf, type PlannedCall } from './calls.ts';
import { looking } from './looking.ts';
import { failureOf, type Speaker } from './meaning.ts';
import { others } from './others.ts';
import { type Verdict, verdictsOf } from './reading.ts';
import { heldInstead } from './repeated.ts';
import type { AnswerRules } from './rules.ts';
import type { Send } from './sending.ts';
import type { Families } from './service.ts';
import { idOf, type Memory } from './told.ts';

export interface EngineOptions extends Speaker {
  readonly clock: Clock;
  readonly notes: ZoneNotes;
  readonly memory: Memory;
  /** Absent where the service keeps no DNS record. */
  readonly authoritative: Authoritative | undefined;
  readonly families: Families;
  readonly answer: AnswerRules;
  readonly hostsPerCall: number;
  /** Hosts of different groups share no call. */
  groupOf(name: string, zone: Zone): Promise<string>;
  /** Milliseconds between two calls for one host and family. */
  readonly spacing: number;
  readonly perDay: number | undefined;
  readonly send: Send;
}

/** The answers to changes, by key. */
type Answers = Map<string, Confirmation>;

/**
 * Reads at the name servers of the zone and writes with the calls of the service. Nothing is compared before a write:
 * the service alone decides what it makes of it.
 */
export function updateOnly(options: EngineOptions): Pick<Provider, 'read' | 'apply'> {
  const { title, clock, memory, answer: rules, send } = options;
  const complete = others(options);
  let halted: Failure | undefined;
  /** By key: what the service does not want to hear of again. */
  const refused = new Map<string, Failure>();

  /** Why nothing is to be sent for a change, if so. */
  function obstacle({ name, type, desired }: Change, zone: Zone): Failure | undefined {
    const id = idOf({ name, type }, zone);
    if (!desired) return new Failure('record', `${title} has no way to delete a record`);
    if (type === 'AAAA' && options.families.calls === 'ipv4')
      return new Failure('record', `${title} takes no IPv6 addresses`);
    const stopped = halted ?? refused.get(id);
    if (stopped) return stopped;
    const told = memory.told(id);
    const since = told ? clock.monotonic() - told.at : Number.POSITIVE_INFINITY;
    if (told?.as === 'doubt' && told.value === desired.value && since < told.patience) {
      const message = `${title} gave an answer that could not be read, and is left time to carry out what it was told`;
      return new Failure('record', message, { unconfirmed: true });
    }
    if (since < options.spacing) {
      const message = `${title} takes one update of a host in ${options.spacing / 60_000} minutes`;
      return new Failure('limited', message, { retryAfter: options.spacing - since });
    }
    return undefined;
  }

  /** What a verdict makes of one record that was sent. */
  function settled(key: RecordKey, sent: string, host: string, verdict: Verdict): Confirmation {
    const { is, text } = verdict;
    const id = keyText({ name: host, type: key.type });
    if (is === 'doubt') memory.tell(id, { value: sent, as: 'doubt' });
    if (is !== 'changed' && is !== 'unchanged') {
      const failure = failureOf(verdict, host, options);
      if (is === 'transient') memory.lose(id, sent);
      if (is === 'stop') halted = failure;
      if (is === 'stop-host') refused.set(id, failure);
      return { ...key, failure };
    }
    const instead = heldInstead(text, key.type === 'A' ? 'ipv4' : 'ipv6', sent);
    if (instead !== undefined && /^127\.|^::1$/.test(instead)) {
      const ignored = {
        ...verdict,
        is: 'stop' as const,
        says: `ignores this program and answers ${instead}`,
      };
      return settled(key, sent, host, ignored);
    }
    const value = instead ?? sent;
    memory.tell(id, { value, as: is });
    return { ...key, held: { ...key, records: [{ value, ttl: null }] } };
  }

  async function carryOut(
    call: PlannedCall,
    zone: Zone,
    signal: AbortSignal,
    answers: Answers,
  ): Promise<void> {
    memory.count(options.perDay, title);
    const hosts = call.hosts.map((name) => fqdn(name, zone));
    const verdicts = verdictsOf(await send(call, zone, signal), rules, hosts.length);
    for (const [index, name] of call.hosts.entries()) {
      for (const family of families) {
        const [verdict, sent] = [verdicts[index], call.addresses[family]];
        const key = { name, type: typeOf[family] };
        if (verdict && sent !== undefined)
          answers.set(keyText(key), settled(key, sent, hosts[index] ?? name, verdict));
      }
    }
  }

  /** The wait that the service asks for, which holds for all that is left. */
  function waitIn({ hosts, addresses }: PlannedCall, answers: Answers): Failure | undefined {
    const told = families.filter((family) => addresses[family] !== undefined);
    const found = hosts.flatMap((name) =>
      told.map((family) => answers.get(keyText({ name, type: typeOf[family] }))),
    );
    return found.flatMap((one) =>
      one && 'failure' in one && one.failure.kind === 'limited' ? one.failure : [],
    )[0];
  }

  function failAll(call: PlannedCall, failure: Failure, answers: Answers): void {
    for (const name of call.hosts)
      for (const type of families.flatMap((family) => (call.addresses[family] ? typeOf[family] : [])))
        answers.set(keyText({ name, type }), { name, type, failure });
  }

  function loseAll({ hosts, addresses }: PlannedCall, zone: Zone): void {
    for (const name of hosts)
      for (const family of families) {
        const sent = addresses[family];
        if (sent !== undefined) memory.lose(idOf({ name, type: typeOf[family] }, zone), sent);
      }
  }

  async function completed(orders: readonly Order[], zone: Zone, signal: AbortSignal, answers: Answers) {
    const whole: Order[] = [];
    for (const order of orders) {
      try {
        const group = await options.groupOf(order.host, zone);
        whole.push({ ...(await complete(zone, order, signal)), group });
      } catch (thrown) {
        failAll({ hosts: [order.host], addresses: order.addresses }, asFailure(thrown), answers);
      }
    }
    return whole;
  }

  return {
    read: looking(options),
    async apply(zone, changes, signal) {
      const answers: Answers = new Map();
      const open = changes.filter((change) => {
        const { name, type } = change;
        const failure = obstacle(change, zone);
        if (failure) answers.set(keyText(change), { name, type, failure });
        return !failure;
      });
      const orders = await completed(ordersOf(open), zone, signal, answers);
      let unsent: Failure | undefined;
      for (const call of callsOf(orders, options.families, options.hostsPerCall)) {
        if (signal.aborted) unsent ??= stopped();
        unsent ??= halted;
        if (unsent) {
          failAll(call, unsent, answers);
          continue;
        }
        try {
          await carryOut(call, zone, signal, answers);
          unsent = waitIn(call, answers);
        } catch (thrown) {
          const failure = asFailure(thrown);
          failAll(call, failure, answers);
          if (failure.unconfirmed) loseAll(call, zone);
          if (concernsAll(failure)) unsent = asUnconfirmed(failure, false);
        }
      }
      return changes.flatMap((change) => answers.get(keyText(change)) ?? []);
    },
  };
}
