import { createServer as createPlain, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { type AddressInfo, connect, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { createHttp, type HttpClient } from '../../src/http/client.ts';
import { createAuthority } from '../world/authority.ts';

/** What a server does with one request. */
export type Deed = (request: IncomingMessage, response: ServerResponse, body: string) => void;

export interface FaultyServers {
  /** What all of them do now. */
  deed: Deed;
  /** Whether a connection is broken off before anything is said. */
  isGone: boolean;
  /** What they were asked, oldest first: method and path. */
  readonly asked: string[];
  /** A client to which every name is one of them. */
  client(options?: { readonly isTrusted?: boolean; readonly timeout?: number }): HttpClient;
  close(): Promise<void>;
}

/** Real servers under the names of others, reached through a proxy: by TLS with a certificate of a CA of their own, and without. */
export async function faultyServers(names: readonly string[]): Promise<FaultyServers> {
  const authority = createAuthority();
  const { key, certificate: cert } = authority.issue(names);
  const clients: HttpClient[] = [];
  const servers = {
    deed: (() => {}) as Deed,
    isGone: false,
    asked: [] as string[],
    client({ isTrusted = true, timeout = 5_000 } = {}) {
      const proxy = { http: `http://127.0.0.1:${portOf(plain)}` };
      const made = createHttp({
        userAgent: 'test',
        timeout,
        proxy,
        ...(isTrusted && { ca: authority.certificate }),
      });
      clients.push(made);
      return made;
    },
    async close() {
      await Promise.all(clients.map((one) => one.close()));
      for (const one of [plain, secure]) {
        one.closeAllConnections();
        one.close();
      }
    },
  };
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('error', () => {});
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      servers.asked.push(`${request.method} ${request.url}`);
      servers.deed(request, response, Buffer.concat(chunks).toString());
    });
  };
  const secure = createSecure({ key, cert }, answer);
  const plain = createPlain((request, response) => {
    if (servers.isGone) request.destroy();
    else answer(request, response);
  });
  plain.on('connect', (_: IncomingMessage, near: Duplex) => {
    near.on('error', () => {});
    if (servers.isGone) return near.destroy();
    const far = connect(portOf(secure), '127.0.0.1', () => {
      near.write('HTTP/1.1 200 OK\r\n\r\n');
      far.pipe(near).pipe(far);
    });
    far.on('error', () => near.destroy());
    far.on('close', () => near.destroy());
  });
  for (const one of [plain, secure])
    await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
  return servers;
}

function portOf(server: Server): number {
  const address = server.address() as AddressInfo;
  return address.port;
}

/** Answers as it is told. */
export const answering =
  (status: number, text = '', headers: Readonly<Record<string, string>> = {}): Deed =>
  (_, response) => {
    response.writeHead(status, headers).end(text);
  };

/** Takes the request and never says anything. */
export const silent: Deed = () => {};

/** Begins an answer and breaks off. */
export const brokenOff: Deed = (_, response) => {
  response.writeHead(200, { 'content-length': '1000' }).write('{"id":');
  setImmediate(() => response.destroy());
};

/** Repeats all that it was told, as a chatty server does with what it does not like. */
export const repeating: Deed = (request, response, body) => {
  const told = [request.url, ...Object.values(request.headers), body].join(' ');
  response.writeHead(500).end(JSON.stringify({ error: told, message: told, description: told }));
};
