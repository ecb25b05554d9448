import { createServer as createPlain, type Server } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { probe } from '../../../src/watchers/reach/probe.ts';
import { createAuthority, type ServerCertificate } from '../../world/authority.ts';

const day = 86_400_000;
const authority = createAuthority();
const host = 'home.example.com';
const fitting = authority.issue([host]);
const never = new AbortController().signal;

async function listening(server: Server, address = '127.0.0.1'): Promise<number> {
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  onTestFinished(() => void server.close());
  const at = server.address();
  return at !== null && typeof at === 'object' ? at.port : 0;
}

/** A web server of the home, with this certificate. */
async function home(
  { key, certificate }: ServerCertificate,
  answer = 'HTTP/1.1 200 OK\r\n\r\n',
  address?: string,
) {
  const heads: string[] = [];
  const names: unknown[] = [];
  const server = createTls({ key, cert: certificate }, (socket) => {
    names.push(socket.servername);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      heads.push(String(data));
      if (answer !== '') socket.end(answer);
    });
  });
  return { port: await listening(server, address), heads, names };
}

const tried = (
  port: number,
  more: { address?: string; tls?: boolean; timeout?: number; ca?: string } = {},
) => {
  const { address = '127.0.0.1', tls = true, timeout = 2_000, ca = authority.certificate } = more;
  const url = { host, port, tls, path: '/app?x=1' };
  return probe({ url, address, timeout, ca, clock: systemClock, signal: never, userAgent: 'test/1' });
};
const unjudged = (why: RegExp) => ({ kind: 'unjudged', why: expect.stringMatching(why) });

it('a certificate that fits and is trusted is an answer, whatever DNS says of the name', async () => {
  const { port, heads, names } = await home(fitting);

  const found = await tried(port);

  expect(found).toMatchObject({ kind: 'answers', status: 200 });
  if (found.kind === 'answers') expect(found.certificate.validTo).toBeGreaterThan(Date.now() + day / 2);
  expect(names).toEqual([host]);
  expect(heads[0]).toBe(
    `HEAD /app?x=1 HTTP/1.1\r\nHost: ${host}:${port}\r\nUser-Agent: test/1\r\nConnection: close\r\n\r\n`,
  );
});

it('so it is over IPv6', async () => {
  const { port } = await home(fitting, undefined, '::1');

  expect(await tried(port, { address: '::1' })).toMatchObject({ kind: 'answers', status: 200 });
});

it.each([
  ['no HTTP', 'SSH-2.0-x\r\n'],
  ['nothing', ''],
])('so it is where what follows is %s', async (_, answer) => {
  const { port } = await home(fitting, answer);

  expect(await tried(port, { timeout: 500 })).toMatchObject({ kind: 'answers', status: undefined });
});

it.each([
  [
    'another name',
    authority.issue(['fritz.box']),
    /another one: for fritz\.box, mostly the page of the router/,
  ],
  [
    'a certificate of nobody known',
    createAuthority('Other').issue([host]),
    /does not know who signed|signed by itself|somebody whom/,
  ],
])('%s is no answer', async (_, certificate, why) => {
  const { port } = await home(certificate);

  const found = await tried(port);

  expect(found).toEqual(unjudged(why));
});

it('one that ran out is told with its end', async () => {
  const to = Date.now() - 2 * day;
  const { port } = await home(authority.issue([host], { from: to - 90 * day, to }));

  expect(await tried(port)).toMatchObject({
    ...unjudged(/^its certificate ran out on \d{4}-\d\d-\d\d \(UTC\)$/),
    certificate: { validTo: Math.floor(to / 1000) * 1000 },
  });
});

it('nothing is certain without a certificate', async () => {
  const server = createPlain((socket) => {
    socket.on('error', () => {});
    socket.end('HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n');
  });
  const port = await listening(server);

  expect(await tried(port, { tls: false })).toEqual(
    unjudged(
      /^something \(HTTP 302\) answers at 127\.0\.0\.1 port \d+, and without a certificate nobody can tell/,
    ),
  );
  expect(await tried(port)).toEqual(unjudged(/answers, but not with TLS/));
});

it('a refused connection, one that leads nowhere and silence are told as what they are', async () => {
  const gone = createPlain();
  const port = await listening(gone);
  await new Promise((resolve) => gone.close(resolve));
  const silent = await listening(createPlain((socket) => void socket.on('error', () => {})));

  expect(await tried(port)).toEqual(unjudged(/^127\.0\.0\.1 refuses port \d+: .*no NAT loopback/));
  expect(await tried(silent, { timeout: 300 })).toEqual(
    unjudged(/^no answer from 127\.0\.0\.1 port \d+ within .*no NAT loopback/),
  );
  expect(await tried(443, { address: '2001:db8::1', timeout: 300 })).toEqual(
    unjudged(/no way to 2001:db8::1 from here, as in a container without IPv6|no answer from 2001:db8::1/),
  );
});
