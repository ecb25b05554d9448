import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hang, isWrite } from '../world/faults.ts';
import {
  credentials,
  freePort,
  type House,
  house,
  inSync,
  messages,
  type Program,
  preload,
  refusal,
  until,
} from './house.ts';

let home: House;
let program: Program;

beforeEach(async () => {
  home = await house([{ name: 'home', type: 'A', data: '192.0.2.1', ttl: 600 }]);
});
afterEach(() => home.stop());

// A process that did not stop by itself would be killed by the test's own timeout, so the exit code is the proof.
async function stopsWithZero(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  program.signal(signal);
  expect(await program.exit).toBe(0);
  expect(messages(program, 'Stopping')).toHaveLength(1);
}

it('stops when it is idle', async () => {
  program = await home.start(credentials.v1);
  await inSync(program);

  await stopsWithZero();
});

it('stops on SIGINT as well', async () => {
  program = await home.start(credentials.v1);
  await inSync(program);

  await stopsWithZero('SIGINT');
});

it('stops while it is voting', async () => {
  for (const echo of home.echoes) echo.mode = 'hang';
  program = await home.start({ ...credentials.v1, TIMEOUT: '1m' });
  await until(() => home.echoes.some((echo) => echo.requests() > 0), 'it asks');

  await stopsWithZero();
});

it('stops while a write hangs', async () => {
  home.godaddy.faults.inject(hang, { when: isWrite });
  program = await home.start({ ...credentials.v1, TIMEOUT: '1m' });
  await until(() => home.godaddy.writes().length > 0, 'it writes');

  await stopsWithZero();
});

it('stops while it is backing off', async () => {
  await home.godaddy.down();
  program = await home.start(credentials.v1);
  await until(() => messages(program, 'failed to answer').length > 0, 'it backs off');

  await stopsWithZero();
});

it('stops although the records cannot be deleted, and says so', async () => {
  program = await home.start({ ...credentials.v1, ON_STOP: 'delete', TIMEOUT: '1m' });
  await inSync(program);
  home.godaddy.faults.inject(hang);

  await stopsWithZero();

  expect(messages(program, 'could not all be deleted')).toHaveLength(1);
});

it('stops while a proxy says nothing, and names it', async () => {
  const silent = createServer();
  const asked = new Promise((resolve) => silent.on('connection', resolve));
  const port = await listening(silent);
  program = await home.start({
    ...credentials.v1,
    GODADDY_API_URL: 'https://api.example',
    HTTPS_PROXY: `http://127.0.0.1:${port}`,
  });
  await asked;
  await until(() => messages(program, 'failed to answer').length > 0, 'it gives up');

  await stopsWithZero();

  expect(messages(program, 'failed to answer')[0]).toMatchObject({
    reason: `the proxy 127.0.0.1:${port}, on the way to api.example: no answer within 2 s`,
  });
  silent.close();
});

it('is through with its stop although a proxy says nothing', async () => {
  const silent = createServer();
  const asked = new Promise((resolve) => silent.on('connection', resolve));
  program = await home.start({
    ...credentials.v1,
    GODADDY_API_URL: 'https://api.example',
    HTTPS_PROXY: `http://127.0.0.1:${await listening(silent)}`,
    TIMEOUT: '1m',
  });
  await asked;

  await stopsWithZero();

  // Not said when the time of a stop is over before it is done.
  expect(messages(program, 'Stopped')).toHaveLength(1);
  silent.close();
});

it('ends with 1 when a signal ends its one round with ONCE before all is in sync', async () => {
  for (const echo of home.echoes) echo.mode = 'hang';
  program = await home.start({ ...credentials.v1, ONCE: 'true', TIMEOUT: '1m' });
  await until(() => home.echoes.some((echo) => echo.requests() > 0), 'it asks');

  program.signal('SIGTERM');

  expect(await program.exit).toBe(1);
});

it('ends at once at a second signal', async () => {
  home.godaddy.faults.inject(hang, { when: isWrite });
  program = await home.start({ ...credentials.v1, TIMEOUT: '1m' });
  await until(() => home.godaddy.writes().length > 0, 'it writes');

  program.signal('SIGTERM');
  await until(() => messages(program, 'Stopping').length > 0, 'it is stopping');
  program.signal('SIGTERM');

  expect(await program.exit).toBe(143);
});

it('tells of the write that one family achieved while the look for the other is broken off', async () => {
  const port = await freePort();
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket)).listen(port, '::1');
  program = await home.start({
    ...credentials.v1,
    IP_FAMILIES: 'ipv4,ipv6',
    IPV6_SOURCES: `https://[::1]:${port}/`,
    TIMEOUT: '1m',
  });
  await until(() => home.godaddy.writes().length > 0, 'it writes');

  await stopsWithZero();

  expect(messages(program, 'Record changed')).toMatchObject([{ name: 'home', type: 'A' }]);
  expect(messages(program, 'No public address could be agreed')).toEqual([]);
  silent.close();
  for (const socket of sockets) socket.destroy();
});

function listening(server: Server): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    }),
  );
}

// The system's resolver cannot be stopped, and the exit would wait for it as for any work of the thread pool: a
// pipe that nobody writes to is read as long as a name server is silent, and needs none.
describe('with the thread pool in work that never ends', () => {
  let folder: string;
  let stuck: { NODE_OPTIONS: string };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stuck-'));
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    stuck = preload(`process.getBuiltinModule('node:fs').open('${pipe}', () => {})`);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('stops', async () => {
    program = await home.start({ ...credentials.v1, ...stuck });
    await inSync(program);

    await stopsWithZero();

    expect(messages(program, 'Stopped')).toHaveLength(1);
  });

  it('ends at once at a second signal', async () => {
    home.godaddy.faults.inject(hang, { when: isWrite });
    program = await home.start({ ...credentials.v1, ...stuck, TIMEOUT: '1m' });
    await until(() => home.godaddy.writes().length > 0, 'it writes');

    program.signal('SIGTERM');
    await until(() => messages(program, 'Stopping').length > 0, 'it is stopping');
    program.signal('SIGTERM');

    expect(await program.exit).toBe(143);
  });

  it('ends its one round with ONCE', async () => {
    program = await home.start({ ...credentials.v1, ...stuck, ONCE: 'true' });

    expect(await program.exit).toBe(0);
    expect(messages(program, 'All records are in sync')).toHaveLength(1);
  });

  it('ends its one round with ONCE when that failed', async () => {
    await home.godaddy.down();
    program = await home.start({ ...credentials.v1, ...stuck, ONCE: 'true' });

    expect(await program.exit).toBe(1);
  });

  it('ends with settings that cannot be used', async () => {
    program = await home.start({ ...credentials.v1, ...stuck, TTL: 'soon' });

    expect(await refusal(program)).toBe(78);
  });
});
