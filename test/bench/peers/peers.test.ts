import { expect, test } from 'vitest';
import { filesIn, wireIn } from './counters.ts';
import { ratio, shown } from './figures.ts';
import { momentsOf } from './moments.ts';
import { homeOf, machineOf } from './places.ts';
import { markdown, outcomeText } from './report.ts';
import { fared, followed, middle } from './results.ts';

const devices = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:     200       2    0    0    0     0          0         0      200       2    0    0    0     0       0          0
  eth0:    1140      10    0    0    0     0          0         0      640       5    0    0    0     0       0          0
`;

test('counts IP packets of one interface, both ways, without their Ethernet headers', () => {
  expect(wireIn(devices, 'eth0')).toEqual({ packets: 15, bytes: 1140 + 640 - 15 * 14 });
  expect(() => wireIn(devices, 'eth1')).toThrow('eth1 is not counted');
});

test('knows the files that a process has mapped, each once', () => {
  const maps = [
    '1-2 r-xp 0 fe:00 1 /bin/a',
    '2-3 r--p 0 fe:00 1 /bin/a',
    '3-4 rw-p 0 00:00 0 [heap]',
    '4-5 r--s 0 0:5 1 /dev/zero',
  ];
  expect(filesIn(maps.join('\n'))).toEqual(['/bin/a']);
});

test('measures from a change to the record that holds the new address alone, and misses one that came after the next change', () => {
  const seen = [
    { at: 0, values: ['1.1.1.1'] },
    { at: 2_500, values: ['2.2.2.2', '9.9.9.9'] },
    { at: 3_000, values: ['2.2.2.2'] },
    { at: 21_000, values: ['4.4.4.4'] },
  ];
  const moves = [
    { at: 1_000, address: '2.2.2.2' },
    { at: 10_000, address: '3.3.3.3' },
    { at: 20_000, address: '4.4.4.4' },
  ];
  expect(followed(seen, moves)).toEqual([2, null, 1]);
});

test('tells for how long something wrong stood there within a fault, and how long after it the record was right', () => {
  const seen = [
    { at: 0, values: ['1.1.1.1'] },
    { at: 2_000, values: ['6.6.6.6'] },
    { at: 12_000, values: ['2.2.2.2'] },
  ];
  const watched = { begin: 1_000, end: 10_000, address: '2.2.2.2', allowed: new Set(['1.1.1.1', '2.2.2.2']) };
  expect(fared(seen, watched)).toEqual({ wrong: 8, wrongs: 1, after: 2 });
  expect(fared(seen.slice(0, 1), watched)).toEqual({ wrong: 0, wrongs: 0, after: null });
});

test('takes a missed change as longer than any other', () => {
  expect(middle([1, null, 3])).toBe(3);
  expect(middle([null, null, 3])).toBe(null);
});

test('gives every program the same moments, with a longest period between two', () => {
  const moments = momentsOf(3, 'usual', 1_800);
  expect(moments).toEqual(momentsOf(3, 'usual', 1_800));
  expect(moments).not.toEqual(momentsOf(4, 'usual', 1_800));
  expect(moments.length).toBeGreaterThan(1);
  const between = moments.slice(1).map((at, nth) => at - (moments[nth] ?? 0));
  expect(Math.min(...between)).toBeGreaterThanOrEqual(400);
  expect(moments.at(-1)).toBeLessThanOrEqual(1_400);
});

test('knows each home by the address of its machine', () => {
  for (const home of [1, 249, 250, 777]) expect(homeOf(`::ffff:${machineOf(home)}`)).toBe(home);
  expect(homeOf('10.100.1.1')).toBeUndefined();
});

test('writes figures, ratios and outcomes as the page has them', () => {
  expect([shown(0.123), shown(12.34), shown(1234), shown(null), shown(undefined)]).toEqual([
    '0.12',
    '12.3',
    '1234',
    'missed',
    '–',
  ]);
  expect([ratio(50, 25), ratio(1, 0), ratio(null, 3), ratio(undefined, 3)]).toEqual([
    '2.00',
    '∞',
    'missed',
    '–',
  ]);
  expect(markdown(['', 'a'], [['x', '1']])).toEqual(['|  | a |', '| --- | ---: |', '| x | 1 |']);
  const outcome = { wrong: 12, wrongs: 2, calls: 3, lasted: 60, after: -58, watched: 150, records: [] };
  expect(outcomeText(outcome, ['wrong', 'calls', 'after'])).toBe(
    '**WRONG** 12.0 s (2 times); 3 calls; 2.00 s after its begin',
  );
  expect(outcomeText({ ...outcome, wrongs: 0, after: null, ended: '48' }, ['wrong', 'after'])).toBe(
    'kept; not within 150 s; **ended** (48)',
  );
});
