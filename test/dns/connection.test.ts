import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { Failure } from '../../src/base/failure.ts';
import { connectDns } from '../../src/dns/connection.ts';
import { sharedLookup } from '../../src/net/lookup.ts';
import { failureOf } from '../providers/contract/provided.ts';
import { framed } from '../support/dns-server.ts';
import { slowListener } from '../support/slow-listener.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { portOf } from '../world/pretend-server.ts';

const message = (id: number, text = '') => Buffer.concat([Buffer.of(id >> 8, id & 255), Buffer.from(text)]);

/** A server that does what it likes with whatever comes; it ends with the test. */
async function serve(handle: (received: Buffer, socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => handle(data, socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  });
  return portOf(server);
}

function connected(port: number, options: Partial<Parameters<typeof connectDns>[0]> = {}) {
  const connection = connectDns({
    server: { host: '127.0.0.1', port },
    timeout: 5000,
    clock: systemClock,
    signal: new AbortController().signal,
    ...options,
  });
  onTestFinished(() => connection.close());
  return connection;
}

describe('a DNS connection', () => {
  test('gives each question its answer, in whatever order and pieces they come', async () => {
    let received = Buffer.alloc(0);
    const port = await serve((data, socket) => {
      received = Buffer.concat([received, data]);
      if (received.length < 8) return;
      const answers = Buffer.concat([framed(message(2, 'second')), framed(message(1, 'first'))]);
      socket.setNoDelay();
      for (const byte of answers) socket.write(Buffer.of(byte));
    });
    const connection = connected(port);

    const answers = await Promise.all([connection.ask(message(1)), connection.ask(message(2))]);

    expect(answers).toEqual([message(1, 'first'), message(2, 'second')]);
    expect(received).toEqual(Buffer.concat([framed(message(1)), framed(message(2))]));
  });

  test.each<[title: string, end: (socket: Socket) => unknown]>([
    ['closes it', (socket) => socket.end()],
    ['resets it', (socket) => socket.resetAndDestroy()],
    ['closes it within an answer', (socket) => socket.end(framed(message(1, 'half')).subarray(0, 4))],
  ])('says that there is no answer when the server %s, and is not used again', async (_, end) => {
    const port = await serve((_, socket) => void end(socket));
    const connection = connected(port);

    const answer = await connection.ask(message(1));

    expect(answer).toBe(undefined);
    expect(connection.usable).toBe(false);
  });

  test.each([
    ['another id', framed(message(9))],
    ['nothing', framed(Buffer.alloc(0))],
  ])('takes %s for no answer', async (_, bytes) => {
    const port = await serve((_, socket) => void socket.write(bytes));

    const failure = await failureOf(connected(port).ask(message(1)));

    expect(failure).toMatchObject({ kind: 'transient', unconfirmed: true });
    expect(failure.message).toContain('answers nothing it was asked');
  });

  test('takes an answer of as many bytes as it may have, and none of one more', async () => {
    const port = await serve((data, socket) => void socket.write(data));

    const answer = await connected(port, { mostBytes: 8 }).ask(message(1, 'answer'));
    const failure = await failureOf(connected(port, { mostBytes: 7 }).ask(message(1, 'answer')));

    expect(answer).toEqual(message(1, 'answer'));
    expect(failure.message).toBe(`127.0.0.1:${port} over TCP: the answer is larger than 7 bytes`);
  });

  test('knows from its length alone that an answer is too large', async () => {
    const port = await serve((_, socket) => void socket.write(Buffer.of(0, 8)));

    const failure = await failureOf(connected(port, { mostBytes: 7 }).ask(message(1)));

    expect(failure.message).toContain('larger than 7 bytes');
  });

  test('takes no second answer to the same question', async () => {
    const port = await serve((_, socket) => {
      socket.write(Buffer.concat([framed(message(1, 'first')), framed(message(1, 'second'))]));
    });
    const connection = connected(port);

    const answer = await connection.ask(message(1));

    expect(answer).toEqual(message(1, 'first'));
    expect(connection.usable).toBe(false);
  });

  test('gives up when its time is over, what it has sent unconfirmed', async () => {
    const clock = new VirtualClock();
    const sent = Promise.withResolvers<void>();
    const port = await serve(() => sent.resolve());
    const asking = failureOf(connected(port, { clock }).ask(message(1)));
    await sent.promise;

    await clock.advance(4999);
    const early = await Promise.race([asking, Promise.resolve('still waiting')]);
    await clock.advance(1);

    expect(early).toBe('still waiting');
    expect(await asking).toMatchObject({
      kind: 'transient',
      unconfirmed: true,
      unanswered: true,
      message: `127.0.0.1:${port} over TCP: no answer within 5 s`,
    });
  });

  test('stops when told to', async () => {
    const stop = new AbortController();
    const port = await serve(() => stop.abort());

    const failure = await failureOf(connected(port, { signal: stop.signal }).ask(message(1)));

    expect(failure).toMatchObject({ kind: 'transient', unconfirmed: true });
    expect(failure.message).toContain('was stopped');
  });

  test('sends nothing when it was told to stop before', async () => {
    let received = 0;
    const port = await serve(() => received++);

    const failure = await failureOf(connected(port, { signal: AbortSignal.abort() }).ask(message(1)));

    expect(failure).toMatchObject({ unconfirmed: false });
    expect(received).toBe(0);
  });

  test('calls nothing unconfirmed that could not be sent', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = portOf(server);
    server.close();
    await once(server, 'close');

    const failure = await failureOf(connected(port).ask(message(1)));

    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({
      unconfirmed: false,
      unanswered: true,
      message: `127.0.0.1:${port} over TCP: nothing answers on that port`,
    });
  });

  test('waits for a slow address of its server although another one leads nowhere', async () => {
    const slow = await slowListener();
    const lookup = sharedLookup((_, __, found) =>
      found(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ]),
    );
    const server = { host: 'ns.example', port: slow.port };
    const asking = connected(slow.port, { server, lookup, mostBytes: 100 }).ask(message(1));
    // Longer than Node.js waits for one of several addresses.
    setTimeout(slow.answer, 600);

    // It answers as a web server: its first letters are a length.
    expect((await failureOf(asking)).message).toContain('larger than 100 bytes');
    await slow.close();
  });

  test('stops while the name of its server is looked up, with nothing sent', async () => {
    const stop = new AbortController();
    const server = { host: 'ns.example', port: 53 };
    const lookup = sharedLookup(() => {});
    const asking = connected(53, { server, lookup, signal: stop.signal }).ask(message(1));
    stop.abort();

    expect(await failureOf(asking)).toMatchObject({ unconfirmed: false });
  });
});
