import { expect, test } from 'vitest';
import { createRest } from '../../src/detect/rest.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { minute } from './stage.ts';

function stage() {
  const clock = new VirtualClock();
  const rest = createRest(clock);
  /** How many minutes it lasts from now on. */
  async function left(): Promise<number> {
    const from = clock.monotonic();
    while (rest.isOn()) await clock.advance(minute / 4);
    return (clock.monotonic() - from) / minute;
  }
  return { rest, left };
}

test('it is longer each time, up to an hour, and short again once it was forgiven', async () => {
  const { rest, left } = stage();

  const lengths: number[] = [];
  for (let time = 0; time < 8; time++) {
    rest.begin();
    lengths.push(await left());
  }
  rest.forgive();
  rest.begin();
  lengths.push(await left());

  expect(lengths).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 1]);
});

test('it lasts as long as the source asked for, be it more than an hour', async () => {
  const { rest, left } = stage();

  rest.begin(90 * minute);

  expect(await left()).toBe(90);
});

test('a short one neither grows the later ones nor cuts one that is on', async () => {
  const { rest, left } = stage();

  rest.beginShort();
  const short = await left();
  rest.begin(5 * minute);
  rest.beginShort();

  expect([short, await left()]).toEqual([1, 5]);
});
