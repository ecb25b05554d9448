import { expect, test } from 'vitest';
import { broken } from '../support/scripted-source.ts';
import { after, before, lie, minute, stage, three } from './stage.ts';

test('an address that somebody went on to speak of is still a former one after a day', async () => {
  const { look, all, cast, clock } = stage({ ...three, fourth: { line: before }, fifth: { line: before } });
  await look();
  all(after);
  await look();
  cast.ipify.line = before;
  for (let hour = 0; hour < 25; hour++) {
    for (let tick = 0; tick < 5; tick++) await look();
    await clock.advance(60 * minute);
  }
  cast.amazon.line = before;
  for (const one of [cast.cloudflare, cast.fourth, cast.fifth]) one.line = broken();
  cast.cloudflare.line = lie;

  const detection = await look();

  expect(detection).toMatchObject({ kind: 'none', split: true });
});

test('an address that is heard only in looks that agree on nothing is as good as a new one after a day', async () => {
  const { look, all, cast, clock } = stage({ ...three, fourth: { line: before } });
  await look();
  all(after);
  await look();
  for (const one of Object.values(cast)) one.line = broken();
  cast.ipify.line = before;
  for (let hour = 0; hour < 25; hour++) {
    await look();
    await clock.advance(60 * minute);
  }
  cast.amazon.line = before;
  cast.cloudflare.line = lie;

  const detection = await look();

  expect(detection).toMatchObject({ kind: 'agreed', address: before, changed: true });
});

test('an address that nobody has spoken of for a day is as good as a new one', async () => {
  const { look, all, cast, clock } = stage({ ...three, fourth: { line: before }, fifth: { line: before } });
  await look();
  all(after);
  await look();
  for (let hour = 0; hour < 25; hour++) {
    await look();
    await clock.advance(60 * minute);
  }
  for (const one of Object.values(cast)) one.line = broken();
  cast.ipify.line = before;
  cast.amazon.line = before;
  cast.cloudflare.line = after;

  const detections = [await look(), await look(), await look()];

  expect(detections.some((detection) => detection.kind === 'agreed' && detection.address === before)).toBe(
    true,
  );
});
