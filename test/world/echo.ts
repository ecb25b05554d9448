import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { type Family, familyOf } from '../../src/ip/address.ts';
import type { Isp } from './isp.ts';

/** How an echo writes the address. `by-path`: a trace at `/cdn-cgi/trace`, JSON at `/json` or `?format=json`, else text. */
export type EchoForm =
  | 'by-path'
  | 'text'
  | 'json'
  | 'json-other'
  | 'trace'
  | 'trace-warp'
  | 'html-typed-text';

/** What an echo does: tell the truth, lie, or one of the ways in which web servers go wrong. */
export type EchoMode =
  | 'honest'
  | { readonly lie: string }
  | 'private'
  | 'carrier-grade-nat'
  | 'wrong-family'
  | 'captive-portal'
  | 'empty'
  | 'huge'
  | 'hang'
  | 'stall'
  | 'redirect-elsewhere'
  | 'redirect-here'
  | 'redirect-for-ever'
  | 'too-many-requests'
  | 'error'
  | 'drop';

export interface EchoOptions {
  readonly isp: Isp;
  /** The family whose address it tells, default ipv4. */
  readonly family?: Family;
  /** Where it listens, default 127.0.0.1; 0.0.0.0 in a container. */
  readonly host?: string;
  /** Default: any free port. */
  readonly port?: number;
  readonly mode?: EchoMode;
  readonly form?: EchoForm;
  /** Where `redirect-elsewhere` leads. */
  readonly elsewhere?: string;
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A web server that tells its callers which address the home has. `mode` and `form` can be set at any time. */
export interface Echo {
  mode: EchoMode;
  form: EchoForm;
  /** `http://HOST:PORT`, without a path. */
  readonly url: string;
  readonly port: number;
  /** Requests so far. */
  requests(): number;
  /** The headers of the last request. */
  lastHeaders(): IncomingMessage['headers'];
  /** Requests whose answer the caller did not wait for. */
  abandoned(): number;
  close(): Promise<void>;
}

const portal =
  '<!DOCTYPE html><html><title>Welcome to our Wi-Fi</title><body>81.2.69.1 Please log in.</body></html>';
const hugeBytes = 10 * 1024 * 1024;

export async function startEcho(options: EchoOptions): Promise<Echo> {
  const { isp, family = 'ipv4', host = '127.0.0.1', port = 0, tls } = options;
  const sockets = new Set<Socket>();
  let requests = 0;
  let abandoned = 0;
  let lastHeaders: IncomingMessage['headers'] = {};

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    requests += 1;
    lastHeaders = request.headers;
    response.on('close', () => {
      if (!response.writableFinished) abandoned += 1;
    });
    const address = isp.address(family);
    if (!isp.online || address === undefined) return request.destroy();
    if (!misbehave(request, response)) tell(request, response, spoken(echo.mode, address, family));
  };

  /** Answers in a way that is no address; false when the mode is about what is said. */
  function misbehave(request: IncomingMessage, response: ServerResponse): boolean {
    const redirect = (location: string) => response.writeHead(302, { location }).end();
    switch (echo.mode) {
      case 'captive-portal':
        response.writeHead(200, { 'content-type': 'text/html' }).end(portal);
        return true;
      case 'empty':
        response.end();
        return true;
      case 'huge':
        response.writeHead(200, { 'content-length': hugeBytes }).end(Buffer.alloc(hugeBytes, ' '));
        return true;
      case 'hang':
        return true;
      case 'stall':
        response.writeHead(200, { 'content-length': 64 }).write('81.');
        return true;
      case 'redirect-elsewhere':
        redirect(options.elsewhere ?? 'http://127.0.0.99/');
        return true;
      case 'redirect-here':
        if (request.url?.includes('again')) return false;
        redirect(`${request.url?.split('?')[0]}?again`);
        return true;
      case 'redirect-for-ever':
        redirect(request.url ?? '/');
        return true;
      case 'too-many-requests':
        response.writeHead(429, { 'retry-after': '600' }).end('slow down');
        return true;
      case 'error':
        response.writeHead(500).end('internal error');
        return true;
      case 'drop':
        request.destroy();
        return true;
      default:
        return false;
    }
  }

  function tell(request: IncomingMessage, response: ServerResponse, address: string): void {
    const form = echo.form === 'by-path' ? formOf(request.url ?? '/') : echo.form;
    const [type, body] = written[form](address);
    response.writeHead(200, { 'content-type': type }).end(body);
  }

  const server = tls ? createTlsServer(tls, answer) : createServer(answer);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const listening = server.address();
  if (listening === null || typeof listening === 'string') throw new Error('the echo listens on no port');
  const bound = listening.port;

  const echo: Echo = {
    mode: options.mode ?? 'honest',
    form: options.form ?? 'by-path',
    url: `${tls ? 'https' : 'http'}://${familyOf(host) === 'ipv6' ? `[${host}]` : host}:${bound}`,
    port: bound,
    requests: () => requests,
    lastHeaders: () => lastHeaders,
    abandoned: () => abandoned,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return echo;
}

/** The address that is said in the modes that say one. */
function spoken(mode: EchoMode, truth: string, family: Family): string {
  if (typeof mode === 'object') return mode.lie;
  if (mode === 'private') return family === 'ipv4' ? '192.168.1.20' : 'fd12:3456:789a::20';
  if (mode === 'carrier-grade-nat') return '100.64.7.20';
  if (mode === 'wrong-family') return family === 'ipv4' ? '2a02:8010:6000::99' : '81.2.69.99';
  return truth;
}

function formOf(url: string): Exclude<EchoForm, 'by-path'> {
  if (url.startsWith('/cdn-cgi/trace')) return 'trace';
  return /^\/json|format=json/.test(url) ? 'json' : 'text';
}

const trace = (address: string, warp: string) =>
  [
    ...['fl=29f97', 'h=api.cloudflare.com', `ip=${address}`, 'ts=1764000000.123', 'visit_scheme=https'],
    ...[
      'uag=homemade-ddns',
      'colo=FRA',
      'sliver=none',
      'http=http/1.1',
      'loc=DE',
      'tls=TLSv1.3',
      'sni=plaintext',
    ],
    ...[`warp=${warp}`, 'gateway=off', 'rbi=off', 'kex=X25519', ''],
  ].join('\n');

const written: Record<Exclude<EchoForm, 'by-path'>, (address: string) => [type: string, body: string]> = {
  text: (address) => ['text/plain', `${address}\n`],
  'html-typed-text': (address) => ['text/html; charset=UTF-8', address],
  json: (address) => ['application/json', JSON.stringify({ ip: address })],
  'json-other': (address) => ['application/json', JSON.stringify({ origin: address })],
  trace: (address) => ['text/plain', trace(address, 'off')],
  'trace-warp': (address) => ['text/plain', trace(address, 'on')],
};
