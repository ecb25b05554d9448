import type { Outcome, StepOutcome } from '../core/outcome.ts';
import { familiesOf, type Target } from '../core/target.ts';
import type { Detection, SourceHealth } from '../detect/detector.ts';
import type { NatVerdict } from '../detect/nat-verdict.ts';
import { familyOfType } from '../dns/records.ts';
import type { Family } from '../ip/address.ts';
import { type Note, notesOf } from './notes.ts';

/** A target and the line whose addresses it publishes. */
export interface Kept {
  readonly target: Target;
  readonly line: string;
}

/** What was found last on one line. */
export interface LineState {
  readonly detections: Readonly<Partial<Record<Family, Detection>>>;
  /** The last agreed address of each family, whatever came after it. */
  readonly addresses: Readonly<Partial<Record<Family, string>>>;
  readonly sources: readonly SourceHealth[];
  readonly nat: NatVerdict | undefined;
}

/** A moment on both clocks, in milliseconds. */
export interface Moment {
  readonly wall: number;
  readonly monotonic: number;
}

/** The newest that is known of all lines and targets. */
export interface State {
  /** By the id of the line. */
  readonly lines: ReadonlyMap<string, LineState>;
  /** By the id of the target. */
  readonly steps: ReadonlyMap<string, StepOutcome>;
  readonly lastLook: Moment | undefined;
  /** When the newest look of every line had succeeded and every record was confirmed for its addresses. */
  readonly lastSync: Moment | undefined;
  readonly notes: readonly Note[];
}

export const nothingKnown: State = {
  ...{ lines: new Map(), steps: new Map(), lastLook: undefined, lastSync: undefined, notes: [] },
};

const untouched: LineState = { detections: {}, addresses: {}, sources: [], nat: undefined };

/** The state after an outcome. Pure. */
export function stateAfter(before: State, outcome: Outcome, kept: readonly Kept[], now: Moment): State {
  const after = withOutcome(before, outcome, now);
  const notes = notesOf(before.notes, { ...after, kept }, now.wall);
  return { ...after, notes, ...(isInSync(after, kept) && { lastSync: now }) };
}

function withOutcome(before: State, outcome: Outcome, now: Moment): State {
  if (outcome.kind === 'stepped')
    return { ...before, steps: new Map([...before.steps, [outcome.target.id, outcome.step]]) };
  const { line } = outcome;
  const known = before.lines.get(line) ?? untouched;
  const changed = outcome.kind === 'detected' ? detected(known, outcome) : looked(known, outcome);
  const lines = new Map([...before.lines, [line, changed]]);
  return outcome.kind === 'looked' ? { ...before, lines, lastLook: now } : { ...before, lines };
}

function detected(
  before: LineState,
  { family, detection }: Extract<Outcome, { kind: 'detected' }>,
): LineState {
  const detections = { ...before.detections, [family]: detection };
  if (detection.kind === 'none') return { ...before, detections };
  return { ...before, detections, addresses: { ...before.addresses, [family]: detection.address } };
}

function looked(before: LineState, { sources, nat }: Extract<Outcome, { kind: 'looked' }>): LineState {
  return { ...before, sources, nat };
}

/**
 * Whether the newest look of every line has succeeded and every desired record is confirmed for its address. An
 * address that was found after a target's last step is not kept yet.
 */
export function isInSync({ lines, steps }: State, kept: readonly Kept[]): boolean {
  return kept.every(({ target, line }) => {
    const detections = lines.get(line)?.detections ?? {};
    const step = steps.get(target.id);
    const addressed = familiesOf(target).every((family) => {
      const detection = detections[family];
      return detection?.kind === 'agreed' && detection.address === step?.addresses[family];
    });
    return addressed && step?.records.every(({ state }) => state === 'in-sync') === true;
  });
}

/** The families that the targets of a line keep. */
export function familiesKept(kept: readonly Kept[], line: string): Family[] {
  const ours = kept.filter((one) => one.line === line);
  return [...new Set(ours.flatMap(({ target }) => target.keys.map(({ type }) => familyOfType[type])))];
}
