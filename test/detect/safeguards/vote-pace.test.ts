import { beforeEach, describe, expect, test } from 'vitest';
import { createVotePace, type VotePace } from '../../../src/detect/safeguards/vote-pace.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

let clock: VirtualClock;
let pace: VotePace;
beforeEach(async () => {
  clock = new VirtualClock();
  await clock.advance(1_000);
  pace = createVotePace(clock);
});
const fail = (times: number, heard: boolean) => {
  for (let time = 0; time < times; time++) pace.failed(heard);
};

/** Seconds until it is quiet no more. */
async function quietFor() {
  let seconds = 0;
  for (; pace.now() === 'quiet'; seconds++) await clock.advance(1_000);
  return seconds;
}

describe('votes that somebody answered and that agreed on nothing', () => {
  test('go on five times, then ever later, five minutes at most', async () => {
    const waits: number[] = [];
    for (let vote = 0; vote < 12; vote++) {
      pace.failed(true);
      waits.push(await quietFor());
    }

    expect(waits).toEqual([0, 0, 0, 0, 0, 15, 30, 60, 120, 240, 300, 300]);
  });

  test('are free again where one agrees', async () => {
    fail(8, true);
    pace.agreed();
    const first = pace.now();
    fail(5, true);

    expect([first, pace.now()]).toEqual(['free', 'free']);
  });
});

describe('votes that nobody answered', () => {
  test('begin with one question from the seventh on', () => {
    fail(5, false);
    const sixth = pace.now();
    fail(1, false);

    expect([sixth, pace.now()]).toEqual(['free', 'probe']);
  });

  test.each<[string, () => void]>([
    ['somebody answers', () => pace.failed(true)],
    ['one agrees', () => pace.agreed()],
  ])('are free again as soon as %s', (_, end) => {
    fail(9, false);
    end();

    expect(pace.now()).toBe('free');
  });
});
