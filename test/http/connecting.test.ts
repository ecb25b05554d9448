import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import { createHttp, type HttpClient, type HttpOptions, type HttpRequest } from '../../src/http/client.ts';
import { type Resolver, sharedLookup } from '../../src/net/lookup.ts';
import { slowListener } from '../support/slow-listener.ts';
import { createAuthority } from '../world/authority.ts';

const never = new AbortController().signal;
const addressesOf =
  (...addresses: string[]): Resolver =>
  (_, __, found) =>
    found(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

let server: Server;
let port: number;
let respond: (response: ServerResponse) => void;
let requests: number;
let connections: number;
let http: HttpClient;

beforeEach(async () => {
  requests = 0;
  connections = 0;
  respond = (response) => response.end('hello');
  server = createServer((_, response) => {
    requests++;
    respond(response);
  });
  server.on('connection', () => connections++);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterEach(async () => {
  await http.close();
  server.closeAllConnections();
  server.close();
});

function client(resolver: Resolver = addressesOf('127.0.0.1'), options: Partial<HttpOptions> = {}): void {
  http = createHttp({
    userAgent: 'homemade-ddns/test',
    timeout: 60_000,
    lookup: sharedLookup(resolver),
    ...options,
  });
}

const put = (request: Partial<HttpRequest> = {}) =>
  http({ url: `http://a.example:${port}/`, method: 'PUT', body: '[]', signal: never, ...request });

const failureOf = (request: Partial<HttpRequest> = {}) =>
  put(request).then(
    () => expect.unreachable('it was answered'),
    (thrown: unknown) => (thrown instanceof Failure ? thrown : expect.unreachable(String(thrown))),
  );

describe('a request that has not left', () => {
  it.each(['signal', 'untilSent'] as const)(
    'ends at once when its %s aborts, while its name is looked up',
    async (kind) => {
      client(() => {});
      const stop = new AbortController();
      const failure = failureOf({ [kind]: stop.signal });
      stop.abort();

      expect(await failure).toMatchObject({ unsent: true, unconfirmed: false });
    },
  );

  it('ends at once while no connection stands', async () => {
    const slow = await slowListener();
    client();
    const stop = new AbortController();
    const failure = failureOf({ url: `http://a.example:${slow.port}/`, signal: stop.signal });
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();

    expect(await failure).toMatchObject({ unsent: true, unconfirmed: false });
    await slow.close();
  });

  it('ends at once when it was to end before it began', async () => {
    client();

    expect(await failureOf({ signal: AbortSignal.abort() })).toMatchObject({ unsent: true });
    expect(connections).toBe(0);
  });

  it('does not leave any more once it was given up', async () => {
    const waiting: (() => void)[] = [];
    client((host, options, found) => {
      waiting.push(() => addressesOf('127.0.0.1')(host, options, found));
    });
    const stop = new AbortController();
    const failure = failureOf({ signal: stop.signal });
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await failure;
    for (const answer of waiting.splice(0)) answer();
    await expect.poll(() => connections).toBe(1);
    const next = put();
    for (const answer of waiting.splice(0)) answer();
    await next;

    expect(requests).toBe(1);
  });

  it('is late while its name is looked up, and nothing was carried out', async () => {
    client(() => {}, { timeout: 50 });

    const failure = await failureOf();

    expect(failure).toMatchObject({ unconfirmed: false, unanswered: true, unsent: false });
    expect(failure.message).toBe(`a.example:${port}: no answer within 0.1 s`);
  });

  it('was not carried out when the other side speaks no TLS', async () => {
    client();

    const failure = await failureOf({ url: `https://a.example:${port}/` });

    expect(failure).toMatchObject({ kind: 'transient', unconfirmed: false });
    expect(failure.cause).toMatchObject({ code: 'ERR_SSL_WRONG_VERSION_NUMBER' });
  });

  it('was not carried out when the certificate is not trusted', async () => {
    const { key, certificate: cert } = createAuthority().issue(['a.example']);
    const tls = createTlsServer({ key, cert }).on('tlsClientError', () => {});
    await once(tls.listen(0, '127.0.0.1'), 'listening');
    client();

    const failure = await failureOf({ url: `https://a.example:${(tls.address() as AddressInfo).port}/` });

    expect(failure).toMatchObject({ unconfirmed: false });
    tls.close();
  });

  it('was not carried out when the other side hangs up during the handshake', async () => {
    const rude = createServer().on('connection', (socket) => socket.destroy());
    await once(rude.listen(0, '127.0.0.1'), 'listening');
    client();

    const failure = await failureOf({ url: `https://a.example:${(rude.address() as AddressInfo).port}/` });

    expect(failure).toMatchObject({ unconfirmed: false });
    rude.close();
  });
});

describe('a request that has left', () => {
  it('goes on when it should only not leave any more', async () => {
    client();
    const stop = new AbortController();
    respond = (response) => {
      stop.abort();
      setImmediate(() => response.end('done'));
    };

    expect((await put({ untilSent: stop.signal })).text).toBe('done');
  });

  it('ends with its signal, unconfirmed', async () => {
    client();
    const stop = new AbortController();
    respond = () => stop.abort();

    expect(await failureOf({ signal: stop.signal })).toMatchObject({ unsent: false, unconfirmed: true });
  });
});

describe('a host with several addresses', () => {
  it('is reached over a slow line although its other address leads nowhere', async () => {
    const slow = await slowListener();
    client(addressesOf('127.0.0.1', '::1'));
    // Longer than Node.js waits for one of several addresses.
    setTimeout(slow.answer, 600);

    expect((await put({ url: `http://a.example:${slow.port}/` })).text).toBe('slow');
    await slow.close();
  });

  it.each([undefined, 'ipv4'] as const)(
    'is asked at the second where the first refuses, family %s',
    async (family) => {
      client(addressesOf('127.0.0.9', '127.0.0.1'));

      expect((await put(family && { family })).text).toBe('hello');
    },
  );

  it('is asked at the second while the first is silent, in one family as well', async () => {
    const slow = await slowListener();
    const second = createServer((_, response) => response.end('second'));
    await once(second.listen(slow.port, '127.0.0.2'), 'listening');
    client(addressesOf('127.0.0.1', '127.0.0.2'));

    const answer = await put({ url: `http://a.example:${slow.port}/`, family: 'ipv4' });

    expect(answer.text).toBe('second');
    second.closeAllConnections();
    second.close();
    await slow.close();
  });
});

describe('kept connections', () => {
  it('serve the next request', async () => {
    client();

    await put();
    await put();

    expect(connections).toBe(1);
  });

  it('are closed when they are dropped, and not used again', async () => {
    client();
    await put();

    http.dropConnections();
    await put();

    expect(connections).toBe(2);
    await expect.poll(() => openConnections()).toBe(1);
  });

  it('finish what is under way when they are dropped', async () => {
    client();
    respond = (response) => {
      http.dropConnections();
      setImmediate(() => response.end('done'));
    };

    expect((await put()).text).toBe('done');
  });

  it('are closed with the client, dropped ones as well', async () => {
    client();
    respond = () => {};
    const failure = failureOf();
    await expect.poll(() => requests).toBe(1);
    http.dropConnections();

    await http.close();

    expect(await failure).toMatchObject({ unconfirmed: true });
  });
});

function openConnections(): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
}
