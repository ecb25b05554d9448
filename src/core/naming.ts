import { type Failure, reworded } from '../base/failure.ts';
import { asWritten, type Spelling, type Spellings, sharedSpelling } from '../base/spellings.ts';
import type { Detection, SourceHealth } from '../detect/detector.ts';
import type { Family } from '../ip/address.ts';
import type { StepOutcome } from './outcome.ts';
import { familiesOf, type Target } from './target.ts';

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

/** What a line is told by its targets. Its `VIA` is named by who opens it. */
const ofLines = ['IP_FAMILIES', 'IPV4_SOURCES', 'IPV6_SOURCES', 'IP_QUORUM', 'IPV6_SUFFIX'];

/** How the settings of a line are named to the owner, where it finds the addresses of this family for these targets. */
export function lineSpellings(targets: readonly Target[], family: Family): Spellings | undefined {
  const users = targets.filter((target) => familiesOf(target).includes(family));
  const spellings = ofLines.flatMap((setting): [string, Spelling][] => {
    const all =
      setting === 'IPV6_SUFFIX' ? users.filter(({ ipv6Suffix }) => ipv6Suffix !== undefined) : users;
    const shared = sharedSpelling(
      setting,
      all.map((target) => target.spellings),
    );
    return shared ? [[setting, shared]] : [];
  });
  return spellings.length > 0 ? new Map(spellings) : undefined;
}

/** The setting that names the sources of these targets, as their owner wrote it. */
export function sourcesSetting(targets: readonly Target[], family: Family): string {
  const setting = family === 'ipv4' ? 'IPV4_SOURCES' : 'IPV6_SOURCES';
  return lineSpellings(targets, family)?.get(setting)?.written ?? setting;
}

/** A detection whose settings are named as the targets of its line wrote them. */
export function spelledDetection(detection: Detection, spellings: Spellings | undefined): Detection {
  if (!spellings) return detection;
  const troubles = detection.troubles.map((one) => ({ ...one, reason: asWritten(one.reason, spellings) }));
  if (detection.kind === 'none')
    return { ...detection, troubles, reason: asWritten(detection.reason, spellings) };
  const notices = detection.notices?.map((one) => ({ ...one, message: asWritten(one.message, spellings) }));
  return { ...detection, troubles, ...(notices && { notices }) };
}

/** The health of a source, whose reason may name a setting of the line too. */
export function spelledHealth(health: SourceHealth, spellings: Spellings | undefined): SourceHealth {
  const { reason } = health;
  return reason === undefined ? health : { ...health, reason: asWritten(reason, spellings) };
}
