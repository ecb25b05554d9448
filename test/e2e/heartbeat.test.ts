import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { credentials, type House, house, inSync, messages, until } from './house.ts';

const token = 'q8Zr4Tn2Lw';
let home: House;
let server: Server;
let answer: string;
const heard: string[] = [];

beforeEach(async () => {
  home = await house();
  answer = '{"ok":true}';
  heard.length = 0;
  server = createServer((request, response) => {
    heard.push(String(request.url));
    response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.close();
  await home.stop();
});

const address = () =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/push/${token}?status=up`;

it('tells a service that all is well, and that it is not; its address is shown nowhere', async () => {
  const program = await home.start({ ...credentials.v3, HEARTBEAT_URL: address(), HEARTBEAT_EVERY: '1s' });
  await inSync(program);
  await until(
    () => heard.some((url) => url.startsWith(`/api/push/${token}?status=up&msg=success`)),
    'it is well',
  );

  home.godaddy.faults.inject({ kind: 'answer', status: 401, body: '{"code":"UNABLE_TO_AUTHENTICATE"}' });
  home.isp.change({ ipv4: '81.2.64.3' });
  await until(() => heard.some((url) => url.includes('status=down&msg=failure')), 'it is not');

  expect(program.output()).not.toContain(token);
});

it('tells in the log what a service does not take, and goes on', async () => {
  answer = '{"ok":false,"msg":"Monitor not found or not active."}';
  const program = await home.start({ ...credentials.v3, HEARTBEAT_URL: address() });
  await inSync(program);

  await until(() => messages(program, 'The heartbeat is not taken').length === 1, 'the log says so');
  expect(program.output()).not.toContain(token);
});

it('with ONCE waits for what it has to say at the end', async () => {
  const program = await home.start({ ...credentials.v3, HEARTBEAT_URL: address(), ONCE: 'true' });

  expect(await program.exit).toBe(0);
  expect(heard).toHaveLength(1);
});
