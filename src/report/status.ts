import type { Clock } from '../base/clock.ts';
import { type Failure, isOfRecord } from '../base/failure.ts';
import { oneLine } from '../base/visible-text.ts';
import type { RecordOutcome, StepOutcome } from '../core/outcome.ts';
import { familiesOf, type Target } from '../core/target.ts';
import type { SourceHealth } from '../detect/detector.ts';
import { displayName } from '../dns/name.ts';
import { keyText, type RecordKey } from '../dns/records.ts';
import type { Family } from '../ip/address.ts';
import type { Event } from './event.ts';
import { hostErrorText } from './failure-text.ts';
import { fullName } from './names.ts';
import type { Kept, LineState, Moment, State } from './state.ts';
import type { RecordReport, SourceReport, StatusReport, TargetReport } from './status-report.ts';
import { summaryOf } from './summary.ts';

export interface StatusOptions {
  readonly kept: readonly Kept[];
  readonly clock: Clock;
  /** Milliseconds. */
  readonly healthMaxAge: number;
  readonly version: string;
  /** Nothing is written; default false. */
  readonly dryRun?: boolean;
  redact(text: string): string;
}

/** What was last known, when and from whom. */
export interface Status {
  tell(event: Event): void;
  report(state: State): StatusReport;
}

/** Milliseconds until what is wrong from the start on is no part of starting any more; `docker ps` says so as late. */
const bootTime = 60_000;

export function createStatus(options: StatusOptions): Status {
  const { kept, clock, healthMaxAge, version, dryRun = false, redact } = options;
  /** When each record was last changed by this program. */
  const changedAt = new Map<string, string>();
  const startedAt = clock.monotonic();
  const changeId = (target: Target, key: RecordKey) => `${target.id} ${keyText(key)}`;
  const textOf = (failure: Failure | undefined) => (failure ? redact(failure.message) : null);

  const hostError = (target: Target, failure: Failure | undefined) =>
    failure ? redact(hostErrorText(target, failure)) : null;

  function verdict({ steps, lastWell, notes }: State): StatusReport['status'] {
    const outcomes = [...steps.values()];
    const isFresh = lastWell !== undefined && clock.monotonic() - lastWell.monotonic <= healthMaxAge;
    const isTroubled = notes.some(({ isTrouble }) => isTrouble);
    if (outcomes.some(needsTheOwner)) return 'failing';
    if (isFresh) return isTroubled ? 'degraded' : 'ok';
    if (lastWell !== undefined || outcomes.some(({ waiting }) => waiting)) return 'failing';
    // A machine that boots has no network for a moment.
    const age = clock.monotonic() - startedAt;
    return age <= (isTroubled ? Math.min(bootTime, healthMaxAge) : healthMaxAge) ? 'starting' : 'failing';
  }

  function lookError(line: LineState | undefined, family: Family): string | null {
    const detection = line?.detections[family];
    return detection?.kind === 'none' ? redact(detection.reason) : null;
  }

  function recordReport(target: Target, outcome: RecordOutcome): RecordReport {
    const { value, wanted = null, ttl, state, failure, ...key } = outcome;
    return {
      name: displayName(key.name),
      fqdn: fullName(target, key),
      type: key.type,
      value: value === null ? null : oneLine(value),
      ...{ wanted, ttl, ttlIsAuto: ttl !== null && ttl === target.autoTtl, state },
      changedAt: changedAt.get(changeId(target, key)) ?? null,
      error: failure && !isOfRecord(failure) ? hostError(target, failure) : textOf(failure),
    };
  }

  /** `withoutAddress`: why its line has none, where that is told nowhere else. */
  function targetReport(
    target: Target,
    step: StepOutcome | undefined,
    withoutAddress: string | null,
  ): TargetReport {
    const records: readonly RecordOutcome[] =
      step?.records ?? target.keys.map((key) => ({ ...key, state: 'pending', value: null, ttl: null }));
    const error = hostError(target, step?.waiting?.failure) ?? withoutAddress;
    const reports = records.map((record) => recordReport(target, record));
    return {
      provider: target.host,
      title: target.title,
      domain: target.zone.display,
      error,
      retryAt: retryAt(step?.waiting?.until, clock),
      // A hundred records with the same long reason would be more than some can take.
      records: reports.map((one) => (one.error === error ? { ...one, error: null } : one)),
    };
  }

  return {
    tell(event) {
      if (event.kind === 'record-changed')
        changedAt.set(changeId(event.target, event.change), isoOf(clock.now()));
    },
    report(state) {
      const lines = [...new Set(kept.map(({ line }) => line))].flatMap((line) => state.lines.get(line) ?? []);
      // One address of the home has room here: that of target 1.
      const first = state.lines.get(kept[0]?.line ?? '');
      const ofFamily = <T>(what: (family: Family) => T): Record<Family, T> => ({
        ipv4: what('ipv4'),
        ipv6: what('ipv6'),
      });
      const facts = {
        status: verdict(state),
        lastSuccessfulSync: momentText(state.lastSync),
        lastAttempt: momentText(state.lastLook),
        addresses: ofFamily((family) => first?.addresses[family] ?? null),
        addressErrors: ofFamily((family) => lookError(first, family)),
        targets: kept.map(({ target, line }) => {
          const own = state.lines.get(line);
          const errors = own === first ? [] : familiesOf(target).map((family) => lookError(own, family));
          const withoutAddress = errors.find((error) => error !== null) ?? null;
          return targetReport(target, state.steps.get(target.id), withoutAddress);
        }),
        sources: sourcesOf(lines).map((source) => sourceReport(source, redact)),
        nat: first?.nat ?? null,
        notes: state.notes.map(({ code, target, since, text }) => ({
          ...{ code, target: target?.zone.display ?? null },
          ...{ since: isoOf(since), text: redact(text) },
        })),
      };
      return { ...facts, ...summaryOf(facts), dryRun, version };
    },
  };
}

function sourceReport(
  { name, family, state, reason, failures, lies, alwaysWrong }: SourceHealth,
  redact: (text: string) => string,
): SourceReport {
  const why = reason === undefined ? null : redact(reason);
  return { name: redact(name), family, state, reason: why, failures, lies, alwaysWrong };
}

/** No waiting helps: the age of the last success says nothing any more. */
function needsTheOwner({ waiting, records }: StepOutcome): boolean {
  const failures = [waiting?.failure, ...records.map(({ failure }) => failure)];
  return failures.some(
    (failure) => failure && !failure.unconfirmed && ['permanent', 'halt', 'record'].includes(failure.kind),
  );
}

/** The sources of all lines; one that several of them ask is told as the first one knows it. */
function sourcesOf(lines: readonly LineState[]): SourceHealth[] {
  const known = new Map<string, SourceHealth>();
  for (const source of lines.flatMap(({ sources }) => sources)) {
    const id = `${source.family} ${source.name}`;
    if (!known.has(id)) known.set(id, source);
  }
  return [...known.values()];
}

function momentText(moment: Moment | undefined): string | null {
  return moment ? isoOf(moment.wall) : null;
}

function retryAt(until: number | undefined, clock: Clock): string | null {
  if (until === undefined || until === Number.POSITIVE_INFINITY) return null;
  const end = clock.now() + Math.max(0, until - clock.monotonic());
  // Whole seconds: the two clocks drift, and whoever records each change should not see one at every look.
  return isoOf(Math.round(end / 1000) * 1000);
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
