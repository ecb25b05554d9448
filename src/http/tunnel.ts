import type { Socket } from 'node:net';
import { Failure } from '../base/failure.ts';
import { answerFrom } from '../net/handshake.ts';
import { type Server, serverText } from '../net/server.ts';

const longestAnswer = 16 * 1024;

/** Asks an HTTP proxy to connect the socket to the server (RFC 9110, section 9.3.6). Throws a Failure that says why not, as a continuation of "the proxy …: ". */
export async function openTunnel(
  socket: Socket,
  server: Server,
  credentials: string | undefined,
): Promise<void> {
  const to = serverText(server.host, server.port);
  const lines = [`CONNECT ${to} HTTP/1.1`, `Host: ${to}`];
  if (credentials !== undefined) lines.push(`Proxy-Authorization: ${basic(credentials)}`);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const status = await answerFrom(socket, statusOf);
  if (status === 407) throw new Failure('transient', unauthorized(credentials));
  if (status < 200 || status > 299)
    throw new Failure('transient', `it refused to connect to ${to} (HTTP ${status})`);
}

/** The header that gives a proxy its credentials (RFC 7617). */
export function basic(credentials: string): string {
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

/** What a 407 means, as a continuation of "the proxy …: ". */
export function unauthorized(credentials: string | undefined): string {
  if (credentials !== undefined) return 'it refused the user or the password in its URL (HTTP 407)';
  return 'it asks for a user and a password, as USER:PASSWORD@ before the host of its URL (HTTP 407)';
}

function statusOf(received: Buffer) {
  const head = received.toString('latin1', 0, longestAnswer);
  if (received.length >= 5 && !head.startsWith('HTTP/'))
    throw new Failure('transient', 'it does not speak HTTP');
  const end = head.indexOf('\r\n\r\n');
  if (end < 0) {
    if (received.length >= longestAnswer) throw new Failure('transient', 'its answer has no end');
    return undefined;
  }
  const status = /^HTTP\/1\.[01] (\d{3})\b/.exec(head)?.[1];
  if (status === undefined) throw new Failure('transient', 'it does not speak HTTP/1.1');
  return { value: Number(status), length: end + 4 };
}
