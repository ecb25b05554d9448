import { describe, expect, it } from 'vitest';
import { cron } from '../../src/settings/cron.ts';
import { duration } from '../../src/settings/duration.ts';

describe('a cron pattern', () => {
  it.each(['*/30 * * * * *', '*/5 * * * *', '0 4 * * MON-FRI', '@daily', '@HOURLY', '0 0 L * *'])(
    'can be %s',
    (text) => {
      expect(cron(text)).toBe(text);
    },
  );

  it.each([
    ['61 * * * *', 'is no cron pattern: its field 1 (the minutes, 0 to 59) cannot be "61"'],
    ['61 * * * * *', 'is no cron pattern: its field 1 (the seconds, 0 to 59) cannot be "61"'],
    ['0 0 * 13 *', 'is no cron pattern: its field 4 (the month, 1 to 12) cannot be "13"'],
    ['0 0 * * 8', 'is no cron pattern: its field 5 (the day of the week, 0 to 7) cannot be "8"'],
    ['*/x 4 * * *', 'is no cron pattern: its field 1 (the minutes, 0 to 59) cannot be "*/x"'],
    ['* * * *', 'has 4 fields'],
    ['* * * * * * *', 'has 7 fields'],
    ['@fortnightly', 'is no cron pattern: with an @ there are @yearly, @monthly, @weekly, @daily, @hourly'],
    [
      '@every 5m',
      'is no cron pattern: with an @ there are @yearly, @monthly, @weekly, @daily, @hourly; every 5m is */5 * * * *',
    ],
    ['0 0 31 2 *', 'never comes round'],
    ['5m', 'has 1 field; every 5m is */5 * * * *'],
    ['30s', 'has 1 field; every 30s is */30 * * * * *'],
    ['300s', 'has 1 field; every 300s is */5 * * * *'],
    ['2h', 'has 1 field; every 2h is 0 */2 * * *'],
    ['7m', 'has 1 field'],
    ['now', 'has 1 field'],
  ])('cannot be %s', (text, wrong) => {
    expect(() => cron(text)).toThrow(new Error(wrong));
  });
});

describe('a duration', () => {
  it.each([
    ['30s', 30_000],
    ['30S', 30_000],
    ['5 min', 300_000],
    ['5minutes', 300_000],
    ['1 hour', 3_600_000],
    ['2 Days', 172_800_000],
  ])('can be %s', (text, ms) => {
    expect(duration(text)).toBe(ms);
  });

  it.each([
    ['10', 'is no duration: it has no unit, as 10s or 10m has'],
    ['1h30m', 'is no duration: it has several units, and one is the most'],
    ['soon', 'is no duration'],
    ['-5m', 'is no duration'],
    ['5 weeks', 'is no duration'],
    ['0s', 'is no time at all'],
  ])('cannot be %s', (text, wrong) => {
    expect(() => duration(text)).toThrow(new Error(wrong));
  });
});
