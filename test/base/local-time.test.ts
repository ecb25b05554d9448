import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { durationText } from '../../src/base/local-time.ts';

const winter = Date.UTC(2026, 0, 2, 10, 3, 4, 567);
const summer = Date.UTC(2026, 6, 2, 22, 30);
const file = new URL('../../src/base/local-time.ts', import.meta.url);

/** What a process in this time zone says. */
function inZone(zone: string): unknown {
  const script = `
    const { localTime, offsetText, zoneText } = await import('${file}');
    const both = [[localTime(${winter}), zoneText(${winter})], [localTime(${summer}), offsetText(${summer})]];
    console.log(JSON.stringify(both))`;
  const how = ['--input-type=module', '-e', script];
  return JSON.parse(execFileSync(process.execPath, how, { env: { TZ: zone }, encoding: 'utf8' }));
}

describe.each([
  ['Europe/Berlin', '2026-01-02 11:03:04', 'UTC+1 (Europe/Berlin)', '2026-07-03 00:30:00', 'UTC+2'],
  [
    'America/St_Johns',
    '2026-01-02 06:33:04',
    'UTC-3:30 (America/St_Johns)',
    '2026-07-02 20:00:00',
    'UTC-2:30',
  ],
  ['Asia/Kolkata', '2026-01-02 15:33:04', 'UTC+5:30 (Asia/Calcutta)', '2026-07-03 04:00:00', 'UTC+5:30'],
  ['UTC', '2026-01-02 10:03:04', 'UTC', '2026-07-02 22:30:00', 'UTC'],
])('in %s', (zone, inWinter, named, inSummer, offset) => {
  it('a moment has the digits of the local clock, and its zone and offset can be told', () => {
    expect(inZone(zone)).toEqual([
      [inWinter, named],
      [inSummer, offset],
    ]);
  });
});

it.each([
  [0.4, '0 ms'],
  [209.7, '210 ms'],
  [999, '999 ms'],
  [1000, '1 s'],
  [33_700, '34 s'],
  [59_999, '1 min'],
  [65_000, '1 min 5 s'],
  [3_600_000, '1 h'],
  [3_665_000, '1 h 1 min'],
  [3 * 86_400_000 + 5 * 3_600_000, '3 d 5 h'],
])('%d milliseconds are %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
