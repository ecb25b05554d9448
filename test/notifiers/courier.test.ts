import { expect, it, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import type { HttpAnswer } from '../../src/http/client.ts';
import { createCourier } from '../../src/notifiers/courier.ts';
import { parseNotifyUrls } from '../../src/notifiers/forms.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { bodyOf, message } from './pretend.ts';

const taken = { status: 200, text: '{"id":"x"}' };
const minute = 60_000;

function service(text = 'ntfy+http://h.lan/topic') {
  const clock = new VirtualClock();
  const told: { at: number; title: string; text: string }[] = [];
  const troubles: (string | undefined)[] = [];
  const world = { answer: async (): Promise<Partial<HttpAnswer>> => taken };
  const [notifier] = parseNotifyUrls(text);
  if (!notifier) throw new Error('nobody');
  const courier = createCourier({
    ...{ notifier, clock, onSession() {} },
    async http(request) {
      const { title, message } = Object(bodyOf(request));
      told.push({ at: clock.monotonic(), title, text: message });
      return { status: 200, text: '', headers: {}, ...(await world.answer()) };
    },
    onTrouble: (reason) => troubles.push(reason),
  });
  const bring = (title: string) => {
    courier.bring([{ ...message, id: title, title, text: `${title}.`, at: clock.now() }]);
    return clock.advance(0);
  };
  return { clock, courier, told, troubles, world, bring };
}

async function noAnswer(): Promise<never> {
  throw new Failure('transient', 'h.lan: no answer within 10 s');
}

it('sends each message by itself while all is well', async () => {
  const { bring, told, troubles } = service();
  await bring('one');
  await bring('two');

  expect(told.map(({ title }) => title)).toEqual(['one', 'two']);
  expect(troubles).toEqual([]);
});

it('tries again after 5 s, 30 s, 2, 10, 30 and 60 minutes, and tells the log once', async () => {
  const { bring, clock, told, troubles, world } = service();
  world.answer = noAnswer;
  await bring('one');
  await clock.advance(240 * minute);

  const waits = told.map(({ at }, index) => (at - (told[index - 1]?.at ?? 0)) / 1000);
  expect(waits.slice(0, 8)).toEqual([0, 5, 30, 120, 600, 1800, 3600, 3600]);
  expect(troubles).toEqual(['h.lan: no answer within 10 s']);
});

it('tells what waited as one message, with times, when the service is back after an hour', async () => {
  const { bring, clock, told, troubles, world } = service();
  world.answer = noAnswer;
  for (const title of ['one', 'two', 'three']) {
    await bring(title);
    await clock.advance(20 * minute);
  }
  world.answer = async () => taken;
  told.length = 0;
  await clock.advance(60 * minute);

  expect(told).toHaveLength(1);
  expect(told[0]?.title).toBe('three (and 2 before it)');
  expect(told[0]?.text).toMatch(/^2026-01-01 .* {2}one\none\.\n.* {2}two\ntwo\.\n.* {2}three\nthree\.$/);
  expect(troubles.at(-1)).toBeUndefined();
  await bring('four');
  expect(told[1]?.title).toBe('four');
});

it('keeps the last twenty of what waits, and says how many there were', async () => {
  const { bring, clock, told, world } = service();
  world.answer = noAnswer;
  for (let count = 1; count <= 50; count++) await bring(`m${count}`);
  world.answer = async () => taken;
  await clock.advance(60 * minute);

  expect(told.at(-1)?.title).toBe('m50 (and 49 before it)');
  expect(told.at(-1)?.text).toContain('30 older messages are left out');
  expect(told.at(-1)?.text).not.toContain('m30.');
  expect(told.at(-1)?.text).toContain('m31.');
});

test.each([
  [{ status: 429, headers: { 'retry-after': '90' } }, 90],
  [{ status: 429, text: '{"retry_after":64.57,"global":false}' }, 65],
  [{ status: 429, text: '{"ok":false,"parameters":{"retry_after":35}}' }, 35],
  [{ status: 429, text: '{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":2500}' }, 3],
  [{ status: 503, headers: { 'retry-after': '120' } }, 120],
])('waits as long as %o asks, whatever else happens', async (answer, seconds) => {
  const { bring, clock, told, world } = service();
  world.answer = async () => answer;
  await bring('one');
  await clock.advance(seconds * 1000 - 1);
  await bring('two');
  expect(told).toHaveLength(1);

  world.answer = async () => taken;
  await clock.advance(1);
  expect(told[1]?.title).toBe('two (and 1 before it)');
});

test.each([401, 403, 404, 410])(
  'HTTP %i is never asked for again by itself, but tried with the next one',
  async (status) => {
    const { bring, clock, told, troubles, world } = service();
    world.answer = async () => ({ status });
    await bring('one');
    await clock.advance(24 * 60 * minute);
    expect(told).toHaveLength(1);
    expect(troubles).toEqual([`h.lan answered HTTP ${status}, nothing`]);

    world.answer = async () => taken;
    await bring('two');
    expect(told.map(({ title }) => title)).toEqual(['one', 'two (and 1 before it)']);
  },
);

test.each([400, 413])('what is refused for itself (HTTP %i) holds up no other', async (status) => {
  const { bring, told, world } = service();
  world.answer = async () => ({ status });
  await bring('one');
  world.answer = async () => taken;
  await bring('two');

  expect(told.map(({ title }) => title)).toEqual(['one', 'two']);
});

it('what may have been told is not told again and again', async () => {
  const { bring, clock, told, world } = service();
  world.answer = async () => ({ status: 200, text: 'thanks' });
  await bring('one');
  await clock.advance(24 * 60 * minute);

  expect(told).toHaveLength(1);
});

it('a service that hangs is asked once, and stopping ends it', async () => {
  const { bring, clock, courier, told, world } = service();
  world.answer = () => new Promise(() => {});
  await bring('one');
  await bring('two');
  courier.stop();
  await clock.advance(60 * minute);

  expect(told).toHaveLength(1);
});

it('a message that is sent again has the same number', async () => {
  const clock = new VirtualClock();
  const paths: string[] = [];
  const [notifier] = parseNotifyUrls('matrix://:tok@h.lan?rooms=!a:h.lan');
  if (!notifier) throw new Error('nobody');
  const courier = createCourier({
    ...{ notifier, clock, onSession() {}, onTrouble() {} },
    async http({ url }) {
      paths.push(new URL(url).pathname);
      return noAnswer();
    },
  });
  courier.bring([{ ...message, id: 'one' }]);
  await clock.advance(0);
  courier.bring([{ ...message, id: 'two' }]);
  await clock.advance(60 * minute);

  expect(new Set(paths).size).toBe(2);
  expect(paths.length).toBeGreaterThan(3);
});

it('what was refused for good is told at once when the address is another one', async () => {
  const { bring, clock, courier, told, troubles, world } = service();
  world.answer = async () => ({ status: 401 });
  await bring('one');
  world.answer = async () => taken;
  const [renewed] = parseNotifyUrls('ntfy+http://h.lan/another');
  if (!renewed) throw new Error('nobody');
  courier.renew(renewed);
  await clock.advance(0);

  expect(told.map(({ title }) => title)).toEqual(['one', 'one']);
  expect(troubles.at(-1)).toBeUndefined();
});

it('what is under way by the old address is told by the other one when that is refused', async () => {
  const { bring, clock, courier, told, world } = service();
  const answer = Promise.withResolvers<Partial<HttpAnswer>>();
  world.answer = () => answer.promise;
  await bring('one');
  world.answer = async () => taken;
  const [renewed] = parseNotifyUrls('ntfy+http://h.lan/another');
  if (!renewed) throw new Error('nobody');
  courier.renew(renewed);
  answer.resolve({ status: 401 });
  await clock.advance(0);

  expect(told.map(({ title }) => title)).toEqual(['one', 'one']);
});
