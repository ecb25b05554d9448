import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsProxy } from 'node:https';
import { type AddressInfo, connect, type createServer as createTcpServer, type Socket } from 'node:net';
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import { createHttp, type HttpClient, type HttpRequest } from '../../src/http/client.ts';
import { sharedLookup } from '../../src/net/lookup.ts';
import { socksProxy } from '../support/socks-proxy.ts';
import { createAuthority } from '../world/authority.ts';

const never = new AbortController().signal;
const authority = createAuthority();
const { key, certificate: cert } = authority.issue(['api.example', 'proxy.example']);
// All names are this machine; the proxy is asked for names, so it has to know them too.
const lookup = sharedLookup((_, __, found) => found(null, [{ address: '127.0.0.1', family: 4 }]));

let origin: Server;
let port: number;
let asked: IncomingMessage[];
let http: HttpClient;
const closers: (() => void)[] = [];

async function listening<T extends Server | ReturnType<typeof createTcpServer>>(server: T): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closers.push(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

beforeEach(async () => {
  asked = [];
  setDefaultCACertificates([...getCACertificates('bundled'), authority.certificate]);
  origin = createServer((request, response) => {
    asked.push(request);
    response.end('hello');
  });
  port = await listening(origin);
});
afterEach(async () => {
  await http.close();
  setDefaultCACertificates(getCACertificates('bundled'));
  for (const close of closers.splice(0)) close();
});

/** A TLS server that hands each connection to the origin. */
function secureOrigin(): Promise<number> {
  return listening(createTlsServer({ key, cert }, (socket) => origin.emit('connection', socket)));
}

function through(proxy: string, timeout = 60_000): void {
  http = createHttp({ userAgent: 'homemade-ddns/test', timeout, lookup, proxy: { http: proxy } });
}

const put = (request: Partial<HttpRequest> = {}) =>
  http({ url: `http://api.example:${port}/a?b=c`, method: 'PUT', body: '[]', signal: never, ...request });

const failureOf = (request: Partial<HttpRequest> = {}) =>
  put(request).then(
    () => expect.unreachable('it was answered'),
    (thrown: unknown) => (thrown instanceof Failure ? thrown : expect.unreachable(String(thrown))),
  );

type OnConnect = (request: IncomingMessage, socket: Socket) => void;

/** Connects to this machine, whatever name it is asked for. */
const pass: OnConnect = (request, socket) => {
  const to = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1');
  to.on('error', () => socket.destroy());
  socket.on('error', () => to.destroy());
  to.once('connect', () => {
    socket.write('HTTP/1.1 200 Connection established\r\nvia: test\r\n\r\n');
    socket.pipe(to).pipe(socket);
  });
};

/** An HTTP proxy; forwarded requests are answered with this status. */
async function httpProxy(onConnect: OnConnect = pass, status = 200): Promise<string> {
  const proxy = createServer((request, response) => {
    asked.push(request);
    response.writeHead(status).end('forwarded');
  });
  proxy.on('connect', (request: IncomingMessage, socket: Socket) => {
    asked.push(request);
    onConnect(request, socket);
  });
  return `127.0.0.1:${await listening(proxy)}`;
}

const answering =
  (text: string): OnConnect =>
  (_, socket) =>
    void socket.end(text);

describe('a proxy that speaks HTTP', () => {
  it('is asked for a tunnel to a host with TLS, with the credentials of its URL', async () => {
    through(`http://me:p%40ss@${await httpProxy()}`);
    const securePort = await secureOrigin();

    const answer = await put({ url: `https://api.example:${securePort}/` });

    expect(answer.text).toBe('hello');
    expect(asked[0]).toMatchObject({ method: 'CONNECT', url: `api.example:${securePort}` });
    expect(asked[0]?.headers['proxy-authorization']).toBe(`Basic ${btoa('me:p@ss')}`);
    expect(asked[1]?.headers['proxy-authorization']).toBeUndefined();
  });

  it('is asked for the URL itself without TLS', async () => {
    through(`http://me:p%40ss@${await httpProxy()}`);

    expect((await put()).text).toBe('forwarded');

    expect(asked).toMatchObject([{ method: 'PUT', url: `http://api.example:${port}/a?b=c` }]);
    expect(asked[0]?.headers).toMatchObject({
      host: `api.example:${port}`,
      'proxy-authorization': `Basic ${btoa('me:p@ss')}`,
    });
  });

  it('may itself be reached over TLS', async () => {
    const proxy = createTlsProxy({ key, cert }, (request, response) => {
      asked.push(request);
      response.end('forwarded');
    });
    proxy.on('connect', pass);
    through(`https://proxy.example:${await listening(proxy)}`);
    const securePort = await secureOrigin();

    const answers = [await put(), await put({ url: `https://api.example:${securePort}/` })];

    expect(answers.map(({ text }) => text)).toEqual(['forwarded', 'hello']);
  });

  it('is the one that failed when it never answers', async () => {
    const proxy = await httpProxy(() => {});
    through(`http://${proxy}`, 100);

    const failure = await failureOf({ url: 'https://api.example/' });

    expect(failure).toMatchObject({ unconfirmed: false, unanswered: true });
    expect(failure.message).toBe(`the proxy ${proxy}, on the way to api.example: no answer within 0.1 s`);
  });

  it('lets a request go at once that is stopped while it is silent', async () => {
    const stop = new AbortController();
    through(`http://${await httpProxy(() => stop.abort())}`);

    expect(await failureOf({ url: 'https://api.example/', signal: stop.signal })).toMatchObject({
      unsent: true,
      unconfirmed: false,
    });
  });

  it.each([
    ['with 407', 'HTTP/1.1 407 No\r\n\r\n', 'it asks for a user and a password'],
    ['with 403', 'HTTP/1.1 403 No\r\n\r\n', 'it refused to connect to api.example:443 (HTTP 403)'],
    ['with 502', 'HTTP/1.0 502 No\r\n\r\n', 'it refused to connect to api.example:443 (HTTP 502)'],
    ['in another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', 'it does not speak HTTP'],
    ['in another version', 'HTTP/2.0 200 No\r\n\r\n', 'it does not speak HTTP/1.1'],
    ['without end', `HTTP/1.1 200 ${'x'.repeat(20_000)}`, 'its answer has no end'],
    ['half', 'HTTP/1.1 200', 'it closed the connection'],
    ['nothing', '', 'it closed the connection'],
  ])('is the one that failed when it answers %s', async (_, text, reason) => {
    const proxy = await httpProxy(answering(text));
    through(`http://${proxy}`);

    const failure = await failureOf({ url: 'https://api.example/' });

    expect(failure).toMatchObject({ kind: 'transient', unconfirmed: false, unanswered: true });
    expect(failure.message).toContain(`the proxy ${proxy}, on the way to api.example:443: ${reason}`);
  });

  it('is the one that refused its own credentials', async () => {
    const proxy = await httpProxy(answering('HTTP/1.1 407 No\r\n\r\n'));
    through(`http://me:secret@${proxy}`);

    const failure = await failureOf({ url: 'https://api.example/' });

    expect(failure.message).toContain('it refused the user or the password in its URL (HTTP 407)');
    expect(failure.message).not.toContain('secret');
  });

  it('carried nothing out when it answers 407 in place of the host', async () => {
    const proxy = await httpProxy(pass, 407);
    through(`http://${proxy}`);

    const failure = await failureOf();

    expect(failure).toMatchObject({ kind: 'transient', unconfirmed: false, unanswered: true });
    expect(failure.message).toContain(`the proxy ${proxy}, on the way to api.example:${port}: it asks for`);
  });

  it('has no part in what fails behind it', async () => {
    through(`http://${await httpProxy()}`);

    const failure = await failureOf({ url: `https://api.example:${port}/` });

    expect(failure.message).toMatch(/^api\.example:\d+: the connection failed/);
    expect(failure).toMatchObject({ unconfirmed: false });
  });
});

describe.each(['http', 'https', 'socks5'])('a dead proxy with %s', (scheme) => {
  it.each(['http', 'https'])('is named for an %s URL, and nothing was carried out', async (protocol) => {
    through(`${scheme}://127.0.0.1:1`);

    const failure = await failureOf({ url: `${protocol}://api.example/` });

    expect(failure).toMatchObject({ unconfirmed: false, unanswered: true });
    expect(failure.message).toMatch(
      /^the proxy 127\.0\.0\.1:1, on the way to api\.example(:\d+)?: nothing answers on that port$/,
    );
  });
});

it('says of a proxy that cannot be used what is wrong with its URL, without the URL', async () => {
  through('me:secret@proxy:3128');

  const failure = await failureOf();

  expect(failure).toMatchObject({ unconfirmed: false });
  expect(failure.message).toBe(
    `the proxy for api.example:${port} cannot be used: its URL does not begin with http:// or another scheme`,
  );
});

describe('a SOCKS5 proxy', () => {
  it.each([
    ['', undefined],
    ['me:p%40ss@', 'me:p@ss'],
  ])('leads to hosts with and without TLS, with "%s" before its host', async (userinfo, credentials) => {
    const proxy = await socksProxy(credentials);
    closers.push(proxy.close);
    through(`socks5://${userinfo}127.0.0.1:${proxy.port}`);
    const securePort = await secureOrigin();

    const answers = [await put(), await put({ url: `https://api.example:${securePort}/` })];

    expect(answers.map(({ text }) => text)).toEqual(['hello', 'hello']);
    expect(proxy.asked).toEqual([`api.example:${port}`, `api.example:${securePort}`]);
  });

  it('is asked for addresses as such', async () => {
    const proxy = await socksProxy();
    closers.push(proxy.close);
    through(`socks5://127.0.0.1:${proxy.port}`);

    await put({ url: `http://127.0.0.1:${port}/` });
    await failureOf({ url: 'http://[2001:db8::1]:1/' });

    expect(proxy.asked).toEqual([`127.0.0.1:${port}`, '2001:db8::1:1']);
  });

  it('is the one that asks for a password, or refuses it', async () => {
    const proxy = await socksProxy('me:secret');
    closers.push(proxy.close);
    const messages: string[] = [];
    for (const userinfo of ['', 'me:wrong@']) {
      through(`socks5://${userinfo}127.0.0.1:${proxy.port}`);
      messages.push((await failureOf()).message);
      await http.close();
    }

    expect(messages[0]).toContain('it asks for a user and a password');
    expect(messages[1]).toContain('it refused the user or the password in its URL');
  });

  it('says why it did not connect', async () => {
    const proxy = await socksProxy();
    closers.push(proxy.close);
    through(`socks5://127.0.0.1:${proxy.port}`);

    const failure = await failureOf({ url: 'http://api.example:1/' });

    expect(failure.message).toContain('it did not connect to api.example:1: nothing answers there');
    expect(failure.unconfirmed).toBe(false);
  });

  it('is told apart from a server that speaks something else', async () => {
    through(`socks5://${await httpProxy()}`);

    expect((await failureOf()).message).toContain('it does not speak SOCKS5');
  });
});
