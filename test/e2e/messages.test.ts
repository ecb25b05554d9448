import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { credentials, type House, house, inSync, messages, until } from './house.ts';

const token = 'AzyoeNSD4iJLVa9';
let home: House;
let server: Server;
let answer: string;
const heard: Record<string, unknown>[] = [];

beforeEach(async () => {
  home = await house();
  answer = '{"id":1}';
  heard.length = 0;
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      heard.push(Object(JSON.parse(body)));
      response.end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.close();
  await home.stop();
});

const address = () => `127.0.0.1:${(server.address() as AddressInfo).port}/${token}`;

it('tells of a new address; the token is shown nowhere', async () => {
  const program = await home.start({
    ...credentials.v3,
    NOTIFY_URLS: `# the phone\ngotify+http://${address()}\n`,
  });
  await inSync(program);
  await until(() => heard.length > 0, 'the record that was made is told');
  home.isp.change({ ipv4: '81.2.64.3' });
  await until(() => heard.some(({ message }) => String(message).includes('→ 81.2.64.3')), 'the new address');

  expect(program.output()).not.toContain(token);
});

it('tells in log and status who takes no messages, and goes on', async () => {
  answer = '<html>a login</html>';
  const program = await home.start({ ...credentials.v3, NOTIFY_URLS: `gotify+http://${address()}` });
  await inSync(program);
  await until(() => messages(program, 'Messages are not taken').length === 1, 'the log says so');

  const { code, report } = await program.health();
  expect(code).toBe(200);
  expect(report.notes).toMatchObject([{ code: 'message-not-sent' }]);
  expect(program.output() + JSON.stringify(report)).not.toContain(token);
});

it('with ONCE waits until it is told', async () => {
  const program = await home.start({
    ...credentials.v3,
    NOTIFY_URLS: `gotify+http://${address()}`,
    ONCE: 'true',
  });

  expect(await program.exit).toBe(0);
  expect(heard).toHaveLength(1);
});
