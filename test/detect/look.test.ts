import { expect, test } from 'vitest';
import { createHealthTable } from '../../src/detect/health-table.ts';
import { openLook } from '../../src/detect/look.ts';
import { broken, scriptedSource } from '../support/scripted-source.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { before } from './stage.ts';

const budget = 20_000;

function opened(agreed?: string, signal = new AbortController().signal) {
  const clock = new VirtualClock();
  const [good, bad, silent] = [
    scriptedSource({ name: 'good', line: before }),
    scriptedSource({ name: 'bad', line: broken() }),
    scriptedSource({ name: 'silent', line: 'hangs' }),
  ];
  const health = createHealthTable([good, bad, silent], 'ipv4', clock);
  const validate = (_: unknown, answer: string) => answer;
  const look = openLook({ family: 'ipv4', budget, clock, signal, agreed, health, validate });
  return { clock, look, health, good, bad, silent };
}

test('it is a vote when no address was agreed, or when an answer was counted', () => {
  const first = opened().look;
  const { look, good } = opened(before);
  const quiet = look.isVote();

  look.count({ source: good, address: before });

  expect([first.isVote(), quiet, look.isVote()]).toEqual([true, false, true]);
});

test('who fails is kept with the reason, and no longer open', async () => {
  const { look, bad, silent } = opened();
  look.ask(bad);
  look.ask(silent);

  const event = await look.next();

  expect(event).toMatchObject({ kind: 'failed', source: bad });
  expect(look.failures.get(bad)?.message).toBe('is broken');
  expect(look.troubles).toEqual([{ source: 'bad', state: 'began', reason: 'is broken' }]);
  expect(look.open()).toEqual([silent]);
});

test('who was passed over is awaited no more, but may still answer', async () => {
  const { look, good, silent } = opened();
  look.ask(silent);
  look.passOver();
  look.ask(good);

  expect([look.awaited(), look.overdue(), look.open()]).toEqual([[good], [silent], [silent, good]]);
});

test('when its time is up it ends, and all that are open have failed', async () => {
  const { look, clock, good, silent, health } = opened();
  look.ask(silent);
  look.ask(good);
  await look.next();

  const last = look.next();
  await clock.advance(budget);

  expect(await last).toEqual({ kind: 'expired' });
  expect(look.end()).toBe('expired');
  expect([...look.failures.keys()]).toEqual([silent]);
  expect([good, silent].map(health.isResting)).toEqual([false, true]);
});

test('when it is stopped it ends, and nobody has failed', async () => {
  const stop = new AbortController();
  const { look, silent } = opened(undefined, stop.signal);
  look.ask(silent);

  const last = look.next();
  stop.abort();

  expect(await last).toEqual({ kind: 'stopped' });
  expect([look.end(), look.failures.size]).toEqual(['stopped', 0]);
});

test('it has ended before it began when it was stopped before', () => {
  expect(opened(undefined, AbortSignal.abort()).look.end()).toBe('stopped');
});

test('closing it stops the questions that are open', async () => {
  const { look, clock, silent } = opened();
  look.ask(silent);

  look.close();
  await clock.advance(0);

  expect(silent.stopped).toBe(1);
});
