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

/** Each form is made when it is asked for. */
function snapshotOf(view: PageView, now: number): Snapshot {
  const { report } = view;
  const json = once(() => `${JSON.stringify(report)}\n`);
  const text = once(() => textPage(report, now));
  const line = once(() => `${verdict(report)}\n`);
  return {
    view,
    status: report.status,
    get json() {
      return json();
    },
    get text() {
      return text();
    },
    get verdict() {
      return line();
    },
  };
}

function once(make: () => string): () => Buffer {
  let made: Buffer | undefined;
  return () => {
    made ??= Buffer.from(make());
    return made;
  };
}
