import { beforeEach, expect, test } from 'vitest';
import { createLookNow, type LookNow } from '../../src/core/look-now.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

let clock: VirtualClock;
let looks: [what: string, at: number][];
let lookNow: LookNow;
beforeEach(async () => {
  clock = new VirtualClock();
  await clock.advance(5_000);
  looks = [];
  const note = (what: string) => () => void looks.push([what, clock.monotonic() / 1_000]);
  lookNow = createLookNow({ clock, askSources: note('sources'), askHosts: note('hosts') });
});

test('whoever asks first is answered at once, the sources before the hosts', () => {
  expect(lookNow.ask()).toEqual({ sources: 0, hosts: 0 });
  expect(looks).toEqual([
    ['sources', 5],
    ['hosts', 5],
  ]);
});

test('what is asked for soon after waits until ten seconds and a minute have passed, and is one look', async () => {
  lookNow.ask();
  await clock.advance(4_000);

  const answers = [lookNow.ask(), lookNow.ask()];
  await clock.advance(1_000);
  answers.push(lookNow.ask());
  await clock.advance(120_000);

  expect(answers).toEqual([
    { sources: 6_000, hosts: 56_000 },
    { sources: 6_000, hosts: 56_000 },
    { sources: 5_000, hosts: 55_000 },
  ]);
  expect(looks.slice(2)).toEqual([
    ['sources', 15],
    ['hosts', 65],
  ]);
});

test('what is asked for just when it may is done at once, and not twice', async () => {
  lookNow.ask();
  await clock.advance(10_000);

  const { sources } = lookNow.ask();

  expect(sources).toBe(0);
  expect(looks.filter(([what]) => what === 'sources')).toEqual([
    ['sources', 5],
    ['sources', 15],
  ]);
});

test('after a look that waited, the next one waits as long as after any other', async () => {
  lookNow.ask();
  await clock.advance(4_000);
  lookNow.ask();
  await clock.advance(7_000);

  expect(lookNow.ask().sources).toBe(9_000);
});

test('what is still to come never comes after a stop', async () => {
  lookNow.ask();
  lookNow.ask();

  lookNow.stop();
  await clock.advance(120_000);

  expect(looks).toHaveLength(2);
});
