import type { Clock } from '../base/clock.ts';
import type { Target } from '../core/target.ts';
import { keyText, type RecordKey } from '../dns/records.ts';
import type { Event } from '../report/event.ts';
import type { NoteReport } from '../report/status-report.ts';
import { hiddenText, laterText, servedText, waitingText } from '../report/world-text.ts';
import { lateAfter, type Spread, type Stage } from './propagation.ts';
import type { Cover, HeldRecord, Sight } from './sight.ts';

/** How the servers of its zone showed a record last, for programs. */
export const showings = ['served', 'differs', 'following', 'late', 'not_visible', 'not_asked'] as const;

export type Showing = (typeof showings)[number];

export interface WorldOptions {
  readonly targets: readonly Target[];
  readonly clock: Clock;
  tell(event: Event): void;
}

/** What is known of how far the world is. Facts for people and programs; nothing is decided by them. */
export interface World {
  /** A change is confirmed, and its zone is asked from now on. */
  changed(spread: Spread): void;
  reached(spread: Spread, stage: Stage, ms: number): void;
  /** How a record was seen between changes. */
  saw(target: Target, held: HeldRecord, sight: Sight): void;
  notes(): NoteReport[];
  /** How many records of a target are shown how. */
  counts(target: Target): ReadonlyMap<Showing, number>;
  /** By when the last resolver has forgotten what the last change of a target replaced; wall clock, milliseconds. */
  forgottenBy(target: Target): number | undefined;
}

interface Seen {
  readonly showing: Showing;
  readonly since: number;
  readonly cover?: { readonly as: Cover; readonly why: string };
}

interface Course {
  readonly spread: Spread;
  readonly changedAt: number;
  readonly stage: 'following' | 'late' | 'served' | 'hidden';
  readonly forgottenBy?: number;
}

export function createWorld({ targets, clock, tell }: WorldOptions): World {
  const seen = new Map<string, Seen>();
  const courses = new Map<string, Course>();
  /** What was told of as not visible, until something is seen. */
  const toldHidden = new Set<string>();
  const courseId = ({ target, type }: Spread) => `${target.id} ${type}`;
  const recordId = (target: Target, key: RecordKey) => `${target.id} ${keyText(key)}`;

  function show(target: Target, key: RecordKey, showing: Showing, cover?: Seen['cover']): void {
    const id = recordId(target, key);
    const before = seen.get(id);
    const goesOn = before?.showing === showing && before.cover?.as === cover?.as;
    const since = goesOn ? before.since : clock.now();
    seen.set(id, { showing, since, ...(cover && { cover }) });
    if (showing === 'served')
      for (const told of toldHidden) if (told.startsWith(`${target.id} `)) toldHidden.delete(told);
  }

  function showAll({ target, held }: Spread, showing: Showing, cover?: Seen['cover']): void {
    for (const key of held) show(target, key, showing, cover);
  }

  function told(
    { target, held, from, to }: Spread,
    stage: Stage,
    seconds: number,
    forgottenBy?: number,
  ): void {
    const records = held.map(({ name, type }) => ({ name, type }));
    if (stage.kind === 'late') tell({ kind: 'world-late', target, records, to, seconds });
    else if (stage.kind === 'served')
      tell({
        ...{ kind: 'world-told', target, records, asked: stage.asked, from, to, seconds },
        ...{ ttl: stage.ttl, forgottenBy },
      });
    else if (!toldHidden.has(`${target.id} ${stage.as}`)) {
      toldHidden.add(`${target.id} ${stage.as}`);
      tell({ kind: 'world-hidden', target, records, as: stage.as, why: stage.why });
    }
  }

  function noteOf({ spread, changedAt, stage, forgottenBy }: Course): Omit<NoteReport, 'target'> | undefined {
    const since = isoOf(changedAt);
    if (stage === 'following')
      return {
        ...{ code: 'world-following', since, text: waitingText(spread, changedAt + lateAfter) },
        until: isoOf(changedAt + lateAfter),
      };
    if (stage === 'late') return { code: 'world-late', since, text: laterText(spread) };
    if (stage !== 'served' || forgottenBy === undefined || forgottenBy < clock.now()) return undefined;
    return {
      ...{ code: 'world-served', since, text: servedText(spread, forgottenBy) },
      until: isoOf(forgottenBy),
    };
  }

  function hiddenNotes(target: Target): Omit<NoteReport, 'target'>[] {
    const hidden = target.keys.flatMap((key) => {
      const { cover, since } = seen.get(recordId(target, key)) ?? {};
      return cover && since !== undefined ? [{ key, cover, since }] : [];
    });
    return [...Map.groupBy(hidden, ({ cover }) => cover.as)].flatMap(([as, same]) => {
      const why = same[0]?.cover.why ?? '';
      const since = isoOf(Math.min(...same.map((one) => one.since)));
      const records = same.map(({ key }) => key);
      return { code: 'world-not-visible', since, text: hiddenText({ target, records, as, why }) };
    });
  }

  return {
    changed(spread) {
      courses.set(courseId(spread), { spread, changedAt: clock.now(), stage: 'following' });
      showAll(spread, 'following');
    },
    reached(spread, stage, ms) {
      const course = courses.get(courseId(spread));
      if (course?.spread !== spread) return;
      const ttl = stage.kind === 'served' ? stage.ttl : undefined;
      const forgottenBy = ttl === undefined ? undefined : clock.now() + ttl * 1000;
      courses.set(courseId(spread), {
        ...{ ...course, stage: stage.kind },
        ...(forgottenBy !== undefined && { forgottenBy }),
      });
      if (stage.kind === 'hidden') showAll(spread, 'not_visible', { as: stage.as, why: stage.why });
      else showAll(spread, stage.kind);
      told(spread, stage, Math.round(ms / 1000), forgottenBy);
    },
    saw(target, held, sight) {
      if (sight.kind === 'same') show(target, held, 'served');
      else if (sight.kind === 'differs') show(target, held, 'differs');
      else if (sight.as !== 'following') show(target, held, 'not_visible', { as: sight.as, why: sight.why });
    },
    notes: () =>
      targets.flatMap((target) => {
        const own = [...courses.values()].filter(({ spread }) => spread.target === target);
        const notes = [...own.flatMap((course) => noteOf(course) ?? []), ...hiddenNotes(target)];
        return notes.map(({ code, ...note }) => ({ code, target: target.zone.display, ...note }));
      }),
    counts(target) {
      const counts = new Map<Showing, number>();
      for (const key of target.keys) {
        const showing = seen.get(recordId(target, key))?.showing ?? 'not_asked';
        counts.set(showing, (counts.get(showing) ?? 0) + 1);
      }
      return counts;
    },
    forgottenBy(target) {
      const all = [...courses.values()].flatMap(({ spread, forgottenBy }) =>
        spread.target === target && forgottenBy !== undefined ? [forgottenBy] : [],
      );
      return all.length === 0 ? undefined : Math.max(...all);
    },
  };
}

const isoOf = (ms: number): string => new Date(ms).toISOString();
