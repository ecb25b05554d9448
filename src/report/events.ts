import { type Failure, isOfRecord } from '../base/failure.ts';
import { sourcesSetting } from '../core/naming.ts';
import type { ChangeOutcome, Outcome, StepNote, StepOutcome } from '../core/outcome.ts';
import type { Target } from '../core/target.ts';
import { keyText } from '../dns/records.ts';
import type { Event, KeptRecord } from './event.ts';
import { type Facts, ofDetection, ofLook, type Watch } from './look-events.ts';
import { familiesKept, isInSync, type Kept, type State } from './state.ts';
import { markOf, type Troubles, watchTroubles } from './troubles.ts';

/** What has to be remembered to tell what is new from what goes on. */
export interface Memory {
  readonly troubles: Troubles;
  /** When a source that is always wrong was last named, on the monotonic clock. */
  readonly named: ReadonlyMap<string, number>;
  readonly wasInSync: boolean;
  /** How many changes `DRY_RUN` would make, as it was told last. */
  readonly wouldChange: number;
  /** When it was told last that it is alive, on the monotonic clock; undefined before the first outcome. */
  readonly aliveAt?: number;
}

export const emptyMemory: Memory = {
  troubles: new Map(),
  named: new Map(),
  wasInSync: false,
  wouldChange: 0,
};

export interface News {
  readonly events: readonly Event[];
  readonly memory: Memory;
}

const day = 24 * 3_600_000;

/**
 * What an outcome is news of, given what was remembered before it and the state after it; `now` on the monotonic
 * clock. Pure.
 */
export function eventsOf(before: Memory, outcome: Outcome, facts: Facts): News {
  const { state, kept, now } = facts;
  const watch = watchTroubles(before.troubles, now);
  const named = new Map(before.named);
  const inSync = isInSync(state, kept);
  // A new address that is still to be written is no trouble; what cannot be found or kept is.
  const wasInSync = before.wasInSync && !isTrouble(outcome, kept);
  const planned = plannedIn(state, kept);
  const isDayOver = outcome.kind === 'looked' && now - (before.aliveAt ?? now) >= day;
  const aliveAt = isDayOver ? now : (before.aliveAt ?? now);
  const events: Event[] = [
    ...ofOutcome(outcome, facts, watch),
    ...(outcome.kind === 'looked' ? alwaysWrong(outcome, kept, named, now) : []),
    ...(inSync && !wasInSync ? [{ kind: 'in-sync' as const }] : []),
    ...(planned !== undefined && planned.changes !== before.wouldChange && planned.changes > 0
      ? [planned]
      : []),
    ...(isDayOver ? [{ kind: 'alive' as const, records: recordsIn(state, kept) }] : []),
    ...(outcome.kind === 'looked'
      ? [{ kind: 'looked' as const, line: outcome.line, took: outcome.took, inSync }]
      : []),
  ];
  const wouldChange = planned?.changes ?? before.wouldChange;
  return {
    events,
    memory: { troubles: watch.troubles, named, wasInSync: inSync || wasInSync, wouldChange, aliveAt },
  };
}

function recordsIn({ steps }: State, kept: readonly Kept[]): KeptRecord[] {
  return kept.flatMap(({ target }) =>
    (steps.get(target.id)?.records ?? []).map((record) => ({ target, record })),
  );
}

/** What a dry run would do, once every record has been looked at. */
function plannedIn({ steps }: State, kept: readonly Kept[]) {
  const states = kept.flatMap(({ target }) => steps.get(target.id)?.records ?? []).map(({ state }) => state);
  const isOpen = kept.some(({ target }) => !steps.has(target.id)) || states.includes('pending');
  if (isOpen) return undefined;
  const changes = states.filter((state) => state === 'would-change').length;
  return { kind: 'dry-run-summary' as const, changes, records: states.length };
}

function isTrouble(outcome: Outcome, kept: readonly Kept[]): boolean {
  if (outcome.kind === 'detected')
    return outcome.detection.kind === 'none' && familiesKept(kept, outcome.line).includes(outcome.family);
  return outcome.kind === 'stepped' && !outcome.step.records.every(({ state }) => state === 'in-sync');
}

function ofOutcome(outcome: Outcome, facts: Facts, watch: Watch): Event[] {
  if (outcome.kind === 'stepped') return ofStep(outcome.target, outcome.step, watch);
  return outcome.kind === 'detected' ? ofDetection(outcome, facts, watch) : ofLook(outcome, facts, watch);
}

const noteId = ({ code, text }: StepNote) => `${code} ${text}`;

function noteOf(id: string): StepNote {
  const [code = '', ...text] = id.split(' ');
  return { code, text: text.join(' ') };
}

function alwaysWrong(
  { line, sources }: Extract<Outcome, { kind: 'looked' }>,
  kept: readonly Kept[],
  named: Map<string, number>,
  now: number,
): Event[] {
  const wrong = sources.filter((health) => health.alwaysWrong);
  if (wrong.length === 0) return [];
  const targets = kept.filter((one) => one.line === line).map(({ target }) => target);
  return wrong.flatMap((health) => {
    const setting = sourcesSetting(targets, health.family);
    const id = `${setting} ${health.name}`;
    if (now - (named.get(id) ?? Number.NEGATIVE_INFINITY) < day) return [];
    named.set(id, now);
    return [{ kind: 'source-always-wrong' as const, health, setting }];
  });
}

function ofStep(target: Target, step: StepOutcome, watch: Watch): Event[] {
  const { changes, waiting, secretTrouble, records, notes = [] } = step;
  const { id } = target;
  return [
    ...(step.isSecretNew ? [{ kind: 'secret-renewed' as const, target }] : []),
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
    ...watch.toldEach<Event>(`note ${id}`, notes.map(noteId), {
      begins: (name) => ({ kind: 'noted', target, note: noteOf(name) }),
      ends: (name, seconds) => ({ kind: 'note-ended', target, note: noteOf(name), seconds }),
    }),
    ...records.flatMap(({ failure, name, type }): Event[] => {
      // While the host cannot be asked, nobody knows whether the record can be kept again.
      if (failure && !isOfRecord(failure)) return [];
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
