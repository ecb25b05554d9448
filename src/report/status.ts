import type { Clock } from '../base/clock.ts';
import type { Failure } from '../base/failure.ts';
import { oneLine } from '../base/visible-text.ts';
import type { RecordOutcome, StepOutcome } from '../core/outcome.ts';
import { familiesOf, type Target } from '../core/target.ts';
import type { SourceHealth } from '../detect/detector.ts';
import { displayName } from '../dns/name.ts';
import { keyText, type RecordKey } from '../dns/records.ts';
import type { Family } from '../ip/address.ts';
import type { Event } from './event.ts';
import type { Kept, LineState, Moment, State } from './state.ts';

import type { SourceReport, StatusReport, TargetReport } from './status-report.ts';

export interface StatusOptions {
  readonly kept: readonly Kept[];
  readonly clock: Clock;
  /** Milliseconds. */
  readonly healthMaxAge: number;
  readonly version: string;
  redact(text: string): string;
}

/** What was last known, when and from whom. */
export interface Status {
  tell(event: Event): void;
  report(state: State): StatusReport;
}

export function createStatus({ kept, clock, healthMaxAge, version, redact }: StatusOptions): Status {
  /** When each record was last changed by this program. */
  const changedAt = new Map<string, string>();
  const startedAt = clock.monotonic();
  const changeId = (target: Target, key: RecordKey) => `${target.id} ${keyText(key)}`;
  const textOf = (failure: Failure | undefined) => (failure ? redact(failure.message) : null);

  function verdict({ steps, lastSync, notes }: State): StatusReport['status'] {
    const outcomes = [...steps.values()];
    const isFresh = lastSync !== undefined && clock.monotonic() - lastSync.monotonic <= healthMaxAge;
    if (outcomes.some(needsTheOwner)) return 'failing';
    if (isFresh) return notes.some(({ isTrouble }) => isTrouble) ? 'degraded' : 'ok';
    const isYoung = lastSync === undefined && clock.monotonic() - startedAt <= healthMaxAge;
    return isYoung && !outcomes.some(({ waiting }) => waiting) ? 'starting' : 'failing';
  }

  function lookError(line: LineState | undefined, family: Family): string | null {
    const detection = line?.detections[family];
    return detection?.kind === 'none' ? redact(detection.reason) : null;
  }

  /** `withoutAddress`: why its line has none, where that is told nowhere else. */
  function targetReport(
    target: Target,
    step: StepOutcome | undefined,
    withoutAddress: string | null,
  ): TargetReport {
    const records: readonly RecordOutcome[] =
      step?.records ?? target.keys.map((key) => ({ ...key, state: 'pending', value: null, ttl: null }));
    return {
      provider: target.host,
      domain: target.zone.display,
      error: textOf(step?.waiting?.failure) ?? withoutAddress,
      retryAt: retryAt(step?.waiting?.until, clock),
      records: records.map(({ name, type, value, ttl, state, failure }) => ({
        name: displayName(name),
        type,
        value: value === null ? null : oneLine(value),
        ttl,
        state,
        changedAt: changedAt.get(changeId(target, { name, type })) ?? null,
        error: textOf(failure),
      })),
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
      return {
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
        version,
      };
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
  return failures.some((failure) => failure && ['permanent', 'halt', 'record'].includes(failure.kind));
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
