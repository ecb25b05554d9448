import { Cron } from 'croner';
import { namesHours } from '../settings/cron.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const week = 7 * day;
const quarterHour = 15 * minute;

/** Shorter gaps make no difference. */
const shortest = quarterHour / 3;

/** The same year is looked at whenever the program starts, so that the hour of the start makes no difference. */
const yearStart = Date.UTC(2026, 0, 1);
const yearEnd = yearStart + 366 * day;

/**
 * How old the last sync may be before health says so, unless `HEALTH_MAX_AGE` does: a program that looks once a day,
 * or not at night, is not ill because its last look was hours ago. Milliseconds.
 */
export function defaultMaxAge(schedule: string): number {
  const longest = longestGap(schedule);
  return longest > shortest ? longest + quarterHour : quarterHour;
}

/** The longest time from a run within the year to the next one, as far as it is more than 5 minutes. */
function longestGap(schedule: string): number {
  const pattern = new Cron(schedule, { paused: true });
  const hourly = !namesHours(schedule);
  // Days that have runs are all the same, and where no hour is named hours are, but for changes of the clock.
  const window = hourly ? hour + shortest : 2 * day;
  const windows = [
    { from: yearStart, to: yearStart + window },
    ...clockChanges().map((change) => ({ from: change - window, to: change + window })),
  ];
  const known = windows.reduce((longest, one) => longestWithin(pattern, { ...one, longest }), shortest);
  // What is left is days without a run, on either side of which nearly a day passes.
  return hourly
    ? known
    : longestWithin(pattern, { from: yearStart, to: yearEnd, longest: known, step: 22 * hour });
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  /** What is known already. */
  readonly longest: number;
  /** Gaps below it may be passed over; default: none. */
  readonly step?: number;
}

/** The longest gap that begins in a stretch (or with the first run after it), or what was the longest before. */
function longestWithin(pattern: Cron, { from, to, longest, step = 0 }: Stretch): number {
  let known = longest;
  let run = pattern.nextRun(new Date(from))?.getTime();
  while (run !== undefined) {
    // A gap that is longer and begins at this run or later either holds this moment, or begins after it.
    const moment = run + Math.max(known / 2, step);
    const next = pattern.nextRun(new Date(moment))?.getTime();
    if (next !== undefined && next - run > known) {
      const [last] = pattern.previousRuns(1, new Date(moment + 1));
      known = Math.max(known, next - Math.max(run, last?.getTime() ?? run));
    }
    run = next !== undefined && next < to ? next : undefined;
  }
  return known;
}

/** When the clock of this process changes within the year: summer time, or whatever the time zone does. */
function clockChanges(): number[] {
  const changes: number[] = [];
  for (let start = yearStart; start < yearEnd; start += week) {
    let [before, after] = [start, start + week];
    if (offsetAt(before) === offsetAt(after)) continue;
    while (after - before > minute) {
      const middle = (before + after) / 2;
      if (offsetAt(middle) === offsetAt(start)) before = middle;
      else after = middle;
    }
    changes.push(after);
  }
  return changes;
}

function offsetAt(moment: number): number {
  return new Date(moment).getTimezoneOffset();
}
