import { spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { credentials, freePort, type House, house, inSync, pause, until } from './house.ts';

const healthcheck = fileURLToPath(new URL('../../dist/healthcheck.mjs', import.meta.url));
const question = 'GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: keep-alive\r\n\r\n';

let home: House;
let sockets: Socket[];
let isOver: boolean;
let came: number;

beforeEach(async () => {
  [sockets, isOver, came] = [[], false, 0];
  home = await house();
});
afterEach(async () => {
  isOver = true;
  for (const socket of sockets) socket.destroy();
  await home.stop();
});

/** What one of the crowd does with its connection; it calls again as soon as it is shut out. */
interface Caller {
  readonly kind: string;
  act(socket: Socket): void;
}

const kinds: readonly Caller[] = [
  { kind: 'are idle', act: (socket) => socket.resume() },
  { kind: 'send half a request', act: (socket) => socket.resume().write('GET /healthz HTTP/1.1\r\nx: ') },
  {
    kind: 'ask politely each 3 seconds',
    act(socket) {
      socket.resume().write(question);
      const timer = setInterval(() => socket.write(question), 3_000);
      socket.on('close', () => clearInterval(timer));
    },
  },
  {
    kind: 'send requests without end and never read',
    act(socket) {
      const many = question.repeat(10_000);
      const more = () => {
        while (!socket.destroyed && socket.write(many));
      };
      socket.pause().on('drain', more);
      more();
    },
  },
  {
    kind: 'send requests without end and read',
    act: (socket) => socket.resume().write(question.repeat(10_000)),
  },
];

function crowd(port: number, { act }: Caller): void {
  function call() {
    const socket = connect(port, '127.0.0.1', () => {
      came += 1;
      act(socket);
    });
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.splice(sockets.indexOf(socket), 1);
      if (!isOver) setTimeout(call, 50);
    });
  }
  for (let n = 0; n < 64; n++) call();
}

it.each(kinds)('stays healthy and small while 64 $kind', async (caller) => {
  const port = await freePort();
  const endpoint = { HTTP_PORT: String(port), HTTP_HOST: '127.0.0.1' };
  // A few MB more than it needs: with more than that in use, the runtime ends the program.
  const small = { NODE_OPTIONS: '--max-old-space-size=40' };
  const program = await home.start({ ...credentials.v3, ...endpoint, ...small, LOG_LEVEL: 'info' });
  let exit: number | null | undefined;
  void program.exit.then((code) => {
    exit = code;
  });
  await inSync(program);

  crowd(port, caller);
  await until(() => came >= 64, 'they have come');

  for (let n = 0; n < 5; n++) {
    const check = spawn(process.execPath, [healthcheck], { env: endpoint, stdio: 'ignore' });
    expect(await new Promise((resolve) => check.on('exit', resolve))).toBe(0);
    await pause(500);
  }
  expect(exit).toBeUndefined();
});
