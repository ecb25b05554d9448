import type { Clock } from '../base/clock.ts';
import type { StatusReport } from '../report/status-report.ts';
import { verdict } from '../report/verdict.ts';
import type { PageView } from './page/page.ts';
import { textPage } from './text-page.ts';

/** The status at one moment, in the forms that it is served in. */
export interface Snapshot {
  readonly status: StatusReport['status'];
  readonly json: Buffer;
  /** The status as text. */
  readonly text: Buffer;
  readonly view: PageView;
  /** One line. */
  readonly verdict: Buffer;
}

const every = 1000;

/** Takes the status at most once a second, however many ask: callers share its bytes. */
export function createSnapshots(clock: Clock, look: () => PageView): () => Snapshot {
  let last: { readonly at: number; readonly snapshot: Snapshot } | undefined;
  return () => {
    const now = clock.monotonic();
    if (!last || now - last.at >= every) last = { at: now, snapshot: snapshotOf(look(), clock.now()) };
    return last.snapshot;
  };
}

function snapshotOf(view: PageView, now: number): Snapshot {
  const { report } = view;
  return {
    view,
    status: report.status,
    json: Buffer.from(`${JSON.stringify(report)}\n`),
    text: Buffer.from(textPage(report, now)),
    verdict: Buffer.from(`${verdict(report)}\n`),
  };
}
