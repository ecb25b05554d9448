import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { Failure } from '../../src/base/failure.ts';
import { exchangeUdp, type UdpRequest } from '../../src/net/udp.ts';
import { type UdpHandler, type UdpPeer, type UdpServer, udpServer } from '../support/udp-server.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const servers: UdpServer[] = [];
async function serve(handler?: UdpHandler, address?: string, port?: number): Promise<UdpServer> {
  const server = await udpServer(handler, address, port);
  servers.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const honest = Buffer.from('honest');
const forged = Buffer.from('forged');

function ask(server: UdpPeer, changes: Partial<UdpRequest<string>> = {}): Promise<string> {
  return exchangeUdp({
    address: server.address,
    port: server.port,
    packet: Buffer.from('question'),
    resend: [],
    timeout: 60_000,
    clock: systemClock,
    signal: new AbortController().signal,
    read: (message) => (message.equals(honest) ? 'honest' : undefined),
    ...changes,
  });
}
const takeAnything = (message: Buffer) => message.toString();

for (const address of ['127.0.0.1', '::1']) {
  test(`sends the packet and takes the answer at ${address}`, async () => {
    const server = await serve((_message, reply) => reply(honest), address);

    const answer = await ask(server);

    expect(answer).toBe('honest');
    expect(server.received.map(String)).toEqual(['question']);
  });
}

test('ignores an answer from another port of the server', async () => {
  const stranger = await serve();
  const server = await serve((_message, reply, client) => {
    stranger.send(forged, client);
    setTimeout(reply, 20, honest);
  });

  const answer = await ask(server, { read: takeAnything });

  expect(answer).toBe('honest');
});

test('ignores an answer from another address with the same port', async () => {
  const server = await serve((_message, reply, client) => {
    stranger.send(forged, client);
    setTimeout(reply, 20, honest);
  });
  const stranger = await serve(undefined, '127.0.0.2', server.port);

  const answer = await ask(server, { read: takeAnything });

  expect(answer).toBe('honest');
});

test('goes on waiting after packets that do not answer the question', async () => {
  const server = await serve((_message, reply) => {
    reply(forged);
    reply(Buffer.alloc(0));
    reply(honest);
  });

  const answer = await ask(server);

  expect(answer).toBe('honest');
});

test('takes the first of two equal answers and no harm comes from the second', async () => {
  const server = await serve((_message, reply) => {
    reply(honest);
    reply(honest);
  });
  let reads = 0;

  const answer = await ask(server, { read: () => `answer ${++reads}` });
  await new Promise((resolve) => setTimeout(resolve, 20));

  expect(answer).toBe('answer 1');
  expect(reads).toBe(1);
});

test('sends again after each wait and no sooner', async () => {
  const clock = new VirtualClock();
  const server = await serve((_message, reply, _client, nth) => nth === 3 && reply(honest));

  const answer = ask(server, { clock, resend: [1000, 2000, 4000] });
  await server.seen(1);
  await clock.advance(999);
  const beforeFirst = server.received.length;
  await clock.advance(1);
  await server.seen(2);
  await clock.advance(1999);
  const beforeSecond = server.received.length;
  await clock.advance(1);
  const outcome = await answer;
  await clock.advance(10_000);

  expect(outcome).toBe('honest');
  expect([beforeFirst, beforeSecond, server.received.length]).toEqual([1, 2, 3]);
  expect(server.clients[2]).toEqual(server.clients[0]);
});

test('gives up after the timeout and says how many stray packets it ignored', async () => {
  const clock = new VirtualClock();
  const server = await serve((_message, reply) => reply(forged));
  let reads = 0;
  const read = () => {
    reads++;
    return undefined;
  };

  const outcome = ask(server, { clock, timeout: 2500, read }).catch((error) => error);
  await expect.poll(() => reads).toBe(1);
  await clock.advance(2500);

  const failure = await outcome;
  expect(failure).toBeInstanceOf(Failure);
  expect(failure.kind).toBe('transient');
  expect(failure.message).toBe(
    `127.0.0.1:${server.port}: no answer within 2.5 s; packets that do not answer the question were ignored: 1`,
  );
});

test('gives up early when it is flooded with guesses', async () => {
  const clock = new VirtualClock();
  let client: UdpPeer | undefined;
  const server = await serve((_message, _reply, from) => {
    client = from;
  });

  const outcome = ask(server, { clock }).catch((error) => error);
  await server.seen(1);
  for (let guess = 0; guess < 100; guess++) if (client) server.send(forged, client);

  expect((await outcome).message).toContain('64 packets came that do not answer the question');
});

test('says at once that nothing answers on the port', async () => {
  const server = await udpServer();
  await server.close();

  const failure = await ask(server, { clock: new VirtualClock() }).catch((error) => error);

  expect(failure).toBeInstanceOf(Failure);
  expect(failure.message).toBe(`127.0.0.1:${server.port}: nothing answers on that port`);
});

test('says why no socket could be connected', async () => {
  // A broadcast address needs a permission that this socket does not ask for.
  const broadcast = { address: '255.255.255.255', port: 9 };

  const failure = await ask(broadcast, { clock: new VirtualClock() }).catch((error) => error);

  expect(failure).toBeInstanceOf(Failure);
  expect(failure.message).toBe('255.255.255.255:9: the connection failed (connect EACCES 255.255.255.255:9)');
});

test('ends with the Failure that the reader throws, and with one for anything else it throws', async () => {
  const server = await serve((_message, reply) => reply(honest));
  const refusal = new Failure('limited', 'it says stop');
  const throwing = (thrown: Error) => () => {
    throw thrown;
  };

  const first = await ask(server, { read: throwing(refusal) }).catch((error) => error);
  const second = await ask(server, { read: throwing(new RangeError('a bug')) }).catch((error) => error);

  expect(first).toBe(refusal);
  expect(second).toBeInstanceOf(Failure);
});

test('stops when it is told to, before and after sending', async () => {
  const server = await serve();
  const early = AbortSignal.abort();
  const late = new AbortController();

  const first = await ask(server, { signal: early }).catch((error) => error);
  const outcome = ask(server, { signal: late.signal }).catch((error) => error);
  await server.seen(1);
  late.abort();
  const second = await outcome;

  for (const failure of [first, second]) {
    expect(failure).toBeInstanceOf(Failure);
    expect(failure.message).toContain('the request was stopped');
  }
  expect(server.received).toHaveLength(1);
});

test('leaves no socket open, whatever the end', async () => {
  const open = () => process.getActiveResourcesInfo().filter((kind) => kind.startsWith('UDP')).length;
  const server = await serve((message, reply) => message.equals(honest) && reply(honest));
  await new Promise((resolve) => setTimeout(resolve, 20));
  const before = open();
  const clock = new VirtualClock();
  const stopped = new AbortController();

  await ask(server, { packet: honest });
  const silent = ask(server, { clock }).catch(() => {});
  await server.seen(2);
  const during = open();
  await clock.advance(60_000);
  await silent;
  const aborted = ask(server, { signal: stopped.signal }).catch(() => {});
  stopped.abort();
  await aborted;
  await new Promise((resolve) => setImmediate(resolve));

  expect(during).toBeGreaterThan(before);
  expect(open()).toBe(before);
});

test('asks from another port each time', async () => {
  const server = await serve((_message, reply) => reply(honest));

  for (let turn = 0; turn < 20; turn++) await ask(server);

  const ports = server.clients.map(({ port }) => port);
  expect(new Set(ports).size).toBeGreaterThan(15);
  const steps = new Set(ports.slice(1).map((port, index) => port - (ports[index] ?? 0)));
  expect(steps.size).toBeGreaterThan(10);
});
