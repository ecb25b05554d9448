import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTcp, type Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { credentials, type House, house, inSync, messages, until } from './house.ts';

// The files of the program's own secrets are exchanged while it runs, as an orchestrator does it.

const old = { push: 'k7w2-xm9q-old1', mqtt: 'hR5t-old-Vb8n', token: 'AzyoeNSD4iJLold', beat: 'q8Zr4Tnold' };
const fresh = { push: 'p3d9-ws6k-new2', mqtt: 'jM2q-new-Xc4v', token: 'BtrkwPXF7mKQnew', beat: 'n5Lx9Vcnew' };

let home: House;
let folder: string;
let service: Server;
let broker: TcpServer;
let asked: string[];
let knocked: string;

beforeEach(async () => {
  home = await house();
  folder = mkdtempSync(join(tmpdir(), 'secret-files-'));
  [asked, knocked] = [[], ''];
  service = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers['x-gotify-key'] ?? ''}`);
    request.resume().on('end', () => response.end('{"id":1,"ok":true}'));
  });
  broker = createTcp((socket) => {
    socket
      .on('error', () => {})
      .on('data', (bytes) => {
        knocked += bytes.toString('latin1');
        // CONNACK: not authorized (MQTT 3.1.1, section 3.2.2.3)
        socket.end(Buffer.from([0x20, 2, 0, 5]));
      });
  });
  for (const one of [service, broker])
    await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  service.close();
  broker.close();
  await home.stop();
  rmSync(folder, { recursive: true });
});

const portOf = (server: Server | TcpServer) => {
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
};

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, `${text}\n`);
  return path;
}

const gotify = (token: string) => `gotify+http://127.0.0.1:${portOf(service)}/${token}`;
const kuma = (token: string) => `http://127.0.0.1:${portOf(service)}/api/push/${token}`;

it('what they hold later is used from then on, and what cannot be used is told', async () => {
  const program = await home.start({
    ...credentials.v3,
    ...{ PUSH_USER: 'router', PUSH_PASSWORD_FILE: write('push', old.push) },
    ...{ HEARTBEAT_URL_FILE: write('beat', kuma(old.beat)), HEARTBEAT_EVERY: '1s' },
    NOTIFY_URLS_FILE: write('notify', gotify(old.token)),
    ...{
      MQTT_URL: `mqtt://127.0.0.1:${portOf(broker)}`,
      MQTT_USER: 'ddns',
      MQTT_PASSWORD_FILE: write('mqtt', old.mqtt),
    },
  });
  await inSync(program);
  const call = async (password: string) => {
    const { url } = await program.get('/livez');
    const headers = { authorization: `Basic ${btoa(`router:${password}`)}` };
    return (await fetch(new URL('/nic/update', url), { headers })).status;
  };
  await until(() => asked.some((one) => one.includes(old.token)), 'a message is told');
  await until(() => asked.some((one) => one.includes(old.beat)), 'a heartbeat is told');
  await until(() => knocked.includes(old.mqtt), 'the broker is asked');
  expect(await call(old.push)).toBe(200);

  write('push', fresh.push);
  write('mqtt', fresh.mqtt);
  write('notify', gotify(fresh.token));
  write('beat', kuma(fresh.beat));
  await until(() => messages(program, 'A new secret was read').length === 4, 'all are read');

  expect(await call(fresh.push)).toBe(200);
  expect(await call(old.push)).toBe(401);
  await until(() => knocked.includes(fresh.mqtt), 'the broker is asked with the new one');
  await until(() => asked.some((one) => one.includes(fresh.beat)), 'the new heartbeat is told');
  asked.length = 0;
  home.isp.change();
  await until(() => asked.some((one) => one.includes(fresh.token)), 'the new service is told');
  expect(asked.filter((one) => one.includes(old.token) || one.includes(old.beat))).toEqual([]);

  write('notify', 'ntfy://only-a-topic-here');
  write('push', 'short');
  const ofFiles = async () =>
    (await program.health()).report.notes.filter(({ code }) => code === 'secret-unusable');
  await until(async () => (await ofFiles()).length === 2, 'the status tells of both');
  const { report } = await program.health();
  expect((await ofFiles()).sort((a, b) => a.text.localeCompare(b.text))).toMatchObject([
    { code: 'secret-unusable', text: expect.stringContaining('names no topic') },
    { code: 'secret-unusable', text: expect.stringContaining('cannot be used: what it holds is not usable') },
  ]);
  expect(await call(fresh.push)).toBe(200);
  const shown = program.output() + JSON.stringify(report);
  for (const secret of [...Object.values(old), ...Object.values(fresh)]) expect(shown).not.toContain(secret);
});
