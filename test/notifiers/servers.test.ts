import { createServer as createPlain } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { type AddressInfo, createServer as createTcp, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createHttp, type HttpClient } from '../../src/http/client.ts';
import { parseNotifyUrls } from '../../src/notifiers/forms.ts';
import { createAuthority } from '../world/authority.ts';
import { message } from './pretend.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function listening(server: Server): Promise<string> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const authority = createAuthority();
const { key, certificate: cert } = authority.issue(['127.0.0.1']);
const taken = '{"id":"x"}';

/** Why the first of these has not taken the message; undefined where it has. */
async function reasonOf(
  text: string,
  options: { ca?: string; timeout?: number } = {},
): Promise<string | undefined> {
  const http: HttpClient = createHttp({ userAgent: 'test', timeout: 2_000, ...options });
  open.push(http);
  const [notifier] = parseNotifyUrls(text);
  const sending = { http, signal: new AbortController().signal, now: Date.now, onSession() {} };
  return notifier?.send(message, sending).then(
    () => undefined,
    (thrown: unknown) => String(thrown instanceof Error ? thrown.message : thrown),
  );
}

it('a server with a certificate of a private CA is told where the CA is trusted, else what to do', async () => {
  const host = await listening(createSecure({ key, cert }, (_, response) => response.end(taken)));

  expect(await reasonOf(`ntfy://${host}/topic`, { ca: authority.certificate })).toBeUndefined();
  expect(await reasonOf(`ntfy://${host}/topic`)).toContain('name the file of that CA in NODE_EXTRA_CA_CERTS');
});

it.each([
  'ntfy://HOST/topic',
  'gotify://HOST/tok',
  'matrix://:tok@HOST',
  'signal://HOST/+491721/+491722',
  'bark://:key@HOST',
])('%s at a server without TLS says how to write it', async (form) => {
  const host = await listening(createPlain((_, response) => response.end(taken)));
  const text = form.replace('HOST', host).replace('+491721/+491722', '+4917212/+4917213');
  const scheme = form.split(':')[0];

  const reason = await reasonOf(text);
  expect(reason).toContain(`write ${scheme}+http://…, or add ?scheme=http or disabletls=yes`);
});

it('who said how the server is reached is given no such advice', async () => {
  const host = await listening(createPlain((_, response) => response.end(taken)));

  expect(await reasonOf(`ntfy+https://${host}/topic`)).not.toContain('+http://');
  expect(await reasonOf(`ntfy+http://${host}/topic`)).toBeUndefined();
});

it('a server that says nothing is given up in time', async () => {
  const host = await listening(createTcp((socket) => socket.on('error', () => {})));

  expect(await reasonOf(`ntfy+http://${host}/topic`, { timeout: 200 })).toContain('no answer within 0.2 s');
});

it('a server that breaks off has not taken it', async () => {
  const host = await listening(
    createTcp((socket) => socket.on('error', () => {}).once('data', () => socket.destroy())),
  );

  expect(await reasonOf(`ntfy+http://${host}/topic`)).toContain('the connection failed');
});

it('no redirection is followed', async () => {
  const asked: unknown[] = [];
  const host = await listening(
    createPlain((request, response) => {
      asked.push(request.url);
      response.writeHead(302, { location: '/login' }).end();
    }),
  );

  expect(await reasonOf(`http://${host}/hook`)).toContain('answered HTTP 302');
  expect(asked).toEqual(['/hook']);
});
