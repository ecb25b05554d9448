import { expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import { createHealthRecord } from '../../src/detect/source-health.ts';
import { broken, scriptedSource } from '../support/scripted-source.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const minute = 60_000;

function stage() {
  const clock = new VirtualClock();
  const record = createHealthRecord(scriptedSource({ name: 'ipify', line: '' }), 'ipv4', clock);
  /** How many minutes it rests from now on. */
  async function restLeft(): Promise<number> {
    const from = clock.monotonic();
    while (record.isResting()) await clock.advance(minute / 4);
    return (clock.monotonic() - from) / minute;
  }
  return { clock, record, restLeft };
}

test('a rest does not grow by failures during it, when the source is asked because no other is left', async () => {
  const { record, restLeft } = stage();

  for (let failure = 0; failure < 5; failure++) record.failed(broken());
  const first = await restLeft();
  record.failed(broken());
  const second = await restLeft();

  expect([first, second]).toEqual([1, 2]);
});

test('a rest grows to what the source asks for during it', async () => {
  const { record, restLeft } = stage();

  record.failed(broken());
  record.failed(new Failure('limited', 'asked too often', { retryAfter: 5 * minute }));

  expect(await restLeft()).toBe(5);
});
