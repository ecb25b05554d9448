import { once } from 'node:events';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Authority } from '../../world/authority.ts';
import type { PretendRequest } from '../../world/pretend-server.ts';
import { type Home, nowMs, toldBy } from './home.ts';
import { apiHost, literals } from './places.ts';
import { answerOf, type HomeAt } from './world-dns.ts';

// All that the pretend internet serves over HTTPS, with HTTP/1.1 and HTTP/2: the DNS host's API, DNS over HTTPS and the address.

/** As large as those of real services: 953 and 643 bytes. */
const padding = Array.from({ length: 9 }, (_, nth) => `alternative-name-number-${nth}.cdn-edge.example.net`);

export function certificates(
  authority: Authority,
): (names: readonly string[]) => { key: string; cert: string } {
  return (names) => {
    const { key, certificate } = authority.issue([...names, ...padding]);
    return { key, cert: certificate + authority.certificate };
  };
}

export async function serveHttps(homeAt: HomeAt, authority: Authority): Promise<void> {
  const issue = certificates(authority);
  const contexts = new Map<string, SecureContext>();
  const contextOf = (name: string) => {
    const context = contexts.get(name) ?? createSecureContext(issue([name]));
    contexts.set(name, context);
    return context;
  };
  const server = createSecureServer({
    ...issue(literals),
    allowHTTP1: true,
    SNICallback: (name, done) => done(null, literals.includes(name) ? undefined : contextOf(name)),
  });
  server.on('secureConnection', (socket) => {
    const home = homeAt(socket.remoteAddress);
    if (home) home.connections += 1;
    socket.on('error', () => {});
  });
  server.on('tlsClientError', () => {});
  // inadyn sends blanks behind a request of HTTP/1.0, at which real servers do not look.
  server.on('clientError', () => {});
  server.on('request', (request, response) => {
    answer(request, response).catch(() => response.stream?.destroy());
  });
  server.listen(443, '0.0.0.0');
  await once(server, 'listening');

  async function answer(request: Http2ServerRequest, response: Http2ServerResponse): Promise<void> {
    const home = homeAt(request.socket.remoteAddress);
    if (!home) return void request.socket.destroy();
    const host = String(request.headers[':authority'] ?? request.headers.host).replace(/:\d+$/, '');
    const url = new URL(request.url, `https://${host}`);
    if (host === apiHost && url.pathname.startsWith('/client/')) return callApi(home, url, request, response);
    if (url.pathname === '/dns-query') return byHttps(home, url, response);
    response.writeHead(200, { 'content-type': home.trouble.portal ? 'text/html' : 'text/plain' });
    response.end(pageOf(home, url));
  }
}

async function callApi(home: Home, url: URL, request: Http2ServerRequest, response: Http2ServerResponse) {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  home.calls.push(nowMs());
  // ddclient asks for `/zones/`, which is answered as `/zones`.
  const path = url.pathname.replace(/\/$/, '');
  const asked: PretendRequest = {
    method: request.method,
    path,
    segments: path.slice(1).split('/').map(decodeURIComponent),
    query: url.searchParams,
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
  const { fault, answer } = await home.api.meet(asked);
  home.look();
  if (fault?.kind === 'hang' || !answer) return;
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-length': Buffer.byteLength(answer.body ?? ''),
  });
  response.end(answer.body ?? '');
}

function byHttps(home: Home, url: URL, response: Http2ServerResponse): void {
  const query = Buffer.from(url.searchParams.get('dns') ?? '', 'base64url');
  const message = query.length > 0 ? answerOf(query, home, `https:${url.hostname}`, false) : undefined;
  response.writeHead(message ? 200 : 400, { 'content-type': 'application/dns-message' });
  response.end(message ?? '');
}

/** Cloudflare's networks, as a program may ask for them. */
const networks = ['104.16.0.0/13', '104.24.0.0/14', '172.64.0.0/13', '162.158.0.0/15'].join('\n');

function pageOf(home: Home, { hostname, pathname }: URL): string {
  if (pathname.startsWith('/ips-v')) return networks;
  const address = toldBy(home, `https:${hostname}`, false);
  const { portal } = home.trouble;
  if (portal !== undefined)
    return `<!DOCTYPE html><html><title>Welcome</title><body>Your address is ${portal}. Please log in.</body></html>`;
  if (pathname === '/cdn-cgi/trace')
    return [
      `fl=29f97`,
      `h=${hostname}`,
      `ip=${address}`,
      'ts=1764000000.123',
      'visit_scheme=https',
      'colo=FRA',
      '',
    ].join('\n');
  return pathname.includes('json') ? JSON.stringify({ ip: address }) : address;
}
