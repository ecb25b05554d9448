import { describe, expect, it } from 'vitest';
import { createRunner, type Runner } from '../../src/core/runner.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const idle = Number.POSITIVE_INFINITY;

describe('a runner', () => {
  it('never runs two turns at once, and folds what is asked for meanwhile into one more', async () => {
    const clock = new VirtualClock();
    let running = 0;
    let most = 0;
    let turns = 0;
    const runner = createRunner({
      clock,
      async turn() {
        most = Math.max(most, ++running);
        turns++;
        await new Promise<void>((resolve) => clock.after(100_000, resolve));
        running--;
        return idle;
      },
    });

    for (let seconds = 0; seconds < 1_000; seconds += 30) {
      runner.trigger();
      await clock.advance(30_000);
    }

    expect(most).toBe(1);
    expect(turns).toBeGreaterThanOrEqual(10);
    expect(turns).toBeLessThanOrEqual(11);
  });

  it('goes on by itself when a wait has ended', async () => {
    const clock = new VirtualClock();
    const at: number[] = [];
    const runner = createRunner({
      clock,
      async turn() {
        at.push(clock.monotonic());
        return at.length === 1 ? clock.monotonic() + 5_000 : idle;
      },
    });

    runner.trigger();
    await clock.advance(60_000);

    expect(at).toHaveLength(2);
    expect(at[1]).toBeGreaterThanOrEqual(5_000);
    expect(at[1]).toBeLessThan(5_010);
  });

  it('ends a wait when it is asked for a turn before', async () => {
    const clock = new VirtualClock();
    const at: number[] = [];
    const runner = createRunner({
      clock,
      async turn() {
        at.push(clock.monotonic());
        return at.length === 1 ? clock.monotonic() + 5_000 : idle;
      },
    });
    runner.trigger();
    await clock.advance(1_000);

    runner.trigger();
    await clock.advance(60_000);

    expect(at).toEqual([0, 1_000]);
  });

  it('stops after the turn under way and starts no other', async () => {
    const clock = new VirtualClock();
    let finished = 0;
    const runner = createRunner({
      clock,
      async turn() {
        await new Promise<void>((resolve) => clock.after(10_000, resolve));
        finished++;
        return idle;
      },
    });
    runner.trigger();
    runner.trigger();
    await clock.advance(5_000);

    let stopped = false;
    const stopping = runner.stop().then(() => {
      stopped = true;
    });
    await clock.advance(1_000);
    expect(stopped).toBe(false);

    await clock.advance(60_000);
    await stopping;
    runner.trigger();
    await clock.advance(60_000);
    expect(finished).toBe(1);
  });

  it('is idle when what was asked for is done, waits not counted', async () => {
    const clock = new VirtualClock();
    const runner = createRunner({ clock, turn: async () => clock.monotonic() + 5_000 });

    runner.trigger();
    await runner.idle();

    expect(runner.busyFor()).toBe(0);
    await runner.stop();
  });

  it('says for how long a turn has been under way', async () => {
    const clock = new VirtualClock();
    await clock.advance(1_000);
    const runner = createRunner({
      clock,
      async turn() {
        await new Promise<void>((resolve) => clock.after(500, resolve));
        return idle;
      },
    });
    const busy = [runner.busyFor()];
    runner.trigger();
    await clock.advance(200);
    busy.push(runner.busyFor());
    await clock.advance(300);
    busy.push(runner.busyFor());

    expect(busy).toEqual([0, 200, 0]);
  });

  it.each<[string, number, (runner: Runner) => void]>([
    ['that is to be followed by none', idle, () => {}],
    ['that ends after a stop', 5_000, (runner) => void runner.stop()],
  ])('sets no timer after a turn %s', async (_, wakeAt, meanwhile) => {
    const clock = new VirtualClock();
    const runner = createRunner({
      clock,
      async turn() {
        meanwhile(runner);
        return wakeAt;
      },
    });

    runner.trigger();
    await clock.advance(0);

    expect(clock.pending()).toBe(0);
  });

  it('sets one timer, counted from now, after a turn that was asked for while another was under way', async () => {
    const clock = new VirtualClock();
    await clock.advance(100_000);
    const at: number[] = [];
    const runner = createRunner({
      clock,
      async turn() {
        at.push(clock.monotonic());
        if (at.length === 1) runner.trigger();
        return at.length < 3 ? clock.monotonic() + 5_000 : idle;
      },
    });

    runner.trigger();
    await clock.advance(0);
    const pending = clock.pending();
    await clock.advance(60_000);

    expect(pending).toBe(1);
    expect(at).toEqual([100_000, 100_000, 105_001]);
  });
});
