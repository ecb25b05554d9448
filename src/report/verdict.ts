import { oneLine } from '../base/visible-text.ts';
import type { StatusReport, TargetReport } from './status-report.ts';
import { reasonsIn } from './summary.ts';

const longestReason = 200;

/** The status as one line for people, as `docker inspect` and the log of a health check show it. */
export function verdict(report: StatusReport): string {
  const { status, targets, dryRun } = report;
  const word = status === 'ok' || status === 'degraded' ? 'healthy' : 'unhealthy';
  const [first, ...others] = reasonsIn(report);
  const more = others.length > 0 ? ` (and ${others.length} more, see the page or the log)` : '';
  const why = first === undefined ? '' : `: ${oneLine(first, longestReason)}${more}`;
  const records = report.settings ? '' : `${dryRun ? ', DRY RUN' : ''}, ${counted(targets)}`;
  return `${word}, ${status}${records}${why}`;
}

function counted(targets: readonly TargetReport[]): string {
  const states = targets.flatMap(({ records }) => records.map(({ state }) => state));
  const inSync = states.filter((state) => state === 'in-sync').length;
  const all = states.length === 1 ? '1 record' : `${states.length} records`;
  const changing = states.filter((state) => state === 'would-change').length;
  const would = changing > 0 ? `, ${changing} would change` : '';
  return inSync === states.length ? `${all} in sync` : `${inSync} of ${all} in sync${would}`;
}
