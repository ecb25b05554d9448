import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { healthcheck } from '../../src/commands/healthcheck.ts';

const servers: Server[] = [];
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** Whatever is on the port; `turn` counts the connections. */
async function onThePort(answer: (socket: Socket, turn: number, asked: string) => void): Promise<number> {
  let turn = 0;
  const server = createServer((socket) => {
    turn += 1;
    const mine = turn;
    sockets.push(socket);
    socket.on('error', () => {});
    socket.once('data', (chunk) => answer(socket, mine, String(chunk)));
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

async function check(port: number, host?: string, path?: '/healthz' | '/livez') {
  const said: string[] = [];
  const code = await healthcheck({ port, host, mark: 'here', ...(path && { path }) }, (line) =>
    said.push(line),
  );
  return { code, said: said.join('\n') };
}

const ours = (status: string, body = '{}', who = 'this') =>
  `HTTP/1.1 ${status}\r\nhomemade-ddns-instance: ${who}\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`;

it.each([
  { status: '200 OK', code: 0 },
  { status: '503 Service Unavailable', code: 1 },
])('takes the answer of its own program: $status', async ({ status, code }) => {
  const port = await onThePort((socket) => socket.end(ours(status, '{"status":"x"}')));

  expect(await check(port)).toEqual({ code, said: '{"status":"x"}' });
});

it('gives its mark, asks for words, and asks by a name that is always answered', async () => {
  let question = '';
  const port = await onThePort((socket, _, asked) => {
    question = asked.toLowerCase();
    socket.end(ours('200 OK'));
  });

  await check(port, '127.0.0.1');

  expect(question).toContain('\r\nhomemade-ddns-instance: here\r\n');
  expect(question).toContain('\r\naccept: text/plain\r\n');
  expect(question).toContain(`\r\nhost: localhost:${port}\r\n`);
});

it('asks whether the loop is alive where a failing host is no reason to kill', async () => {
  const port = await onThePort((socket, _, asked) =>
    socket.end(ours(asked.startsWith('GET /livez ') ? '200 OK' : '503 Service Unavailable', 'alive')),
  );

  expect(await check(port, '127.0.0.1', '/livez')).toEqual({ code: 0, said: 'alive' });
});

it.each([
  { who: 'another program', answer: 'HTTP/1.1 200 OK\r\ncontent-length: 15\r\n\r\n{"status":"ok"}' },
  {
    who: 'another program that repeats what it is asked',
    answer: 'HTTP/1.1 200 OK\r\nhomemade-ddns-instance: here\r\n\r\n{"status":"ok"}',
  },
  { who: 'another program that never ends', answer: 'HTTP/1.1 200 OK\r\n\r\n{' },
  { who: 'another program that speaks no HTTP', answer: 'SSH-2.0-OpenSSH_9.2\r\n' },
  { who: 'another program that says a word', answer: 'no' },
  {
    who: 'another program that has a head without end',
    answer: `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(20_000)}`,
  },
  { who: 'another homemade-ddns', answer: ours('200 OK', '{"status":"ok"}', 'another') },
])('does not take the 200 of $who', async ({ who, answer }) => {
  const port = await onThePort((socket) => socket.write(answer));

  const { code, said } = await check(port);

  expect(code).toBe(1);
  expect(said).toContain(`port ${port} is answered by ${who.split(' that ')[0]}`);
  expect(said).toContain('HTTP_PORT');
});

it('asks again where a crowd has pushed it out', async () => {
  const port = await onThePort((socket, turn) => {
    if (turn < 3) socket.resetAndDestroy();
    else socket.end(ours('200 OK'));
  });

  expect(await check(port)).toEqual({ code: 0, said: '{}' });
});

it.each([
  ['in its head', ours('200 OK').slice(0, 20)],
  ['in its body', ours('200 OK', '{"status":"ok"}').slice(0, -3)],
])('asks again where the answer was cut off %s', async (_, cut) => {
  const port = await onThePort((socket, turn) => socket.end(turn < 2 ? cut : ours('200 OK', 'well')));

  expect(await check(port)).toEqual({ code: 0, said: 'well' });
});

it('takes an answer that comes byte by byte, and does not wait for the end of the connection', async () => {
  const answer = Buffer.from(
    ours('503 Service Unavailable', 'äöü €', 'this').replace('length: 5', 'length: 10'),
  );
  const port = await onThePort((socket) => {
    let sent = 0;
    const more = () => {
      if (sent < answer.length) socket.write(answer.subarray(sent, ++sent), () => setImmediate(more));
    };
    socket.setNoDelay();
    more();
  });

  expect(await check(port)).toEqual({ code: 1, said: 'äöü €' });
});

it('takes a header in whatever case, and no other that merely ends like it', async () => {
  const answer = ours('200 OK').replace('homemade-ddns-instance', 'Homemade-DDNS-Instance');
  const forged = ours('200 OK').replace('homemade-ddns-instance', 'x-homemade-ddns-instance');

  expect((await check(await onThePort((socket) => socket.end(answer)))).code).toBe(0);
  expect((await check(await onThePort((socket) => socket.end(forged)))).code).toBe(1);
});

it('fails where nobody listens', async () => {
  const port = await onThePort(() => {});
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));

  expect(await check(port)).toMatchObject({ code: 1, said: expect.stringContaining('does not answer') });
});
