import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { localTime } from '../../src/base/local-time.ts';
import type { StatusReport } from '../../src/report/status-report.ts';
import { type Endpoint, type EndpointOptions, startEndpoint } from '../../src/web/server.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

let report: StatusReport;
let alive: boolean;
let endpoint: Endpoint;
let port: number;
const sockets: Socket[] = [];
const local = (iso: string) => localTime(Date.parse(iso));
const home = { names: ['example.com'], allowedHosts: [], allowPublic: false };

function start(more: Partial<EndpointOptions> = {}): Promise<{ endpoint: Endpoint; port: number }> {
  return new Promise((resolve, reject) => {
    const started = startEndpoint({
      ...home,
      ...{
        port: 0,
        host: '127.0.0.1',
        clock: systemClock,
        mark: 'here',
        view: () => ({
          report,
          timeline: { since: '2026-11-25T10:00:00.000Z', entries: [], addresses: {} },
          nextLook: null,
        }),
        isAlive: () => alive,
        lookNow: () => ({ sources: 0, hosts: 30_000 }),
      },
      onListening: (port) => resolve({ endpoint: started, port }),
      onError: reject,
      ...more,
    });
  });
}

beforeEach(async () => {
  alive = true;
  report = {
    ...{
      status: 'ok',
      lastSuccessfulSync: '2026-01-01T00:00:00.000Z',
      dryRun: false,
      version: '1.2.3',
      sources: [],
      notes: [],
      ...{ nat: null, reasons: [], planned: [], retryAt: null, lastChange: null },
    },
    lastAttempt: '2026-01-01T00:00:00.000Z',
    addresses: { ipv4: '81.2.69.1', ipv6: null },
    addressErrors: { ipv4: null, ipv6: null },
    targets: [],
  };
  ({ endpoint, port } = await start());
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  endpoint.close();
});

const ask = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init);

/** A connection of its own, for what a well-behaved client would not send. */
async function open(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Sends the text and reads until the server ends the connection. */
async function say(text: string, { isAll = false } = {}): Promise<string> {
  const socket = await open();
  let answer = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    answer += chunk;
  });
  socket.write(text);
  // The caller has no more to say, and listens.
  if (isAll) socket.end();
  await once(socket, 'close');
  return answer;
}

describe('/healthz', () => {
  it('is one line of text for the health check, which asks for that', async () => {
    report = { ...report, status: 'failing' };

    const response = await ask('/healthz', { headers: { accept: 'text/plain' } });

    expect(response.status).toBe(503);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await response.text()).toBe('unhealthy, failing, 0 records in sync\n');
  });

  it('answers the status as JSON, 200 when all is well', async () => {
    const response = await ask('/healthz');

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await response.json()).toEqual(report);
  });

  it.each(['starting', 'failing'] as const)('answers 503 while the status is %s', async (status) => {
    report = { ...report, status };

    const response = await ask('/healthz?verbose=1');

    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status });
  });
});

it('answers 200 while what is wrong is being mended', async () => {
  const text = 'no IPv4 address can be agreed';
  const since = '2026-01-01T00:01:00.000Z';
  const notes = [{ code: 'address-unknown', target: null, since, text }];
  report = { ...report, status: 'degraded', notes };

  expect((await ask('/healthz')).status).toBe(200);
  expect(await (await ask('/')).text()).toContain(`since ${local(since)}: ${text}`);
});

describe('the status', () => {
  it('is taken once a second, however many ask', async () => {
    const clock = new VirtualClock();
    let taken = 0;
    const another = await start({
      clock,
      view() {
        taken += 1;
        return {
          report,
          timeline: { since: '2026-11-25T10:00:00.000Z', entries: [], addresses: {} },
          nextLook: null,
        };
      },
    });
    const askIt = (path: string) => fetch(`http://127.0.0.1:${another.port}${path}`);

    await Promise.all(Array.from({ length: 20 }, (_, n) => askIt(n % 2 ? '/' : '/healthz')));
    expect(taken).toBe(1);

    report = { ...report, status: 'failing' };
    await clock.advance(999);
    expect((await askIt('/healthz')).status).toBe(200);
    await clock.advance(1);
    expect((await askIt('/healthz')).status).toBe(503);
    another.endpoint.close();
  });
});

describe('/livez', () => {
  it('asks the loop, not the provider', async () => {
    report = { ...report, status: 'failing' };
    expect((await ask('/livez')).status).toBe(200);

    alive = false;
    expect((await ask('/livez')).status).toBe(503);
  });
});

describe('/', () => {
  it('tells people what is known, and what is wrong', async () => {
    report = {
      ...report,
      ...{ status: 'failing', addressErrors: { ipv4: 'the sources disagree', ipv6: null } },
      nat: { kind: 'double-nat', message: 'the router has 192.168.0.2' },
      targets: [
        {
          ...{
            provider: 'godaddy',
            title: 'GoDaddy',
            domain: 'example.com',
            error: 'bad key',
            retryAt: '2026-01-01T01:00:00.000Z',
          },
          records: [
            {
              ...{ name: 'home', fqdn: 'home.example.com', type: 'A', value: '81.2.69.1', wanted: null },
              ...{ ttl: 600, ttlIsAuto: false, state: 'unknown' },
              ...{ changedAt: '2026-01-01T00:00:00.000Z', error: 'no answer' },
            },
          ],
        },
      ],
      sources: [
        {
          ...{ name: 'aws', family: 'ipv4', state: 'resting', reason: 'says 81.2.95.66' },
          ...{ failures: 0, lies: 9, alwaysWrong: true },
        },
      ],
    };

    const response = await ask('/');

    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const page = await response.text();
    for (const fact of [
      ...['1.2.3: failing', 'IPv4 81.2.69.1', 'the sources disagree', 'the router has 192.168.0.2'],
      ...[
        'example.com at GoDaddy',
        `bad key (next try ${local('2026-01-01T01:00:00.000Z')})`,
        'home.example.com  A  last known 81.2.69.1  TTL 600',
      ],
      ...[
        `not confirmed  (last change ${local('2026-01-01T00:00:00.000Z')})`,
        'no answer',
        'aws (IPv4), always wrong: says 81.2.95.66',
      ],
    ])
      expect(page).toContain(fact);
  });
});

describe('under a name that is not of this home', () => {
  const under = (host: string, path: string, method = 'GET') =>
    say(`${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n\r\n`);

  it.each(['/', '/nothing'])('%s is not told, and the answer names the setting', async (path) => {
    const answer = await under('evil.example:8080', path);

    expect(answer).toMatch(/^HTTP\/1\.1 421 Misdirected Request\r\n/);
    expect(answer).toContain('HTTP_ALLOWED_HOSTS');
    expect(answer).toContain('evil.example');
  });

  it.each([
    ['ok', 200],
    ['failing', 503],
  ] as const)('/healthz tells no more than its status code: %s', async (status, code) => {
    report = { ...report, status };

    const answer = await under('evil.example', '/healthz');

    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${code} `));
    expect(answer).toContain('HTTP_ALLOWED_HOSTS');
    expect(answer).not.toContain('81.2.69.1');
    expect(await under('example.com', '/healthz')).toContain('81.2.69.1');
  });

  it('/livez is told', async () => {
    expect(await under('evil.example', '/livez')).toMatch(/200 OK.*alive/s);
  });
});

describe('every answer', () => {
  it.each(['/healthz', '/livez', '/', '/nothing'])(
    'of %s is neither kept, nor guessed at, nor shared',
    async (path) => {
      const { headers } = await ask(path);

      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('server')).toBeNull();
    },
  );

  it('to HEAD is that to GET without the body', async () => {
    const [head, get] = [await ask('/healthz', { method: 'HEAD' }), await ask('/healthz')];

    expect(head.status).toBe(get.status);
    expect(head.headers.get('content-length')).toBe(get.headers.get('content-length'));
    expect(await head.text()).toBe('');
  });
});

describe('what is not there', () => {
  it.each(['/healthz/', '/healthz%00', '/index.html', '/../etc/passwd', '//livez', '/HEALTHZ'])(
    'is answered 404: %s',
    async (path) => {
      const answer = await say(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);

      expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    },
  );

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('is the method %s', async (method) => {
    const response = await ask('/healthz', { method });

    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  });
});

it('a caller that ends its side behind its request is answered, though the answer takes its time', async () => {
  const answer = await say('GET / HTTP/1.1\r\nhost: x\r\naccept: text/html\r\n\r\n', { isAll: true });

  expect(answer).toMatch(/^HTTP\/1\.1 200 .*<html/s);
});

describe('whoever sends too much', () => {
  it('in headers is refused', async () => {
    const answer = await say(`GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(9000)}\r\n\r\n`);

    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('in a body gets the answer, and the connection is ended', async () => {
    const answer = await say(`GET /livez HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhello`);

    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer.toLowerCase()).toContain('connection: close');
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  it('that is no HTTP is refused', async () => {
    expect(await say('\x16\x03\x01\x02\x00 hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('in connections gets no more than 64', async () => {
    const closed: Socket[] = [];
    const all = await Promise.all(Array.from({ length: 70 }, open));
    for (const socket of all) socket.on('close', () => closed.push(socket)).resume();

    while (closed.length < 6) await new Promise((resolve) => setImmediate(resolve));

    const kept = all.filter((socket) => !closed.includes(socket));
    expect(kept).toHaveLength(64);
    const [first] = kept;
    first?.write('GET /livez HTTP/1.1\r\nhost: x\r\n\r\n');
    const [answer] = first ? await once(first, 'data') : [];
    expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('the endpoint', () => {
  it('tells that its port is taken instead of failing', async () => {
    const { promise: refused, resolve: refuse } = Promise.withResolvers<Error>();
    const second = startEndpoint({
      ...home,
      ...{
        port,
        host: '127.0.0.1',
        clock: systemClock,
        mark: 'here',
        view: () => ({
          report,
          timeline: { since: '2026-11-25T10:00:00.000Z', entries: [], addresses: {} },
          nextLook: null,
        }),
        isAlive: () => alive,
        lookNow: () => ({ sources: 0, hosts: 30_000 }),
      },
      onListening: () => {},
      onError: refuse,
    });

    const { message } = await refused;

    second.close();
    expect(message).toContain('EADDRINUSE');
    expect((await ask('/livez')).status).toBe(200);
  });

  it('ends open connections when it is closed', async () => {
    const socket = await open();
    socket.resume();
    const ended = once(socket, 'close');

    endpoint.close();

    await ended;
    await expect(ask('/livez')).rejects.toThrow();
  });
});
