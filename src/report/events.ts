import type { Failure } from '../base/failure.ts';
import type { ChangeOutcome, Outcome, StepNote, StepOutcome } from '../core/outcome.ts';
import type { Target } from '../core/target.ts';
import type { SourceHealth } from '../detect/detector.ts';
import type { NatVerdict } from '../detect/nat-verdict.ts';
import { keyText, type RecordKey } from '../dns/records.ts';
import type { Family } from '../ip/address.ts';
import { familiesKept, isInSync, type Kept, type State } from './state.ts';
import { markOf, type Troubles, watchTroubles } from './troubles.ts';

/** What began, ended or changed, each told once. Durations in seconds. */
export type Event =
  | {
      readonly kind: 'source-failing';
      readonly source: string;
      readonly family: Family;
      readonly reason: string;
    }
  | { readonly kind: 'source-recovered'; readonly source: string; readonly family: Family }
  | { readonly kind: 'source-always-wrong'; readonly health: SourceHealth }
  | {
      readonly kind: 'address-changed';
      readonly family: Family;
      readonly address: string;
      readonly witnesses: readonly string[];
    }
  | { readonly kind: 'address-notice'; readonly family: Family; readonly reason: string }
  | { readonly kind: 'address-unknown'; readonly family: Family; readonly reason: string }
  | { readonly kind: 'address-known-again'; readonly family: Family; readonly seconds: number }
  | { readonly kind: 'record-changed'; readonly target: Target; readonly change: ChangeOutcome }
  | { readonly kind: 'change-planned'; readonly target: Target; readonly change: ChangeOutcome }
  | {
      readonly kind: 'record-refused';
      readonly target: Target;
      readonly record: RecordKey;
      readonly failure: Failure;
    }
  | {
      readonly kind: 'record-recovered';
      readonly target: Target;
      readonly record: RecordKey;
      readonly seconds: number;
    }
  | {
      readonly kind: 'host-failing';
      readonly target: Target;
      readonly failure: Failure;
      readonly until: number;
    }
  | { readonly kind: 'host-recovered'; readonly target: Target; readonly seconds: number }
  | { readonly kind: 'secret-unusable'; readonly target: Target; readonly reason: string }
  | { readonly kind: 'secret-usable'; readonly target: Target }
  | { readonly kind: 'noted'; readonly target: Target; readonly note: StepNote }
  | { readonly kind: 'unreachable'; readonly nat: NatVerdict }
  | { readonly kind: 'reachable' }
  | { readonly kind: 'in-sync' }
  | { readonly kind: 'looked'; readonly line: string; readonly took: number; readonly inSync: boolean };

/** What has to be remembered to tell what is new from what goes on. */
export interface Memory {
  readonly troubles: Troubles;
  /** When a source that is always wrong was last named, on the monotonic clock. */
  readonly named: ReadonlyMap<string, number>;
  readonly wasInSync: boolean;
}

export const emptyMemory: Memory = { troubles: new Map(), named: new Map(), wasInSync: false };

export interface News {
  readonly events: readonly Event[];
  readonly memory: Memory;
}

const day = 24 * 3_600_000;

/**
 * What an outcome is news of, given what was remembered before it and the state after it; `now` on the monotonic
 * clock. Pure.
 */
export function eventsOf(
  before: Memory,
  outcome: Outcome,
  { state, kept, now }: { readonly state: State; readonly kept: readonly Kept[]; readonly now: number },
): News {
  const watch = watchTroubles(before.troubles, now);
  const named = new Map(before.named);
  const inSync = isInSync(state, kept);
  // A new address that is still to be written is no trouble; what cannot be found or kept is.
  const wasInSync = before.wasInSync && !isTrouble(outcome, kept);
  const events: Event[] = [
    ...ofOutcome(outcome, watch),
    ...(outcome.kind === 'looked' ? alwaysWrong(outcome.sources, named, now) : []),
    ...(inSync && !wasInSync ? [{ kind: 'in-sync' as const }] : []),
    ...(outcome.kind === 'looked'
      ? [{ kind: 'looked' as const, line: outcome.line, took: outcome.took, inSync }]
      : []),
  ];
  return { events, memory: { troubles: watch.troubles, named, wasInSync: inSync || wasInSync } };
}

function isTrouble(outcome: Outcome, kept: readonly Kept[]): boolean {
  if (outcome.kind === 'detected')
    return outcome.detection.kind === 'none' && familiesKept(kept, outcome.line).includes(outcome.family);
  return outcome.kind === 'stepped' && !outcome.step.records.every(({ state }) => state === 'in-sync');
}

function ofOutcome(outcome: Outcome, watch: Watch): Event[] {
  if (outcome.kind === 'stepped') return ofStep(outcome.target, outcome.step, watch);
  return outcome.kind === 'detected' ? ofDetection(outcome, watch) : ofLook(outcome, watch);
}

type Watch = ReturnType<typeof watchTroubles>;

const noteId = ({ code, text }: StepNote) => `${code} ${text}`;

type Detected = Extract<Outcome, { kind: 'detected' }>;

function ofDetection({ line, family, detection }: Detected, watch: Watch): Event[] {
  const sources = detection.troubles.map(({ source, state, reason }): Event => {
    if (state === 'began') return { kind: 'source-failing', source, family, reason };
    return { kind: 'source-recovered', source, family };
  });
  const lost = watch.told<string, Event>({
    about: `address ${line} ${family}`,
    fault: detection.kind === 'none' ? detection.reason : undefined,
    mark: () => 'none',
    begins: (reason) => ({ kind: 'address-unknown', family, reason }),
    ends: (seconds) => ({ kind: 'address-known-again', family, seconds }),
  });
  if (detection.kind === 'none') return [...sources, ...lost];
  const { address, witnesses, changed, notices = [] } = detection;
  const news = changed ? [{ kind: 'address-changed', family, address, witnesses } as const] : [];
  const told = notices.map(({ message: reason }) => ({ kind: 'address-notice', family, reason }) as const);
  return [...sources, ...lost, ...news, ...told];
}

function ofLook({ line, nat }: Extract<Outcome, { kind: 'looked' }>, watch: Watch): Event[] {
  return watch.told<NatVerdict, Event>({
    about: `nat ${line}`,
    fault: nat,
    mark: ({ kind }) => kind,
    begins: (verdict) => ({ kind: 'unreachable', nat: verdict }),
    ends: () => ({ kind: 'reachable' }),
  });
}

function alwaysWrong(sources: readonly SourceHealth[], named: Map<string, number>, now: number): Event[] {
  return sources.flatMap((health) => {
    const id = `${health.family} ${health.name}`;
    if (!health.alwaysWrong || now - (named.get(id) ?? Number.NEGATIVE_INFINITY) < day) return [];
    named.set(id, now);
    return [{ kind: 'source-always-wrong' as const, health }];
  });
}

function ofStep(target: Target, step: StepOutcome, watch: Watch): Event[] {
  const { changes, waiting, secretTrouble, records, notes = [] } = step;
  const { id } = target;
  return [
    ...changes.flatMap((change) => ofChange(target, change, watch)),
    ...watch.told<NonNullable<typeof waiting>, Event>({
      about: `target ${id}`,
      fault: waiting,
      mark: ({ failure }) => markOf(failure),
      begins: ({ failure, until }) => ({ kind: 'host-failing', target, failure, until }),
      ends: (seconds) => ({ kind: 'host-recovered', target, seconds }),
    }),
    ...watch.told<string, Event>({
      about: `secret ${id}`,
      fault: secretTrouble,
      mark: (reason) => reason,
      begins: (reason) => ({ kind: 'secret-unusable', target, reason }),
      ends: () => ({ kind: 'secret-usable', target }),
    }),
    ...watch.toldEach(`note ${id}`, notes, noteId, (note): Event => ({ kind: 'noted', target, note })),
    ...records.flatMap(({ failure, name, type }): Event[] => {
      // While the host cannot be asked, nobody knows whether the record can be kept again.
      if (failure && failure.kind !== 'record') return [];
      const record = { name, type };
      return watch.told<Failure, Event>({
        about: `record ${id} ${keyText(record)}`,
        fault: failure,
        mark: markOf,
        begins: (refusal) => ({ kind: 'record-refused', target, record, failure: refusal }),
        ends: (seconds) => ({ kind: 'record-recovered', target, record, seconds }),
      });
    }),
  ];
}

function ofChange(target: Target, change: ChangeOutcome, watch: Watch): Event[] {
  if (change.result === 'confirmed') return [{ kind: 'record-changed', target, change }];
  if (change.result !== 'planned') return [];
  return watch.told<ChangeOutcome, Event>({
    about: `plan ${target.id} ${keyText(change)}`,
    fault: change,
    mark: ({ action, from, to, ttl }) => `${action} ${from.join()} ${to} ${ttl}`,
    begins: () => ({ kind: 'change-planned', target, change }),
  });
}
