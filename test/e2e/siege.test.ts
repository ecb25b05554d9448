import { afterAll, beforeAll, expect, it } from 'vitest';
import { imageStart } from '../support/image-start.ts';
import { credentials, freePort, type House, house, inSync, type Program, until } from './house.ts';
import { drip, head, type Intruder, raid } from './intruders.ts';

// One program, started as the image starts it, with all that it can serve: wave after wave comes over it while its page is
// open and its metrics are read. What is done to its password is in guesses.test.ts.

const garbage = Buffer.from(Array.from({ length: 200_000 }, (_, n) => (n * 7919 + (n >> 8)) % 256));
const paths = ['/', '/metrics', '/healthz', '/nic/update', '/look', '/none'];
const evil = 'origin: https://evil.example';
/** What callers were answered in a wave. */
const statuses = new Set<string>();

const waves: readonly (Intruder & { readonly answers: readonly string[] })[] = [
  {
    kind: 'send a head that never ends, a byte at a time',
    ...{ calls: 300, atOnce: 100, answers: ['408'] },
    act: (socket) => drip(socket, 'GET / HTTP/1.1\r\nx: y', 100),
  },
  {
    kind: 'send a head of a megabyte',
    ...{ calls: 1_000, atOnce: 100, answers: ['431'] },
    act: (socket) => socket.write(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(1024 * 1024)}`),
  },
  {
    kind: 'send a head of many lines',
    ...{ calls: 1_000, atOnce: 100, answers: ['431'] },
    act: (socket) => socket.write(`GET / HTTP/1.1\r\n${'x-a: b\r\n'.repeat(3_000)}`),
  },
  {
    kind: 'send garbage',
    ...{ calls: 1_000, atOnce: 100, answers: ['400'] },
    act: (socket) => socket.write(garbage),
  },
  {
    kind: 'send thousands of requests at once, with garbage behind them',
    ...{ calls: 500, atOnce: 100, answers: ['200'] },
    act: (socket) =>
      socket.write(Buffer.concat([Buffer.from(head('GET /healthz', 'host: x').repeat(2_000)), garbage])),
  },
  {
    kind: 'ask for the page and never read it',
    ...{ calls: 400, atOnce: 400, answers: [] },
    act: (socket) => socket.pause().write(head('GET /', 'host: x', 'accept: text/html')),
  },
  {
    kind: 'come by a name that is none of the home',
    ...{ calls: 3_000, atOnce: 100, answers: ['421', '503', '200'] },
    act: (socket, call) => socket.write(head(`GET ${paths[call % paths.length]}`, 'host: evil.example')),
  },
  {
    kind: 'are sent by a page of another place',
    ...{ calls: 3_000, atOnce: 100, answers: ['403'] },
    act: (socket) => socket.write(head('POST /look', 'host: x', evil, 'sec-fetch-site: cross-site')),
  },
];

let home: House;
let program: Program;
let port: number;
let before: number;
let most: number;
let watching: NodeJS.Timeout;

beforeAll(async () => {
  home = await house();
  port = await freePort();
  const served = { METRICS: 'true', PUSH_USER: 'router', PUSH_PASSWORD: 'k7w2-xm9q-t4zr' };
  const settings = { ...credentials.v3, ...served, HTTP_PORT: String(port), LOG_LEVEL: 'info' };
  program = await home.start({ ...settings, ...imageStart.env }, imageStart.launcher);
  await inSync(program);
  for (let count = 0; count < 5; count++) await openPage();
  [before, most] = [program.memory(), 0];
  watching = setInterval(() => {
    most = Math.max(most, program.memory());
  }, 20);
});
afterAll(async () => {
  clearInterval(watching);
  await home.stop();
});

async function openPage(): Promise<void> {
  const page = await fetch(`http://127.0.0.1:${port}/`, { headers: { accept: 'text/html' } });
  expect(await page.text()).toContain('<h1>');
  expect(await (await program.get('/metrics')).text()).toContain('homemade_ddns_looks_total');
}

it.each(waves)(
  'the page is shown, the health told and the looks go on while $calls callers $kind',
  async ({ answers, act, ...wave }) => {
    statuses.clear();
    let isOver = false;
    const crowd = raid(port, {
      ...wave,
      act(socket, call) {
        socket.once('data', (bytes) =>
          statuses.add(/^HTTP\/1\.1 (\d+)/.exec(bytes.toString('latin1'))?.[1] ?? ''),
        );
        act(socket, call);
      },
    });
    void crowd.over.then(() => {
      isOver = true;
    });

    const address = home.isp.change().ipv4 ?? '';
    let shown = 0;
    do {
      expect((await program.get('/livez')).status).toBe(200);
      expect((await program.health()).code).toBe(200);
      await openPage();
      shown += 1;
    } while (!isOver);
    await until(() => home.zone.values('home', 'A').join() === address, 'the record follows by itself');

    expect(shown).toBeGreaterThan(0);
    expect([...statuses].filter((status) => !answers.includes(status))).toEqual([]);
    expect(most).toBeLessThan(100);
  },
);

it('has given back within a minute what all that took', async () => {
  await until(() => program.memory() < before + 6, `less than ${before} + 6 MB; at most it was ${most}`);
});

it('has never looked because of a page of another place', () => {
  expect(program.output()).not.toContain('the page');
});
