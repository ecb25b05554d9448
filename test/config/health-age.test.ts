import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { defaultMaxAge } from '../../src/config/health-age.ts';

const minute = 60_000;
const hour = 60 * minute;
const module = new URL('../../src/config/health-age.ts', import.meta.url);

/** The age in hours without the quarter that is added, as a process in this time zone has it that starts then. */
function hoursIn(zone: string, schedules: readonly string[], start = Date.UTC(2026, 0, 1)): number[] {
  const code = `
    const Real = Date;
    class Started extends Real {
      constructor(...given) {
        super(...(given.length > 0 ? given : [${start}]));
      }
      static now() {
        return ${start};
      }
    }
    Object.assign(globalThis, { Date: Started });
    const { defaultMaxAge } = await import(${JSON.stringify(module)});
    console.log(JSON.stringify(${JSON.stringify(schedules)}.map(defaultMaxAge)));`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', code], { env: { TZ: zone } });
  const ages: unknown = JSON.parse(printed.toString());
  return Array.isArray(ages) ? ages.map((age) => (Number(age) - 15 * minute) / hour) : [];
}

describe('the age that health allows without HEALTH_MAX_AGE', () => {
  it.each(['*/30 * * * * *', '* * * * *', '*/5 * * * *', '* 0-23 * * *'])(
    'is a quarter of an hour where %s looks every few minutes',
    (schedule) => {
      expect(defaultMaxAge(schedule)).toBe(15 * minute);
    },
  );

  it.each<[string, [schedule: string, hours: number][]]>([
    [
      'UTC',
      [
        ['0 4 * * *', 24],
        ['*/6 * * * *', 0.1],
        ['*/5 6-22 * * *', 7 + 5 / 60],
        ['*/5 6-22 * * 1-5', 55 + 5 / 60],
        ['*/15 8-18 1-15 3-6 *', 6205.25],
        ['*/5 * * 1-11 *', 31 * 24 + 5 / 60],
        ['0 0 29 2 *', 1461 * 24],
        ['0 8,20 * * *', 12],
      ],
    ],
    [
      'Europe/Berlin',
      [
        ['0 4 * * *', 25],
        ['*/5 6-22 * * *', 8 + 5 / 60],
        ['0 * * * *', 1],
        ['*/30 * * * * *', 0],
      ],
    ],
    [
      'America/New_York',
      [
        ['30 1 * * *', 25],
        ['30 2 * * *', 25],
      ],
    ],
    [
      'Australia/Lord_Howe',
      [
        ['0 * * * *', 1.5],
        ['0 4 * * *', 24.5],
        ['*/30 * * * * *', 0],
      ],
    ],
  ])('covers the longest gap of a year in %s, clock changes and pauses included', (zone, gaps) => {
    const hours = hoursIn(
      zone,
      gaps.map(([schedule]) => schedule),
    );

    expect(hours.map((found) => Math.round(found * 3600))).toEqual(
      gaps.map(([, longest]) => Math.round(longest * 3600)),
    );
  });
});

it('the hour of the start makes no difference', () => {
  const schedules = ['*/5 6-22 * * *', '*/5 6-22 * * 1-5', '0 4 * * *'];
  const starts = ['2026-03-02T08:00:00Z', '2026-03-02T23:30:00Z', '2026-10-24T12:00:00Z'].map(Date.parse);

  const [first, ...others] = starts.map((start) => hoursIn('Europe/Berlin', schedules, start));

  expect(others).toEqual([first, first]);
  expect(first?.every((hours) => hours > 7)).toBe(true);
});
