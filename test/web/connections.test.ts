import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, line, type Reply } from '../../src/web/answer.ts';
import { type Connections, createConnections, limits } from '../../src/web/connections.ts';
import type { Request } from '../../src/web/request.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

/** More than any socket takes at once. */
const huge = line(200, 'x'.repeat(20_000_000));
const question = 'GET /livez HTTP/1.1\r\nhost: x\r\n\r\n';

let clock: VirtualClock;
let server: Server;
let connections: Connections;
let asked: Request[];
let answer: Answer;
/** What is answered instead, for what takes its time. */
let reply: Reply | undefined;
/** As the server sees them, in the order of their arrival. */
let accepted: Socket[];
let callers: Socket[];

beforeEach(async () => {
  clock = new VirtualClock();
  [asked, accepted, callers, answer, reply] = [[], [], [], line(200, 'alive'), undefined];
  connections = createConnections({
    clock,
    respond(request) {
      asked.push(request);
      return reply ?? answer;
    },
  });
  server = createServer({ allowHalfOpen: true }, (socket) => {
    accepted.push(socket);
    connections.take(socket);
  });
  server.listen(0, '::');
  await once(server, 'listening');
});
afterEach(() => {
  for (const socket of callers) socket.destroy();
  connections.close();
  server.close();
});

/** A caller whom the server has let in. */
async function call(from = '127.0.0.1'): Promise<Socket> {
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const socket = connect({ port, host: from.includes(':') ? '::1' : '127.0.0.1', localAddress: from });
  callers.push(socket);
  socket.on('error', () => {});
  const before = accepted.length;
  await once(socket, 'connect');
  await until(() => accepted.length > before);
  return socket;
}

async function until(question: () => boolean): Promise<void> {
  while (!question()) await new Promise((resolve) => setImmediate(resolve));
}

/** All that a caller is sent until the connection ends. */
async function answerTo(socket: Socket, text = question): Promise<string> {
  let answer = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    answer += chunk;
  });
  socket.write(text);
  await once(socket, 'close');
  return answer;
}

const isOpen = (socket: Socket | undefined) => socket?.destroyed === false;
const openOnes = () => accepted.filter(isOpen).length;

describe('a connection', () => {
  it('carries one answer, whatever the caller asks for', async () => {
    const answer = await answerTo(
      await call(),
      question.replace('\r\n\r\n', '\r\nconnection: keep-alive\r\n\r\n').repeat(3),
    );

    expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(1);
    expect(answer).toContain('connection: close\r\n');
    expect(asked).toHaveLength(1);
  });

  it('may bring the head of its request a byte at a time', async () => {
    const socket = await call();
    const answer = answerTo(socket, '');

    for (const byte of question) {
      socket.write(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }

    expect(await answer).toContain('200 OK');
  });

  it.each([
    { what: 'nothing', sent: '', answer: '' },
    { what: 'half a request', sent: 'GET /livez HTTP/1.1\r\nhost:', answer: '408 Request Timeout' },
  ])('that has brought $what by then is ended', async ({ sent, answer }) => {
    const socket = await call();
    const said = answerTo(socket, sent);
    await until(() => accepted[0]?.bytesRead === sent.length);

    await clock.advance(limits.head - 1);
    expect(isOpen(accepted[0])).toBe(true);
    await clock.advance(1);

    expect(await said).toContain(answer);
  });

  it.each<[what: string, make: () => Reply]>([
    ['comes at once', () => line(200, 'alive')],
    ['takes its time', () => Promise.resolve(line(200, 'alive'))],
    ['is held back', () => ({ answer: line(200, 'alive'), after: 5_000 })],
  ])('whose caller has ended its side is answered all the same, when the answer %s', async (_, make) => {
    reply = make();
    const socket = await call();
    const answer = answerTo(socket);
    socket.end();
    await until(() => asked.length === 1 && accepted[0]?.readableEnded === true);

    await clock.advance(5_000);

    expect(await answer).toContain('\r\n\r\nalive');
    expect(isOpen(accepted[0])).toBe(false);
  });

  it.each(['', 'GET /livez HTTP/1.1\r\nhost:'])(
    'whose caller has ended its side after %j alone is ended at once',
    async (sent) => {
      const socket = await call();
      socket.end(sent);

      await until(() => clock.pending() === 0);

      expect(isOpen(accepted[0])).toBe(false);
    },
  );

  it('whose answer is held back leaves nothing behind when its caller goes', async () => {
    reply = { answer: line(401, 'badauth'), after: 5_000 };
    const socket = await call();
    socket.write(question);
    await until(() => asked.length === 1);

    socket.resetAndDestroy();
    await until(() => clock.pending() === 0);

    expect(isOpen(accepted[0])).toBe(false);
  });

  it('that never takes its answer is ended', async () => {
    answer = huge;
    const socket = await call();
    socket.pause();
    socket.write(question);
    await until(() => asked.length === 1);

    await clock.advance(limits.answer);

    await until(() => !isOpen(accepted[0]));
  });

  it('that brings more than a request is cut off before it is looked at', async () => {
    const socket = await call();
    socket.pause();
    socket.write(question.repeat(50_000));

    await until(() => !isOpen(accepted[0]));

    // What one read brings is at most this much.
    expect(accepted[0]?.bytesRead).toBeLessThanOrEqual(65_536);
    expect(asked).toHaveLength(0);
  });

  it('that goes on sending after its answer is cut off', async () => {
    answer = huge;
    const socket = await call();
    socket.pause();
    socket.write(question);
    await until(() => asked.length === 1);

    socket.write(question.repeat(50_000));

    await until(() => !isOpen(accepted[0]));
    expect(accepted[0]?.bytesRead).toBeLessThanOrEqual(question.length + 65_536);
    expect(asked).toHaveLength(1);
  });

  it('that says nothing more after its answer is ended a moment later', async () => {
    const socket = await call();
    socket.write(question);
    await until(() => accepted[0]?.writableFinished === true);

    await clock.advance(limits.rest);

    await until(() => !isOpen(accepted[0]));
  });
});

describe('when all connections are taken', () => {
  const fill = async (sent: string, from?: string) => {
    for (let n = 0; n < limits.connections; n++) (await call(from)).write(sent);
    await clock.advance(limits.moment);
  };

  it('what has just come in is read first, however many come at one stroke', async () => {
    await fill('');
    const newcomers: Socket[] = [];
    for (let n = 0; n < 2 * limits.connections; n++) newcomers.push(await call());

    const answers = await Promise.all(newcomers.map((socket) => answerTo(socket)));

    expect(answers.filter((answer) => answer.includes('200 OK'))).toHaveLength(newcomers.length);
  });

  it('a moment is no way to hold more', async () => {
    const most = limits.connections + limits.newcomers;
    for (let n = 0; n < most + 10; n++) await call();
    expect(openOnes()).toBe(most);

    await clock.advance(limits.moment);
    expect(openOnes()).toBe(limits.connections);
  });

  it.each([
    { who: 'that are idle', sent: '' },
    { who: 'that have half a request', sent: 'GET / HTTP/1.1\r\nx: ' },
  ])('by some $who, the oldest yields to a new one', async ({ sent }) => {
    await fill(sent);

    const answer = await answerTo(await call());

    expect(answer).toContain('200 OK');
    expect(accepted.slice(0, 2).map(isOpen)).toEqual([false, true]);
  });

  it('by callers that never read, a new one is answered', async () => {
    answer = huge;
    await fill(question);
    for (const socket of callers) socket.pause();
    await until(() => asked.length === limits.connections);
    answer = line(200, 'alive');

    expect(await answerTo(await call())).toContain('200 OK');
    expect(openOnes()).toBeLessThanOrEqual(limits.connections);
  });

  it('an idle one yields before one that waits for the end of its answer', async () => {
    answer = huge;
    const slow = await call();
    slow.pause();
    slow.write(question);
    await until(() => asked.length === 1);
    await fill('');
    await call();

    expect(accepted.slice(0, 2).map(isOpen)).toEqual([true, false]);
  });

  it('whoever holds the most yields, though others have waited for longer', async () => {
    const [patient, neighbour] = [await call('127.0.0.2'), await call('::1')];
    await fill('', '127.0.0.3');
    await call('127.0.0.3');

    expect(openOnes()).toBe(limits.connections);
    expect(accepted.slice(0, 4).map(isOpen)).toEqual([true, true, false, false]);
    expect(await answerTo(patient)).toContain('200 OK');
    expect(await answerTo(neighbour)).toContain('200 OK');
  });
});
