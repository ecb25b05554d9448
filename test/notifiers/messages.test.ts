import { expect, it, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import type { ChangeOutcome, StepOutcome } from '../../src/core/outcome.ts';
import { parseNotifyUrls } from '../../src/notifiers/forms.ts';
import { type MessageEvent, messageEvents } from '../../src/notifiers/message.ts';
import { createMessages } from '../../src/notifiers/messages.ts';
import { createWording } from '../../src/report/wording.ts';
import { keptTarget, nothingFound, type Round } from '../support/outcomes.ts';
import { reported } from '../support/reported.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { bodyOf } from './pretend.ts';

const minute = 60_000;

function home(events: readonly MessageEvent[] = messageEvents) {
  const clock = new VirtualClock();
  const told: Record<string, unknown>[] = [];
  const requests: (string | URL)[] = [];
  const troubles: unknown[] = [];
  const kept = [{ target: keptTarget, line: 'default' }];
  const world = { isUp: true };
  const messages = createMessages({
    ...{ events, clock, notifiers: parseNotifyUrls('http://h.lan/hook') },
    wording: createWording({ kept }),
    async http(request) {
      requests.push(request.url);
      if (!world.isUp) throw new Failure('transient', 'h.lan: nothing answers on that port');
      told.push(Object(bodyOf(request)));
      return { status: 200, text: '', headers: {} };
    },
    redact: (text) => text.replaceAll('hush', '[secret]'),
    onSession() {},
    onTrouble: (...trouble) => troubles.push(trouble),
  });
  const reports = reported(clock, { reporters: [messages] });
  /** Rounds every 30 s, all of them alike. */
  async function live(rounds: number, changes: Partial<Round> = {}): Promise<void> {
    for (let count = 0; count < rounds; count++) {
      reports.round(changes);
      await clock.advance(30_000);
    }
  }
  return { clock, told, requests, troubles, world, messages, live, round: reports.round };
}

const changeOf = (
  name: string,
  from: readonly string[] = ['81.2.69.142'],
  to = '81.2.64.3',
): ChangeOutcome => ({
  ...{ name, from, to, type: 'A', action: 'update' },
  ...{ ttl: 600, ttlBefore: 600, took: 210, leftovers: 0, result: 'confirmed' },
});

const waitingFor = (failure: Failure, until = 1e9): Partial<Round> => ({
  step: {
    waiting: { failure, until },
    records: keptTarget.keys.map((key) => ({ ...key, state: 'failed', value: null, ttl: null, failure })),
  },
});

const refusedRecord = (message: string): Partial<StepOutcome> => ({
  records: keptTarget.keys.map((key) => ({
    ...{ ...key, state: 'failed', value: null, ttl: null, failure: new Failure('record', message) },
  })),
});

const badToken = new Failure('permanent', 'Memory does not accept the credentials: make a new token');
const outage = new Failure('transient', 'api.memory: no answer within 10 s');

it('tells nothing at the start and on a quiet day', async () => {
  const { live, told } = home();
  await live(200);

  expect(told).toEqual([]);
});

it('tells the records that change together as one message', async () => {
  const { live, told } = home();
  await live(1, { step: { changes: [changeOf('home'), changeOf('www', [])] } });

  expect(told).toEqual([
    {
      title: 'New address: home.example.com, www.example.com',
      message:
        'home.example.com A: 81.2.69.142 → 81.2.64.3 (Memory)\nwww.example.com A: nothing → 81.2.64.3 (Memory)',
      event: 'change',
      ...{ name: 'home.example.com', old: '81.2.69.142', new: '81.2.64.3' },
      changes: [
        { name: 'home.example.com', type: 'A', old: '81.2.69.142', new: '81.2.64.3' },
        { name: 'www.example.com', type: 'A', old: null, new: '81.2.64.3' },
      ],
    },
  ]);
});

it('a change of the TTL alone is no news', async () => {
  const { live, told } = home();
  await live(1, { step: { changes: [{ ...changeOf('home', ['81.2.64.3']), ttlBefore: 60 }] } });

  expect(told).toEqual([]);
});

it('tells an outage of a host after 3 minutes, once, and that it is over', async () => {
  const { live, told } = home();
  await live(2);
  await live(6, waitingFor(outage));
  expect(told).toEqual([]);
  await live(60, waitingFor(outage));
  await live(10);

  expect(told.map(({ event, title }) => `${event} ${title}`)).toEqual([
    'failure DNS trouble: example.com',
    'recovery Well again: example.com',
  ]);
  expect(told[0]?.message).toMatch(/^Memory .*: no answer within 10 s .*\(for 3 min now\)$/);
  expect(told[1]?.message).toBe('Memory can be used again for example.com, after 33 min');
});

it('an outage of two minutes is no news', async () => {
  const { live, told } = home();
  await live(2);
  await live(4, waitingFor(outage));
  await live(100);

  expect(told).toEqual([]);
});

it('tells at once of credentials that never worked, with what to do', async () => {
  const { live, told } = home();
  await live(1, waitingFor(badToken));

  expect(told).toMatchObject([{ event: 'failure', name: 'example.com' }]);
  expect(told[0]?.message).toContain('make a new token');
});

it('tells of credentials that worked when they were refused three times', async () => {
  const { live, told } = home();
  await live(1);
  await live(1, waitingFor(badToken, 5_000));
  await live(1, waitingFor(badToken, 5_000));
  await live(1, waitingFor(badToken, 15_000));
  expect(told).toEqual([]);
  await live(1, waitingFor(badToken, 35_000));

  expect(told).toHaveLength(1);
});

test.each([
  ['no such zone', new Failure('permanent', 'Memory has no zone example.com in this account: check DOMAIN')],
  ['a word to stop', new Failure('halt', 'Memory says abuse')],
])('tells %s at once though it worked before', async (_, failure) => {
  const { live, told } = home();
  await live(1);
  await live(1, waitingFor(failure));

  expect(told).toHaveLength(1);
});

it('tells a CNAME in the way at once and once, and when it is gone', async () => {
  const { live, told } = home();
  await live(1);
  await live(20, { step: refusedRecord('there is a CNAME under this name; remove it') });
  await live(1);

  expect(told.map(({ event }) => event)).toEqual(['failure', 'recovery']);
  expect(told[0]?.message).toBe(
    'home.example.com A there is a CNAME under this name; remove it\nwww.example.com A there is a CNAME under this name; remove it',
  );
});

it('an outage that turns out to need the owner is told as that too', async () => {
  const { live, told } = home();
  await live(10, waitingFor(outage));
  await live(1, waitingFor(badToken));

  expect(told.map(({ message }) => String(message).includes('make a new token'))).toEqual([false, true]);
});

it('tells that no address can be found after 3 minutes, and after how long it was', async () => {
  const { live, told } = home();
  await live(1);
  await live(60, { detections: { ipv4: nothingFound('no source answers over IPv4') } });
  await live(1);

  expect(told.map(({ event, name }) => [event, name])).toEqual([
    ['failure', null],
    ['recovery', null],
  ]);
  expect(told[0]?.message).toContain('records stay as they are');
  expect(told[1]?.message).toMatch(/after 30 min/);
});

it('tells CGNAT and double NAT once, and not that a machine goes out another way', async () => {
  const { live, told } = home();
  await live(1, { nat: { kind: 'mismatch', message: 'another way' } });
  await live(5, { nat: { kind: 'carrier-grade-nat', message: 'the router has 100.64.0.7' } });

  expect(told).toMatchObject([{ event: 'nat', message: 'The router has 100.64.0.7' }]);
});

it('tells only what NOTIFY_ON names', async () => {
  const { live, told } = home(['recovery']);
  await live(1, { step: { changes: [changeOf('home')] } });
  await live(10, waitingFor(badToken));
  await live(1);

  expect(told.map(({ event }) => event)).toEqual(['recovery']);
});

it('blots secrets in foreign text, and cuts it', async () => {
  const { live, told } = home();
  await live(1, waitingFor(new Failure('permanent', `Memory said hush ${'x'.repeat(3000)}`)));

  expect(told[0]?.message).toContain('[secret]');
  expect(String(told[0]?.message).length).toBeLessThan(700);
});

it('what happens while the network is down is told as one message after it', async () => {
  const { live, told, troubles, world, clock, messages } = home();
  await live(1);
  world.isUp = false;
  await live(60, { detections: { ipv4: nothingFound('there is no network') } });
  expect(messages.notes()).toMatchObject([
    {
      code: 'message-not-sent',
      text: 'Webhook (h.lan) takes no messages: h.lan: nothing answers on that port',
    },
  ]);
  world.isUp = true;
  await live(1, { step: { changes: [changeOf('home')] } });
  await clock.advance(60 * minute);

  expect(told).toHaveLength(1);
  expect(told[0]?.message).toContain('records stay as they are');
  expect(troubles).toHaveLength(2);
  expect(messages.notes()).toEqual([]);
});

it('at the end sends what was gathered, and waits no longer than it may', async () => {
  const { round, told, messages, clock } = home();
  round({ step: { changes: [changeOf('home')] } });
  await messages.close();
  expect(told).toHaveLength(1);
  await clock.advance(60 * minute);

  expect(told).toHaveLength(1);
});

it('tells others from now on, when it is given others, and those that are left out no more', async () => {
  const { messages, live, requests } = home();
  messages.renew(parseNotifyUrls('http://a.lan/hook\nhttp://b.lan/hook'));
  await live(1, { step: { changes: [changeOf('home')] } });
  messages.renew(parseNotifyUrls('http://a.lan/other'));
  await live(1, { step: { changes: [changeOf('www')] } });

  expect(requests.map(String)).toEqual(['http://a.lan/hook', 'http://b.lan/hook', 'http://a.lan/other']);
});

it('forgets who takes no messages when that one is left out', async () => {
  const { messages, live, world } = home();
  messages.renew(parseNotifyUrls('http://a.lan/hook\nhttp://b.lan/hook'));
  world.isUp = false;
  await live(1, { step: { changes: [changeOf('home')] } });
  expect(messages.notes()).toHaveLength(2);

  messages.renew(parseNotifyUrls('http://a.lan/hook'));

  expect(messages.notes()).toMatchObject([{ text: expect.stringContaining('Webhook (a.lan)') }]);
});
