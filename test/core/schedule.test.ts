import { describe, expect, it } from 'vitest';
import { startTicks } from '../../src/core/schedule.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

function counting() {
  const onTick = () => {
    onTick.ticks++;
  };
  onTick.ticks = 0;
  return onTick;
}

describe('the schedule', () => {
  it('ticks as its pattern says, and not by itself at the start', async () => {
    const clock = new VirtualClock();
    const onTick = counting();
    startTicks({ schedule: '*/30 * * * * *', clock, onTick });

    await clock.advance(0);
    expect(onTick.ticks).toBe(0);

    await clock.advance(3_600_000);
    expect(onTick.ticks).toBe(120);
  });

  it('does not take the same tick twice when a timer fires a moment early', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 1) + 400);
    const early = {
      ...clockOf(clock),
      after: (ms: number, callback: () => void) => clock.after(ms - 0.6, callback),
    };
    const onTick = counting();
    startTicks({ schedule: '*/30 * * * * *', clock: early, onTick });

    await clock.advance(300_000);

    expect(onTick.ticks).toBe(10);
  });

  it('goes on ticking through jumps of the wall clock', async () => {
    const clock = new VirtualClock();
    const onTick = counting();
    startTicks({ schedule: '*/30 * * * * *', clock, onTick });
    await clock.advance(60_000);

    clock.jump(-20 * 365 * 86_400_000);
    const before = onTick.ticks;
    await clock.advance(120_000);
    expect(onTick.ticks - before).toBeGreaterThanOrEqual(3);

    clock.jump(20 * 365 * 86_400_000);
    const then = onTick.ticks;
    await clock.advance(120_000);
    expect(onTick.ticks - then).toBeGreaterThanOrEqual(3);
  });

  it('takes a daily tick at the new time of day after the clock was set', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 1, 1));
    const onTick = counting();
    startTicks({ schedule: '0 0 4 * * *', clock, onTick });
    await clock.advance(60_000);

    const offset = new Date(clock.now()).getTimezoneOffset() * 60_000;
    clock.jump(Date.UTC(2026, 0, 1, 3, 59) + offset - clock.now());
    await clock.advance(180_000);

    expect(onTick.ticks).toBe(1);
  });

  it('is alive while its timers come on time, and ticks no more once it is stopped', async () => {
    const clock = new VirtualClock();
    const onTick = counting();
    const ticks = startTicks({ schedule: '*/30 * * * * *', clock, onTick });
    await clock.advance(600_000);
    expect(ticks.isAlive()).toBe(true);

    ticks.stop();
    await clock.advance(600_000);
    expect(onTick.ticks).toBe(20);
    expect(ticks.isAlive()).toBe(false);
  });
});

function clockOf(clock: VirtualClock) {
  return { now: () => clock.now(), monotonic: () => clock.monotonic() };
}
