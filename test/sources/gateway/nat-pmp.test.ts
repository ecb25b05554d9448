import { expect, test } from 'vitest';
import { type Clock, systemClock } from '../../../src/base/clock.ts';
import { askNatPmp, readNatPmp } from '../../../src/sources/gateway/nat-pmp.ts';
import type { RouterAnswer } from '../../../src/sources/gateway/router.ts';
import { natPmpAnswer } from '../../support/router-packets.ts';
import { udpServersOfTest } from '../../support/servers.ts';
import type { UdpServer } from '../../support/udp-server.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const serve = udpServersOfTest();
const forever = new AbortController().signal;
const truth = natPmpAnswer('81.2.69.160');
const lie = natPmpAnswer('89.160.20.112');

function ask({ port }: UdpServer, clock: Clock = systemClock, signal = forever): Promise<RouterAnswer> {
  return askNatPmp({ gateway: '127.0.0.1', family: 'ipv4', timeout: 30_000, clock, signal, port });
}

test('asks the plain question for the address and takes the answer', async () => {
  const router = await serve((_, reply) => reply(truth));

  const answer = await ask(router);

  expect(answer).toMatchObject({ address: '81.2.69.160' });
  expect(router.received.map((packet) => packet.toString('hex'))).toEqual(['0000']);
});

test('asks again after 250 ms, doubling, when a packet is lost', async () => {
  const clock = new VirtualClock();
  const router = await serve((_, reply, __, nth) => nth === 3 && reply(truth));

  const answer = ask(router, clock);
  await router.seen(1);
  await clock.advance(250);
  await router.seen(2);
  await clock.advance(500);

  expect(await answer).toMatchObject({ address: '81.2.69.160' });
});

test('tells a private address as it is', async () => {
  const router = await serve((_, reply) => reply(natPmpAnswer('100.64.3.4')));

  expect(await ask(router)).toMatchObject({ address: '100.64.3.4' });
});

const results: [number, string][] = [
  [1, 'does not speak this protocol'],
  [2, 'refuses to tell its address'],
  [3, 'has no public address: it is offline, or'],
  [4, 'out of resources'],
  [5, 'does not know the question'],
  [77, 'unknown result 77'],
];
for (const [result, words] of results) {
  test(`says in words what the result ${result} means`, async () => {
    const router = await serve((_, reply) => reply(natPmpAnswer('0.0.0.0', { result })));

    expect(await ask(router)).toMatchObject({ unusable: expect.stringContaining(words) });
  });
}

test('understands a router that speaks PCP alone', () => {
  expect(readNatPmp(Buffer.from('02800001', 'hex'))).toMatchObject({
    unusable: expect.stringContaining('speak'),
  });
});

const forgeries: [what: string, packet: Buffer][] = [
  ['another opcode', natPmpAnswer('89.160.20.112', { opcode: 1 })],
  ['the shape of a request', Buffer.from('000000000000000059a01470', 'hex')],
  ['another version', Buffer.concat([Buffer.of(1), lie.subarray(1)])],
  ['its end cut off', lie.subarray(0, 11)],
  ['more behind it', Buffer.concat([lie, Buffer.of(0)])],
  ['nothing in it', Buffer.alloc(0)],
];
for (const [what, forgery] of forgeries) {
  test(`ignores an answer with ${what} and takes the honest one behind it`, async () => {
    const router = await serve((_, reply) => {
      reply(forgery);
      reply(truth);
    });

    expect(await ask(router)).toMatchObject({ address: '81.2.69.160' });
  });
}

test('ignores a perfect forgery from another port', async () => {
  const forger = await serve();
  const router = await serve((_, reply, client) => {
    forger.send(lie, client);
    setTimeout(() => reply(truth), 20);
  });

  expect(await ask(router)).toMatchObject({ address: '81.2.69.160' });
});

test('ignores a perfect forgery from another address', async () => {
  const router = await serve((_, reply, client) => {
    forger.send(lie, client);
    setTimeout(() => reply(truth), 20);
  });
  const forger = await serve(undefined, '127.0.0.2', router.port);

  expect(await ask(router)).toMatchObject({ address: '81.2.69.160' });
});

test('takes an answer that comes twice once, and the late copy does not answer the next question', async () => {
  const router = await serve((_, reply, __, nth) => {
    if (nth === 1) {
      reply(lie);
      reply(lie);
    } else reply(truth);
  });
  await ask(router);
  const [first] = router.clients;
  if (!first) throw new Error('no question came');

  router.send(lie, first);

  expect(await ask(router)).toMatchObject({ address: '81.2.69.160' });
});

test('gives up on a silent router when its time is over', async () => {
  const clock = new VirtualClock();
  const router = await serve();

  const answer = expect(ask(router, clock)).rejects.toMatchObject({ name: 'Failure', kind: 'transient' });
  await router.seen(1);
  await clock.advance(30_000);

  await answer;
  expect(router.received.length).toBeLessThanOrEqual(4);
});

test('stops when it is told to', async () => {
  const stopping = new AbortController();
  const router = await serve(() => stopping.abort());

  await expect(ask(router, systemClock, stopping.signal)).rejects.toThrow('was stopped');
});
