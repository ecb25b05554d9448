import { describe, expect, it } from 'vitest';
import { startLoop } from '../../src/core/schedule.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const idle = Number.POSITIVE_INFINITY;
const counting = () => {
  const turn = async () => {
    turn.rounds++;
    return idle;
  };
  turn.rounds = 0;
  return turn;
};

describe('the loop', () => {
  it('runs a round at once and one at every tick', async () => {
    const clock = new VirtualClock();
    const turn = counting();
    startLoop({ schedule: '*/30 * * * * *', clock, turn });

    await clock.advance(0);
    expect(turn.rounds).toBe(1);

    await clock.advance(3_600_000);
    expect(turn.rounds).toBe(121);
  });

  it('never runs two rounds at once, and folds the ticks of a round into one follow-up', async () => {
    const clock = new VirtualClock();
    let running = 0;
    let most = 0;
    let rounds = 0;
    const turn = async () => {
      most = Math.max(most, ++running);
      rounds++;
      await new Promise<void>((resolve) => clock.after(100_000, resolve));
      running--;
      return idle;
    };
    startLoop({ schedule: '*/30 * * * * *', clock, turn });

    await clock.advance(1_000_000);

    expect(most).toBe(1);
    expect(rounds).toBeGreaterThanOrEqual(10);
    expect(rounds).toBeLessThanOrEqual(11);
  });

  it('goes on by itself when a wait has ended', async () => {
    const clock = new VirtualClock();
    const at: number[] = [];
    const turn = async () => {
      at.push(clock.monotonic());
      return at.length === 1 ? clock.monotonic() + 5_000 : idle;
    };
    startLoop({ schedule: '0 0 1 1 *', clock, turn });

    await clock.advance(60_000);

    expect(at).toHaveLength(2);
    expect(at[1]).toBeGreaterThanOrEqual(5_000);
    expect(at[1]).toBeLessThan(5_010);
  });

  it('does not take the same tick twice when a timer fires a moment early', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 1) + 400);
    const early = {
      ...clockOf(clock),
      after: (ms: number, callback: () => void) => clock.after(ms - 0.6, callback),
    };
    const turn = counting();
    startLoop({ schedule: '*/30 * * * * *', clock: early, turn });

    await clock.advance(300_000);

    expect(turn.rounds).toBe(11);
  });

  it('goes on ticking through jumps of the wall clock', async () => {
    const clock = new VirtualClock();
    const turn = counting();
    startLoop({ schedule: '*/30 * * * * *', clock, turn });
    await clock.advance(60_000);

    clock.jump(-20 * 365 * 86_400_000);
    const before = turn.rounds;
    await clock.advance(120_000);
    expect(turn.rounds - before).toBeGreaterThanOrEqual(3);

    clock.jump(20 * 365 * 86_400_000);
    const then = turn.rounds;
    await clock.advance(120_000);
    expect(turn.rounds - then).toBeGreaterThanOrEqual(3);
  });

  it('takes a daily tick at the new time of day after the clock was set', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 1, 1));
    const turn = counting();
    startLoop({ schedule: '0 0 4 * * *', clock, turn });
    await clock.advance(60_000);

    const offset = new Date(clock.now()).getTimezoneOffset() * 60_000;
    clock.jump(Date.UTC(2026, 0, 1, 3, 59) + offset - clock.now());
    await clock.advance(180_000);

    expect(turn.rounds).toBe(2);
  });

  it('stops after the round under way and starts no other', async () => {
    const clock = new VirtualClock();
    let finished = 0;
    const turn = async () => {
      await new Promise<void>((resolve) => clock.after(10_000, resolve));
      finished++;
      return idle;
    };
    const loop = startLoop({ schedule: '* * * * * *', clock, turn });
    await clock.advance(5_000);

    let stopped = false;
    const stopping = loop.stop().then(() => {
      stopped = true;
    });
    await clock.advance(1_000);
    expect(stopped).toBe(false);

    await clock.advance(60_000);
    await stopping;
    expect(finished).toBe(1);
  });

  it('is alive while rounds end, and not when one hangs for an hour', async () => {
    const clock = new VirtualClock();
    const loop = startLoop({ schedule: '*/30 * * * * *', clock, turn: () => new Promise(() => {}) });

    await clock.advance(600_000);
    expect(loop.isAlive()).toBe(true);

    await clock.advance(3_600_000);
    expect(loop.isAlive()).toBe(false);
  });
});

function clockOf(clock: VirtualClock) {
  return { now: () => clock.now(), monotonic: () => clock.monotonic() };
}
