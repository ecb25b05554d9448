import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundle, credentials, type House, house, inSync, messages, until } from './house.ts';

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
      if (body !== '') heard.push(Object(JSON.parse(body)));
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
  expect(report.notes.map(({ code }) => code)).toContain('message-not-sent');
  expect(program.output() + JSON.stringify(report)).not.toContain(token);
});

it('a service that repeats what it was told makes its token known nowhere', async () => {
  answer = `{"error":"no application has the token ${token}, nor ${btoa(token)} or ${encodeURIComponent(token)}"}`;
  const program = await home.start({
    ...credentials.v3,
    NOTIFY_URLS: `gotify+http://${address()}`,
    HEARTBEAT_URL: `http://${address().replace('/', '/api/push/')}`,
    METRICS: 'true',
  });
  await inSync(program);
  await until(() => messages(program, 'Messages are not taken').length === 1, 'the log says so');
  await until(() => messages(program, 'The heartbeat is not taken').length === 1, 'the log says that too');

  const { url } = await program.get('/livez');
  const shown = [program.output()];
  for (const path of ['/', '/healthz', '/metrics'])
    for (const accept of ['text/html', 'text/plain'])
      shown.push(await (await fetch(new URL(path, url), { headers: { accept } })).text());

  expect(shown.join()).toContain('no application has the token');
  for (const text of shown) expect(text).not.toMatch(new RegExp(`${token}|${btoa(token)}`));
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

async function notifyTest(NOTIFY_URLS?: string) {
  const env = { ...home.settings, ...credentials.v3, ...(NOTIFY_URLS !== undefined && { NOTIFY_URLS }) };
  const child = spawn(process.execPath, [bundle, 'notify-test'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, out, err };
}

it('notify-test sends one to each and says what came of it', async () => {
  const host = address().split('/')[0];
  const { code, out, err } = await notifyTest(`gotify+http://${address()}\nntfy+http://${address()}`);

  expect(heard.map(({ title }) => title)).toEqual([
    'Test message of homemade-ddns',
    'Test message of homemade-ddns',
  ]);
  expect(out).toContain(`Gotify at ${host} has taken a test message\n`);
  expect(out).toContain(`ntfy at ${host} has not taken it: ${host} answered HTTP 200`);
  expect(code).toBe(1);
  expect(out + err).not.toContain(token);
  expect(home.godaddy.log).toEqual([]);
});

it('notify-test ends with 0 when all have taken it, and with 78 when nobody is named', async () => {
  expect(await notifyTest(`gotify+http://${address()}`)).toMatchObject({ code: 0, err: '' });
  expect(await notifyTest()).toMatchObject({
    code: 78,
    err: 'NOTIFY_URLS is not set, so nobody is told anything.\n',
  });
});

it('an address that cannot be used is a problem of the settings, and shown nowhere', async () => {
  const { code, err } = await notifyTest(`tgram://123:${token}/44`);

  expect(code).toBe(78);
  expect(err).toContain('NOTIFY_URLS holds an address of Apprise (tgram://); write it as telegram://');
  expect(err).not.toContain(token);
});
