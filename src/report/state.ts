import type { Outcome, RecordOutcome, StepOutcome } from '../core/outcome.ts';
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
  /** When the address of each family was last agreed. */
  readonly foundAt: Readonly<Partial<Record<Family, Moment>>>;
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
  /** The same, but a record that `DRY_RUN` leaves as it was read is as good as a confirmed one. */
  readonly lastWell: Moment | undefined;
  readonly notes: readonly Note[];
}

export const nothingKnown: State = {
  ...{ lines: new Map(), steps: new Map(), notes: [] },
  ...{ lastLook: undefined, lastSync: undefined, lastWell: undefined },
};

const untouched: LineState = { detections: {}, addresses: {}, foundAt: {}, sources: [], nat: undefined };

/** The state after an outcome. Pure. */
export function stateAfter(before: State, outcome: Outcome, kept: readonly Kept[], now: Moment): State {
  const after = withOutcome(before, outcome, now);
  const notes = notesOf(before.notes, { ...after, kept }, now.wall);
  return {
    ...after,
    notes,
    ...(isInSync(after, kept) && { lastSync: now }),
    ...(isWell(after, kept) && { lastWell: now }),
  };
}

function withOutcome(before: State, outcome: Outcome, now: Moment): State {
  if (outcome.kind === 'stepped')
    return { ...before, steps: new Map([...before.steps, [outcome.target.id, outcome.step]]) };
  const { line } = outcome;
  const known = before.lines.get(line) ?? untouched;
  const changed = outcome.kind === 'detected' ? detected(known, outcome, now) : looked(known, outcome);
  const lines = new Map([...before.lines, [line, changed]]);
  return outcome.kind === 'looked' ? { ...before, lines, lastLook: now } : { ...before, lines };
}

function detected(
  before: LineState,
  { family, detection }: Extract<Outcome, { kind: 'detected' }>,
  now: Moment,
): LineState {
  const detections = { ...before.detections, [family]: detection };
  if (detection.kind === 'none') return { ...before, detections };
  const addresses = { ...before.addresses, [family]: detection.address };
  return { ...before, detections, addresses, foundAt: { ...before.foundAt, [family]: now } };
}

function looked(before: LineState, { sources, nat }: Extract<Outcome, { kind: 'looked' }>): LineState {
  return { ...before, sources, nat };
}

/**
 * Whether the newest look of every line has succeeded and every desired record is confirmed for its address. An
 * address that was found after a target's last step is not kept yet.
 */
export function isInSync(state: State, kept: readonly Kept[]): boolean {
  return kept.every((one) => isEach(state, one, (record) => record.state === 'in-sync'));
}

/** The same, where nothing is written and what differs is left as it was read (`DRY_RUN`). */
function isWell(state: State, kept: readonly Kept[]): boolean {
  const isWellRead = (record: RecordOutcome) => record.state === 'in-sync' || record.state === 'would-change';
  return kept.every((one) => isEach(state, one, isWellRead));
}

function isEach({ lines, steps }: State, { target, line }: Kept, is: (record: RecordOutcome) => boolean) {
  const detections = lines.get(line)?.detections ?? {};
  const step = steps.get(target.id);
  const addressed = familiesOf(target).every((family) => {
    const detection = detections[family];
    return detection?.kind === 'agreed' && detection.address === step?.addresses[family];
  });
  return addressed && step?.records.every(is) === true;
}

/** The families that the targets of a line keep. */
export function familiesKept(kept: readonly Kept[], line: string): Family[] {
  const ours = kept.filter((one) => one.line === line);
  return [...new Set(ours.flatMap(({ target }) => target.keys.map(({ type }) => familyOfType[type])))];
}
