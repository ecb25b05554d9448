import { describe, expect, it } from 'vitest';
import { withDeadline } from '../../src/base/clock.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const forever = new AbortController().signal;

/** Work that ends when its signal aborts, with whether it was told to. */
function untilAborted(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve('stopped');
    signal.addEventListener('abort', () => resolve('stopped'));
  });
}

describe('work with a deadline', () => {
  it('is told to stop when its time is over, not before', async () => {
    const clock = new VirtualClock();
    let outcome = 'at work';

    const work = withDeadline(clock, 1000, forever, untilAborted).then((end) => {
      outcome = end;
    });
    await clock.advance(999);
    const before = outcome;
    await clock.advance(1);
    await work;

    expect([before, outcome]).toEqual(['at work', 'stopped']);
  });

  it('is told to stop when the caller stops', async () => {
    const stopping = new AbortController();

    const work = withDeadline(new VirtualClock(), 1000, stopping.signal, untilAborted);
    stopping.abort();

    expect(await work).toBe('stopped');
  });

  it('ends with what it found or with what it threw, and leaves its signal alone from then on', async () => {
    const clock = new VirtualClock();
    const signals: AbortSignal[] = [];
    const found = await withDeadline(clock, 1000, forever, async (signal) => signals.push(signal));
    const failure = new Error('no luck');
    const thrown = await withDeadline(clock, 1000, forever, (signal) => {
      signals.push(signal);
      return Promise.reject(failure);
    }).catch((error) => error);

    await clock.advance(2000);

    expect([found, thrown]).toEqual([1, failure]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
  });
});
