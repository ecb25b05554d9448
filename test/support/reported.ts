import type { Clock } from '../../src/base/clock.ts';
import type { Observer } from '../../src/core/outcome.ts';
import type { Target } from '../../src/core/target.ts';
import { createReports, type Reporter } from '../../src/report/reporter.ts';
import { createStatus } from '../../src/report/status.ts';
import type { StatusReport } from '../../src/report/status-report.ts';
import { keptTarget, type Round, roundOf } from './outcomes.ts';

export interface Reported {
  /** A look and the step after it, in which nothing happened or what the changes say. */
  round(changes?: Partial<Round>): void;
  /** One outcome of its own. */
  readonly observe: Observer;
  report(): StatusReport;
}

/** What is reported of one target, as the program does it. */
export function reported(
  clock: Clock,
  options: {
    readonly target?: Target;
    readonly version?: string;
    readonly dryRun?: boolean;
    readonly reporters?: readonly Reporter[];
    redact?(text: string): string;
  } = {},
): Reported {
  const {
    target = keptTarget,
    version = '1.2.3',
    dryRun = false,
    reporters = [],
    redact = (text) => text,
  } = options;
  const kept = [{ target, line: 'default' }];
  const status = createStatus({ kept, clock, healthMaxAge: 900_000, version, dryRun, redact });
  const reports = createReports(kept, [...reporters, status], clock);
  return {
    round: (changes) => {
      for (const outcome of roundOf(changes, target)) reports.observe(outcome);
    },
    observe: reports.observe,
    report: () => status.report(reports.state()),
  };
}
