import { createServer } from 'node:http';
import { createServer as createTcp, type Server, type Socket } from 'node:net';

/** `host:port` of a service that takes every message and every heartbeat. */
export function serviceThatTakesAll(): Promise<string> {
  return listening(
    createServer((request, response) => {
      request.resume().on('end', () => response.end('{"id":1,"ok":true}'));
    }),
  );
}

/** `host:port` of an MQTT broker that lets everybody in and acknowledges all (MQTT 3.1.1), and passes nothing on. */
export function brokerThatTakesAll(): Promise<string> {
  return listening(
    createTcp((socket) => {
      let rest = Buffer.alloc(0);
      socket.on('error', () => {});
      socket.on('data', (bytes) => {
        rest = Buffer.concat([rest, bytes]);
        for (let packet = packetIn(rest); packet; packet = packetIn(rest)) {
          acknowledge(socket, packet);
          rest = rest.subarray(packet.length);
        }
      });
    }),
  );
}

interface Packet {
  readonly kind: number;
  readonly flags: number;
  readonly body: Buffer;
  readonly length: number;
}

/** The first whole packet (section 2.2). */
function packetIn(bytes: Buffer): Packet | undefined {
  let [size, at, shift] = [0, 1, 0];
  for (;;) {
    const byte = bytes[at++];
    if (byte === undefined) return undefined;
    size += (byte & 0x7f) << shift;
    shift += 7;
    if (byte < 0x80) break;
  }
  const first = bytes[0] ?? 0;
  if (bytes.length < at + size) return undefined;
  return { kind: first >> 4, flags: first & 15, body: bytes.subarray(at, at + size), length: at + size };
}

const [connect, publish, subscribe, ping] = [1, 3, 8, 12];

function acknowledge(socket: Socket, { kind, flags, body }: Packet): void {
  if (kind === connect) socket.write(Buffer.from([0x20, 2, 0, 0]));
  if (kind === ping) socket.write(Buffer.from([0xd0, 0]));
  if (kind === publish && (flags & 6) !== 0) {
    const topic = body.readUInt16BE(0);
    socket.write(Buffer.from([0x40, 2, ...body.subarray(2 + topic, 4 + topic)]));
  }
  if (kind === subscribe) {
    const granted: number[] = [];
    for (let at = 2; at < body.length; at += 3 + body.readUInt16BE(at)) granted.push(1);
    socket.write(Buffer.from([0x90, 2 + granted.length, ...body.subarray(0, 2), ...granted]));
  }
}

function listening(server: Server): Promise<string> {
  server.unref();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`);
    });
  });
}
