import type { Clock } from '../base/clock.ts';
import { visible } from '../base/visible-text.ts';
import type { Family } from '../ip/address.ts';
import { levelOf } from '../report/log/event-level.ts';
import type { Reporter } from '../report/reporter.ts';
import type { Wording } from '../report/wording.ts';

/** What happened, in one line for people; the time is ISO 8601 UTC. */
export interface TimelineEntry {
  readonly at: string;
  readonly level: 'info' | 'warn' | 'error';
  readonly text: string;
}

/** Since when an address is the agreed one, and who said it then. */
export interface AddressHistory {
  readonly since: string;
  /** It was found at the start, so it may be much older. */
  readonly isFirst: boolean;
  readonly witnesses: readonly string[];
}

export interface TimelineReport {
  /** When it begins, which is the start of the program. ISO 8601 UTC. */
  readonly since: string;
  /** The newest first. */
  readonly entries: readonly TimelineEntry[];
  readonly addresses: Readonly<Partial<Record<Family, AddressHistory>>>;
}

export interface Timeline extends Reporter {
  report(): TimelineReport;
}

const mostEntries = 50;

/**
 * The last events since the start, in memory alone. `redact` takes secrets out of what is told. The status shows the
 * addresses of the line `first`; default: there is one line alone.
 */
export function createTimeline(
  wording: Wording,
  clock: Clock,
  redact: (text: string) => string,
  first?: string,
): Timeline {
  const since = new Date(clock.now()).toISOString();
  const entries: TimelineEntry[] = [];
  const addresses: Partial<Record<Family, AddressHistory>> = {};

  return {
    tell(event) {
      const at = new Date(clock.now()).toISOString();
      if (event.kind === 'address-changed' && (event.line ?? first) === first) {
        const witnesses = event.witnesses.map((name) => redact(name));
        addresses[event.family] = { since: at, isFirst: event.from === undefined, witnesses };
      }
      const level = levelOf(event);
      if (level === 'debug') return;
      entries.unshift({ at, level, text: redact(visible(wording.say(event, clock.monotonic()))) });
      entries.length = Math.min(entries.length, mostEntries);
    },
    report: () => ({ since, entries: [...entries], addresses: { ...addresses } }),
  };
}
