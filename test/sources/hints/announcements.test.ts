import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import {
  type Listener,
  type ListenOptions,
  listenForAnnouncements,
  newsFilter,
} from '../../../src/sources/hints/announcements.ts';
import { natPmpAnswer, pcpAnnouncement } from '../../support/router-packets.ts';
import { udpServersOfTest } from '../../support/servers.ts';
import { udpServer } from '../../support/udp-server.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const serve = udpServersOfTest();
const listeners: Listener[] = [];
afterEach(() => {
  for (const listener of listeners.splice(0)) listener.stop();
});

/** A port of loopback that nobody has at the moment. */
async function freePort(): Promise<number> {
  const server = await udpServer();
  await server.close();
  return server.port;
}

async function listen(options: Partial<ListenOptions> = {}) {
  const port = options.port ?? (await freePort());
  const hints: number[] = [];
  let packets = 0;
  let heard = () => {};
  const listener = await listenForAnnouncements({
    clock: systemClock,
    gateway: async () => {
      packets++;
      return '127.0.0.1';
    },
    onHint: () => {
      hints.push(hints.length + 1);
      heard();
    },
    group: '127.0.0.1',
    port,
    ...options,
  });
  listeners.push(listener);
  const untilHints = async (count: number) => {
    while (hints.length < count) {
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
  };
  const untilPackets = async (count: number) => {
    while (packets < count) await new Promise((resolve) => setImmediate(resolve));
  };
  return { listener, hints, untilHints, untilPackets, at: { address: '127.0.0.1', port } };
}

test('hears a new address over NAT-PMP', async () => {
  const { at, untilHints, listener } = await listen();
  const router = await serve();

  router.send(natPmpAnswer('81.2.69.161'), at);
  await untilHints(1);

  expect(listener.reason).toBeUndefined();
});

test('hears over PCP that the router lost its state', async () => {
  const { at, untilHints, hints } = await listen();
  const router = await serve();

  router.send(pcpAnnouncement(), at);
  await untilHints(1);

  expect(hints).toEqual([1]);
});

test('hears nothing from another machine, and no other packets', async () => {
  const asked: string[] = [];
  const { at, untilHints, hints } = await listen({
    gateway: async () => {
      asked.push('gateway');
      return asked.length <= 2 ? '192.168.1.1' : '127.0.0.1';
    },
  });
  const router = await serve();

  router.send(natPmpAnswer('89.160.20.112'), at);
  router.send(pcpAnnouncement(), at);
  for (const result of [1, 2, 3]) router.send(natPmpAnswer('89.160.20.112', { result }), at);
  router.send(natPmpAnswer('89.160.20.112', { opcode: 1 }), at);
  router.send(Buffer.from('0000', 'hex'), at);
  router.send(natPmpAnswer('81.2.69.161'), at);
  await untilHints(1);

  expect(hints).toEqual([1]);
  expect(asked).toHaveLength(3);
});

test('makes one hint of all that comes within half a second of the last', async () => {
  const clock = new VirtualClock();
  const { at, untilHints, hints, untilPackets } = await listen({ clock });
  const router = await serve();
  for (let turn = 1; turn <= 5; turn++) router.send(natPmpAnswer(`81.2.69.${turn}`), at);
  await untilHints(1);
  await untilPackets(5);
  await clock.advance(499);
  const before = hints.length;

  await clock.advance(1);
  const after = hints.length;
  await clock.advance(10_000);

  expect([before, after, hints.length]).toEqual([1, 2, 2]);
});

/** A listener on a clock of its own, and announcements that it has heard when they resolve. */
async function flooded() {
  const clock = new VirtualClock();
  const { at, hints, untilPackets } = await listen({ clock });
  const router = await serve();
  let sent = 0;
  const announce = async () => {
    sent++;
    router.send(natPmpAnswer(`81.2.${sent >> 8}.${sent & 255}`), at);
    await untilPackets(sent);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, hints, announce };
}

test.each([100, 500, 1000, 5000])(
  'makes ever fewer hints of announcements without end, one each %i ms',
  async (spacing) => {
    const { clock, hints, announce } = await flooded();

    for (let turn = 0; turn < 300; turn++) {
      await announce();
      await clock.advance(spacing);
    }

    expect(hints.length).toBeGreaterThan(4);
    expect(hints.length).toBeLessThan(16);
  },
);

test('still makes a hint every five minutes of announcements that never end', async () => {
  const { clock, hints, announce } = await flooded();
  for (let turn = 0; turn < 120; turn++) {
    await announce();
    await clock.advance(30_000);
  }
  const before = hints.length;

  for (let turn = 0; turn < 120; turn++) {
    await announce();
    await clock.advance(30_000);
  }

  expect(hints.length - before).toBe(12);
});

test('is as quick as at first once nothing was announced for ten minutes', async () => {
  const { clock, hints, announce } = await flooded();
  for (let turn = 0; turn < 50; turn++) {
    await announce();
    await clock.advance(1000);
  }
  await clock.advance(600_000);
  const before = hints.length;

  await announce();
  await announce();
  const atOnce = hints.length - before;
  await clock.advance(500);

  expect([atOnce, hints.length - before]).toEqual([1, 2]);
});

test('makes no further hint of copies of an announcement', async () => {
  const clock = new VirtualClock();
  const { at, untilHints, hints, untilPackets } = await listen({ clock });
  const router = await serve();
  router.send(natPmpAnswer('81.2.69.161'), at);
  await untilHints(1);

  for (let turn = 1; turn <= 9; turn++) router.send(natPmpAnswer('81.2.69.161'), at);
  await untilPackets(10);
  await clock.advance(10_000);

  expect(hints).toEqual([1]);
});

test('says why it hears nothing where the port is taken, and stops without harm', async () => {
  const taken = await serve();

  const { listener } = await listen({ port: taken.port });
  listener.stop();

  expect(listener.reason).toContain(`cannot be heard on 127.0.0.1:${taken.port}`);
});

test('says why it hears nothing where the address cannot be had', async () => {
  const { listener } = await listen({ group: '192.0.2.77' });

  expect(listener.reason).toContain('EADDRNOTAVAIL');
});

test('shares the port with other programs that listen', async () => {
  const group = '224.0.0.1';
  const port = await freePort();

  const first = await listen({ group, port });
  const second = await listen({ group, port });

  expect([first.listener.reason, second.listener.reason]).toEqual([undefined, undefined]);
});

test('hears nothing any more and gives the port back once stopped', async () => {
  const clock = new VirtualClock();
  const { at, untilHints, hints, listener } = await listen({ clock });
  const router = await serve();
  router.send(natPmpAnswer('81.2.69.1'), at);
  await untilHints(1);

  listener.stop();
  listener.stop();
  const next = await serve(undefined, at.address, at.port);
  router.send(natPmpAnswer('81.2.69.2'), at);
  await next.seen(1);
  await clock.advance(10_000);

  expect(hints).toEqual([1]);
});

test('takes a repeated announcement for news only when the router has restarted', async () => {
  const clock = new VirtualClock();
  const isNews = newsFilter(clock);
  const verdicts = [isNews({ address: '81.2.69.1', epoch: 1000 })];

  await clock.advance(250);
  verdicts.push(isNews({ address: '81.2.69.1', epoch: 1000 }));
  await clock.advance(100_000);
  verdicts.push(isNews({ address: '81.2.69.1', epoch: 1100 }));
  verdicts.push(isNews({ address: '81.2.69.2', epoch: 1100 }));
  await clock.advance(10_000);
  verdicts.push(isNews({ address: '81.2.69.2', epoch: 3 }));
  await clock.advance(100_000);
  verdicts.push(isNews({ address: '81.2.69.2', epoch: 50 }));

  expect(verdicts).toEqual([true, false, false, true, true, true]);
});
