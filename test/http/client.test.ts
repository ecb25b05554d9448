import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import { createHttp, type HttpRequest } from '../../src/http/client.ts';
import { sharedLookup } from '../../src/net/lookup.ts';

let server: Server;
let url: string;
let respond: (response: ServerResponse) => void;
let seen: { headers: NodeJS.Dict<string | string[]>; method: string | undefined }[];
const http = createHttp({ userAgent: 'homemade-ddns/test', timeout: 500 });
const never = new AbortController().signal;

beforeEach(async () => {
  seen = [];
  respond = (response) => response.end('hello');
  server = createServer((request, response) => {
    seen.push({ headers: request.headers, method: request.method });
    respond(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function failureOf(request: Partial<HttpRequest> = {}): Promise<Failure> {
  const error: unknown = await http({ url, signal: never, ...request }).then(
    () => undefined,
    (thrown) => thrown,
  );
  if (!(error instanceof Failure)) throw new Error(`expected a Failure, got ${error}`);
  return error;
}

describe('the HTTP client', () => {
  it('gives status, headers and text of any answer and says who asks', async () => {
    respond = (response) => response.writeHead(418, { 'x-note': 'short' }).end('teapot');

    const answer = await http({ url, signal: never });

    expect(answer).toMatchObject({ status: 418, text: 'teapot', headers: { 'x-note': 'short' } });
    expect(seen[0]?.headers['user-agent']).toBe('homemade-ddns/test');
  });

  it('does not follow redirects', async () => {
    respond = (response) => response.writeHead(302, { location: '/elsewhere' }).end();

    expect((await http({ url, signal: never })).status).toBe(302);
    expect(seen).toHaveLength(1);
  });

  it('sends a write once', async () => {
    respond = (response) => response.destroy();

    const failure = await failureOf({ method: 'PUT', body: '[]' });

    expect(failure).toMatchObject({ kind: 'transient', unconfirmed: true });
    expect(seen).toHaveLength(1);
  });

  it('knows that a refused connection sent nothing', async () => {
    server.close();
    server.closeAllConnections();

    const failure = await failureOf({ method: 'PUT', body: '[]' });

    expect(failure).toMatchObject({ kind: 'transient', unconfirmed: false });
    expect(failure.message).toContain('nothing answers on that port');
  });

  it('knows that a name that does not resolve sent nothing', async () => {
    const failure = await failureOf({ url: 'http://nowhere.invalid/', method: 'PUT' });

    expect(failure).toMatchObject({ kind: 'transient', unconfirmed: false });
  });

  it('ends a request without an answer, unconfirmed', async () => {
    respond = () => {};

    const failure = await failureOf({ method: 'PUT', body: '[]' });

    expect(failure).toMatchObject({ kind: 'transient', unconfirmed: true });
    expect(failure.message).toContain('no answer within 0.5 s');
  });

  it('ends an answer that never comes to its end', async () => {
    respond = (response) => {
      response.write('slow');
    };

    expect(await failureOf()).toMatchObject({ kind: 'transient', unconfirmed: true });
  });

  it('holds no more than was allowed', async () => {
    respond = (response) => response.end('x'.repeat(5_000));

    expect((await failureOf({ maxBytes: 4_096 })).message).toContain('larger than 4096 bytes');
  });

  it('stops when it is told to', async () => {
    respond = () => {};
    const controller = new AbortController();
    setImmediate(() => controller.abort());

    expect((await failureOf({ signal: controller.signal })).message).toContain('was stopped');
  });

  it('connects over the family asked for only', async () => {
    expect((await http({ url, signal: never, family: 'ipv4' })).status).toBe(200);
    const { port } = server.address() as AddressInfo;

    const failure = await failureOf({ url: `http://localhost:${port}/`, family: 'ipv6' });

    expect(failure.unconfirmed).toBe(false);
  });

  it('goes through the proxy it is given, and not for hosts it shall not', async () => {
    const tunnels: string[] = [];
    server.on('connect', (request, socket) => {
      tunnels.push(String(request.url));
      socket.destroy();
    });
    const proxied = createHttp({
      userAgent: 'x',
      timeout: 500,
      proxy: { http: url, https: url, none: '127.0.0.1' },
    });

    const direct = await proxied({ url, signal: never });
    await proxied({ url: 'https://api.example.invalid/', signal: never }).catch(() => {});
    await proxied.close();

    expect(direct.text).toBe('hello');
    expect(tunnels).toEqual(['api.example.invalid:443']);
  });

  it('closes although its proxy cannot be used', async () => {
    const proxied = createHttp({
      userAgent: 'homemade-ddns/test',
      timeout: 500,
      proxy: { https: 'nonsense' },
    });

    await expect(proxied({ url: 'https://192.0.2.1/', signal: never })).rejects.toThrow(Failure);

    await expect(proxied.close()).resolves.toBeUndefined();
  });

  it('looks up the name of its proxy by the lookup it was given', async () => {
    const asked: string[] = [];
    const lookup = sharedLookup((host, _, answer) => {
      asked.push(host);
      answer(null, [{ address: '127.0.0.1', family: 4 }]);
    });
    const proxy = { http: url.replace('127.0.0.1', 'proxy.example') };
    const proxied = createHttp({ userAgent: 'homemade-ddns/test', timeout: 500, proxy, lookup });

    expect((await proxied({ url: 'http://dns.example/', signal: never })).text).toBe('hello');
    expect(asked).toEqual(['proxy.example']);
    await proxied.close();
  });
});
