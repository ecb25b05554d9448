import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { type UdpHandler, type UdpServer, udpServer } from './udp-server.ts';

export interface DnsServer extends UdpServer {
  /** Messages that came over TCP, without their length. */
  readonly receivedOverTcp: readonly Buffer[];
}

export type TcpHandler = (message: Buffer, socket: Socket) => void;

/** A name server of the test's own on loopback, on one port for UDP and TCP. */
export async function dnsServer(
  overUdp: UdpHandler,
  overTcp: TcpHandler = () => {},
  address = '127.0.0.1',
): Promise<DnsServer> {
  const receivedOverTcp: Buffer[] = [];
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      const message = data.subarray(2);
      receivedOverTcp.push(message);
      overTcp(message, socket);
    });
  });
  const udp = await bindBoth(overUdp, tcp, address);
  return {
    ...udp,
    receivedOverTcp,
    async close() {
      for (const socket of sockets) socket.destroy();
      tcp.close();
      await Promise.all([once(tcp, 'close'), udp.close()]);
    },
  };
}

async function bindBoth(overUdp: UdpHandler, tcp: Server, address: string): Promise<UdpServer> {
  for (;;) {
    const udp = await udpServer(overUdp, address);
    const free = await new Promise<boolean>((resolve) => {
      tcp.once('error', () => resolve(false));
      tcp.listen(udp.port, address, () => resolve(true));
    });
    if (free) return udp;
    await udp.close();
  }
}

/** A message as TCP carries it, behind its length. */
export function framed(message: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}

/** Gives each message that comes over TCP to the handler, without its length. */
export function eachMessage(socket: Socket, handle: (message: Buffer) => void): void {
  let received: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 2 && received.length >= received.readUInt16BE(0) + 2) {
      const message = received.subarray(2, received.readUInt16BE(0) + 2);
      received = received.subarray(message.length + 2);
      handle(message);
    }
  });
}
