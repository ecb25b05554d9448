import type { Clock } from '../base/clock.ts';
import type { StatusReport } from '../report/status-report.ts';
import { verdict } from '../report/verdict.ts';
import { textPage } from './text-page.ts';

/** The status at one moment, in the forms that it is served in. */
export interface Snapshot {
  readonly status: StatusReport['status'];
  readonly json: Buffer;
  readonly page: Buffer;
  /** One line. */
  readonly verdict: Buffer;
}

const every = 1000;

/** Takes the status at most once a second, however many ask: callers share its bytes. */
export function createSnapshots(clock: Clock, report: () => StatusReport): () => Snapshot {
  let last: { readonly at: number; readonly snapshot: Snapshot } | undefined;
  return () => {
    const now = clock.monotonic();
    if (!last || now - last.at >= every) last = { at: now, snapshot: snapshotOf(report(), clock.now()) };
    return last.snapshot;
  };
}

function snapshotOf(report: StatusReport, now: number): Snapshot {
  return {
    status: report.status,
    json: Buffer.from(`${JSON.stringify(report)}\n`),
    page: Buffer.from(textPage(report, now)),
    verdict: Buffer.from(`${verdict(report)}\n`),
  };
}
