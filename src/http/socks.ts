import { isIPv4, isIPv6, type Socket } from 'node:net';
import { Failure } from '../base/failure.ts';
import { bytesOf } from '../ip/address-bytes.ts';
import { answerFrom } from '../net/handshake.ts';
import { type Server, serverText } from '../net/server.ts';

const version = 5;
const methods = { none: 0, password: 2 } as const;

// RFC 1928, section 6.
const refusals = new Map([
  [2, 'its rules do not allow it'],
  [3, 'it has no route to that network'],
  [4, 'it has no route to that host'],
  [5, 'nothing answers there on that port'],
  [6, 'it got no answer in time'],
]);

/**
 * Asks a SOCKS5 proxy to connect the socket to the server (RFC 1928, with the password of RFC 1929); the proxy
 * looks names up. Throws a Failure that says why not, as a continuation of "the proxy …: ".
 */
export async function openSocks(
  socket: Socket,
  server: Server,
  credentials: string | undefined,
): Promise<void> {
  const offered = credentials === undefined ? [methods.none] : [methods.none, methods.password];
  socket.write(Buffer.from([version, offered.length, ...offered]));
  const method = await answerFrom(socket, (received) => {
    if (received.length > 0 && received[0] !== version)
      throw new Failure('transient', 'it does not speak SOCKS5');
    return pair(received);
  });
  if (method === methods.password && credentials !== undefined) await logIn(socket, credentials);
  else if (method !== methods.none)
    throw new Failure('transient', 'it asks for a user and a password, or for more than that');

  const port = Buffer.alloc(2);
  port.writeUInt16BE(server.port);
  socket.write(Buffer.concat([Buffer.from([version, 1, 0]), addressBytes(server.host), port]));
  const code = await answerFrom(socket, replyOf);
  if (code === 0) return;
  const reason = refusals.get(code) ?? `SOCKS5 code ${code}`;
  throw new Failure('transient', `it did not connect to ${serverText(server.host, server.port)}: ${reason}`);
}

async function logIn(socket: Socket, credentials: string): Promise<void> {
  const at = credentials.indexOf(':');
  const parts = [credentials.slice(0, at), credentials.slice(at + 1)].map(counted);
  socket.write(Buffer.concat([Buffer.from([1]), ...parts]));
  if ((await answerFrom(socket, pair)) !== 0)
    throw new Failure('transient', 'it refused the user or the password in its URL');
}

/** The second of two bytes. */
function pair(received: Buffer) {
  const value = received[1];
  return value === undefined ? undefined : { value, length: 2 };
}

function replyOf(received: Buffer) {
  const [, code, , type, first] = received;
  if (code === undefined || type === undefined || first === undefined) return undefined;
  const address = type === 1 ? 4 : type === 4 ? 16 : 1 + first;
  const length = 4 + address + 2;
  return received.length < length ? undefined : { value: code, length };
}

function addressBytes(host: string): Buffer {
  if (isIPv4(host)) return Buffer.concat([Buffer.from([1]), bytesOf(host).subarray(12)]);
  if (isIPv6(host)) return Buffer.concat([Buffer.from([4]), bytesOf(host)]);
  return Buffer.concat([Buffer.from([3]), counted(host)]);
}

function counted(text: string): Buffer {
  const bytes = Buffer.from(text).subarray(0, 255);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}
