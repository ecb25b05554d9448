import { describe, expect, test } from 'vitest';
import { createHoldDown, type Support } from '../../src/detect/hold-down.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { after, before, lie, minute } from './stage.ts';

const hour = 60 * minute;
const weak: Support = { certain: false, allHeard: true, unanimous: false };

/** The hold-down after the address went from `before` to `after`. */
function changed() {
  const clock = new VirtualClock();
  const holdDown = createHoldDown(clock);
  holdDown.agreed(before, undefined, []);
  holdDown.agreed(after, before, []);
  return { clock, holdDown };
}

describe('an address that was given up', () => {
  test('is held, and no other one', () => {
    const { holdDown } = changed();

    expect([before, after, lie].map(holdDown.holds)).toEqual([true, false, false]);
  });

  test('is held no more once it is agreed again, but the one in between is', () => {
    const { holdDown } = changed();

    holdDown.agreed(before, after, [before]);

    expect([before, after].map(holdDown.holds)).toEqual([false, true]);
  });

  test('is forgotten a day after it was heard last in a look that agreed', async () => {
    const { holdDown, clock } = changed();
    await clock.advance(20 * hour);
    holdDown.agreed(after, after, [after, before]);

    await clock.advance(24 * hour);
    const after24 = holdDown.holds(before);
    await clock.advance(1);

    expect([after24, holdDown.holds(before)]).toEqual([true, false]);
  });

  test('is no other one that somebody says in a look that agreed', () => {
    const { holdDown } = changed();

    holdDown.agreed(after, after, [after, lie]);

    expect(holdDown.holds(lie)).toBe(false);
  });

  test('is not remembered longer because a look without agreement had it', async () => {
    const { holdDown, clock } = changed();
    await clock.advance(20 * hour);
    holdDown.undecided(before);

    await clock.advance(5 * hour);

    expect(holdDown.holds(before)).toBe(false);
  });
});

describe('a held address is released', () => {
  test.each<[string, Support, boolean]>([
    ['when the silent could not change it', { certain: true, allHeard: false, unanimous: false }, true],
    ['when all were asked and nobody objects', { certain: false, allHeard: true, unanimous: true }, true],
    ['not while somebody is still to be asked', { certain: false, allHeard: false, unanimous: true }, false],
    ['not by a majority that the silent could change', weak, false],
  ])('%s', (_, support, expected) => {
    expect(changed().holdDown.releases(before, support)).toBe(expected);
  });

  test('when it wins a third look two minutes after the first one', async () => {
    const { holdDown, clock } = changed();

    const released: boolean[] = [];
    for (let look = 0; look < 3; look++) {
      released.push(holdDown.releases(before, weak));
      holdDown.undecided(before);
      await clock.advance(minute);
    }

    expect(released).toEqual([false, false, true]);
  });

  test('not by two wins, however far apart', async () => {
    const { holdDown, clock } = changed();
    holdDown.undecided(before);

    await clock.advance(10 * minute);

    expect(holdDown.releases(before, weak)).toBe(false);
  });

  test('not by many wins within less than two minutes', async () => {
    const { holdDown, clock } = changed();
    await clock.advance(hour);
    for (let look = 0; look < 20; look++) holdDown.undecided(before);

    await clock.advance(2 * minute - 1);

    expect(holdDown.releases(before, weak)).toBe(false);
  });

  test.each([
    ['nobody', undefined],
    ['an address that is not held', lie],
  ])('not when %s won in between', async (_, winner) => {
    const { holdDown, clock } = changed();
    for (const won of [before, before, winner]) holdDown.undecided(won);

    await clock.advance(2 * minute);

    expect(holdDown.releases(before, weak)).toBe(false);
  });
});

test('it is contested from a win of a held address until a look agrees', () => {
  const { holdDown } = changed();
  holdDown.undecided(lie);
  const seen = [holdDown.isContested()];

  holdDown.undecided(before);
  seen.push(holdDown.isContested());
  holdDown.agreed(after, after, [after]);
  seen.push(holdDown.isContested());

  expect(seen).toEqual([false, true, false]);
});
