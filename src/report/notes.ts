import { oneLine } from '../base/visible-text.ts';
import type { StepOutcome } from '../core/outcome.ts';
import { familiesOf, type Target } from '../core/target.ts';
import type { Detection, SourceHealth } from '../detect/detector.ts';
import type { NatVerdict } from '../detect/nat-verdict.ts';
import { routerWithoutAddress } from '../detect/validate.ts';
import { familyOfType } from '../dns/records.ts';
import type { Family } from '../ip/address.ts';
import { familyNames } from '../sources/server.ts';
import { fullName, lastValueStays, listed } from './names.ts';

/** Something that is so, and that the owner should know. */
export interface Note {
  /** A word for programs, such as `address-unknown`. */
  readonly code: string;
  /** undefined: it is about the home. */
  readonly target: Target | undefined;
  readonly text: string;
  /** What tells it from others, however its text changes meanwhile. */
  readonly id: string;
  /** Known to be wrong now, and being mended. */
  readonly isTrouble: boolean;
  /** On the wall clock, milliseconds. */
  readonly since: number;
}

/** What is known of a line, as far as it is looked at here. */
interface Line {
  readonly detections: Readonly<Partial<Record<Family, Detection>>>;
  readonly nat: NatVerdict | undefined;
  readonly sources: readonly SourceHealth[];
}

/** What is known, and who publishes the addresses of which line. */
export interface Known {
  readonly kept: readonly { readonly target: Target; readonly line: string }[];
  /** By the id of the line. */
  readonly lines: ReadonlyMap<string, Line>;
  /** By the id of the target. */
  readonly steps: ReadonlyMap<string, StepOutcome>;
}

type Fact = Omit<Note, 'since'>;

/** What is to be noted now; what was noted before keeps its time. Pure. */
export function notesOf(before: readonly Note[], { kept, lines, steps }: Known, now: number): Note[] {
  const since = new Map(before.map((note) => [note.id, note.since]));
  const facts = [
    ...[...Map.groupBy(kept, ({ line }) => line)].flatMap(([line, users]) => {
      const families = new Set(users.flatMap(({ target }) => familiesOf(target)));
      return ofLine(line, lines.get(line), [...families]);
    }),
    ...kept.flatMap(({ target, line }) => ofTarget(target, steps.get(target.id), lines.get(line))),
  ];
  return facts.map((fact) => ({ ...fact, since: since.get(fact.id) ?? now }));
}

function ofLine(id: string, line: Line | undefined, families: readonly Family[]): Fact[] {
  const unknown = families.filter((family) => line?.detections[family]?.kind === 'none');
  const nat = line?.nat;
  // Where no address can be agreed either, that is what has to be known.
  const router =
    unknown.length === 0 && line?.sources.some(({ reason }) => reason?.endsWith(routerWithoutAddress));
  const code = 'router-without-address';
  return [
    ...unknown.map((family) => ({
      ...{ code: 'address-unknown', target: undefined, id: `${id} ${family}`, isTrouble: true },
      text: `no ${familyNames[family]} address can be agreed; its records stay as they are`,
    })),
    ...(nat
      ? [{ code: nat.kind, target: undefined, id: `${id} ${nat.kind}`, isTrouble: false, text: nat.message }]
      : []),
    ...(router && !nat
      ? [{ code, target: undefined, id: `${id} ${code}`, isTrouble: false, text: routerWithoutAddress }]
      : []),
  ];
}

function ofTarget(target: Target, step: StepOutcome | undefined, line: Line | undefined): Fact[] {
  if (!step) return [];
  const { secretTrouble, notes = [] } = step;
  const behind = behindOf(target, step, line);
  const fact = (code: string, text: string, isTrouble: boolean): Fact => ({
    ...{ code, target, text, isTrouble },
    id: `${target.id} ${code}`,
  });
  return [
    ...(behind === undefined ? [] : [fact('not-in-sync', behind, true)]),
    ...(secretTrouble === undefined ? [] : [fact('secret-unusable', lastValueStays(secretTrouble), true)]),
    ...notes.map(({ code, text }) => ({
      ...fact(code, oneLine(text), false),
      id: `${target.id} ${code} ${text}`,
    })),
  ];
}

/** Which records are not known to hold what the newest look found. */
function behindOf(
  target: Target,
  { records, addresses }: StepOutcome,
  line: Line | undefined,
): string | undefined {
  const behind = records.flatMap((record) => {
    const { type, state, value } = record;
    const family = familyOfType[type];
    const found = line?.detections[family];
    const isNew = found?.kind === 'agreed' && found.address !== addresses[family];
    // With DRY_RUN it is known, and left so.
    if ((state === 'in-sync' || state === 'would-change') && !isNew) return [];
    return `${fullName(target, record)} ${type}${value === null ? '' : ` (${oneLine(value)})`}`;
  });
  return behind.length === 0 ? undefined : `not confirmed to hold the newest address: ${listed(behind)}`;
}
