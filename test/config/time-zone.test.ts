import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { configOf, refusalOf } from '../support/settings.ts';

const unknown = [
  ...[
    'Nowhere/Land',
    'europe/berlin',
    'EUROPE/BERLIN',
    'Europe/Berlin ',
    'Berlin',
    'us/eastern',
    '/etc/localtime',
  ],
  ...[
    'CET-1CEST',
    'CET-1CEST,M3.5.0,M10.5.0/3',
    '+02:00',
    'MSK',
    'CEST',
    'PST',
    'America/New York',
    'Factory',
  ],
];
const known = [
  ...[
    'Europe/Berlin',
    ':Europe/Berlin',
    'posix/Europe/Berlin',
    'UTC',
    'Etc/UTC',
    'utc',
    'GMT0',
    'US/Eastern',
  ],
  ...['EST5EDT', 'CET', 'CET-1', 'Etc/GMT-3', 'GMT+1', 'America/Port-au-Prince', 'GB', 'W-SU'],
  ...['Africa/Dar_es_Salaam', 'America/Argentina/Buenos_Aires', 'Europe/Kyiv', 'Europe/Kiev'],
];

describe('a TZ that Node.js does not know', () => {
  it.each(unknown)('is refused where the schedule names an hour: %s', (zone) => {
    const message = refusalOf({ TZ: zone, SCHEDULE: '0 4 * * *' });

    expect(message).toContain(`TZ=${JSON.stringify(zone)} is no time zone that Node.js knows`);
    expect(message).toContain('Europe/Berlin');
  });

  it.each(['0 4 * * *', '0 0 4 * * *', '0 */2 * * *', '0 * 1 * *', '0 * * 6 *', '0 * * * 1-5', '@daily'])(
    'is refused with the schedule %s',
    (schedule) => {
      expect(refusalOf({ TZ: 'Nowhere/Land', SCHEDULE: schedule })).toContain('TZ="Nowhere/Land"');
    },
  );

  it.each(['*/5 * * * *', '*/30 * * * * *', '17 * * * ?', '@hourly'])(
    'is warned of with the schedule %s',
    (schedule) => {
      expect(configOf({ TZ: 'Nowhere/Land', SCHEDULE: schedule }).warnings).toEqual([
        'TZ="Nowhere/Land" is no time zone that Node.js knows; UTC is used.',
      ]);
    },
  );

  it('is warned of where there is no schedule', () => {
    expect(configOf({ TZ: 'Nowhere/Land', ONCE: 'true' }).warnings).toHaveLength(1);
  });
});

describe('a TZ that Node.js knows', () => {
  it.each(known)('is taken: %s', (zone) => {
    expect(configOf({ TZ: zone, SCHEDULE: '0 4 * * *' }).warnings).toEqual([]);
  });
});

it('what is called unknown is UTC for Node.js, and what is called known is what it says', () => {
  const summer = "new Date('2026-07-01T00:00:00Z').getTimezoneOffset()";
  const offsetIn = (zone: string) =>
    Number(execFileSync(process.execPath, ['-p', summer], { env: { TZ: zone } }).toString());

  for (const zone of unknown) expect([zone, offsetIn(zone)]).toEqual([zone, 0]);
  expect(['Europe/Berlin', ':Europe/Berlin', 'CET-1', 'US/Eastern'].map(offsetIn)).toEqual([
    -120, -120, -60, 240,
  ]);
});
