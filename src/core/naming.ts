import { type Failure, reworded } from '../base/failure.ts';
import { asWritten } from '../base/spellings.ts';
import type { StepOutcome } from './outcome.ts';
import type { Target } from './target.ts';

/** A failure as the owner of the target is told it: its settings are named as he wrote them. */
export function spelledFailure(failure: Failure, { spellings }: Target): Failure {
  return reworded(failure, (reason) => asWritten(reason, spellings));
}

/** The same of all that a step came to. Adapters and the core know the plain names alone, since targets share accounts. */
export function spelled(step: StepOutcome, target: Target): StepOutcome {
  const { spellings } = target;
  if (!spellings) return step;
  const { waiting, secretTrouble, notes } = step;
  const own = (failure: Failure) => spelledFailure(failure, target);
  return {
    ...step,
    records: step.records.map((record) =>
      record.failure ? { ...record, failure: own(record.failure) } : record,
    ),
    changes: step.changes.map((change) =>
      typeof change.result === 'string' ? change : { ...change, result: own(change.result) },
    ),
    ...(waiting && { waiting: { ...waiting, failure: own(waiting.failure) } }),
    ...(secretTrouble !== undefined && { secretTrouble: asWritten(secretTrouble, spellings) }),
    ...(notes && { notes: notes.map((note) => ({ ...note, text: asWritten(note.text, spellings) })) }),
  };
}
