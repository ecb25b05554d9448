import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export interface UdpPeer {
  readonly address: string;
  readonly port: number;
}

export interface UdpServer extends UdpPeer {
  readonly received: readonly Buffer[];
  readonly clients: readonly UdpPeer[];
  /** Resolves as soon as that many packets have come in all. */
  seen(count: number): Promise<void>;
  send(packet: Uint8Array, to: UdpPeer): void;
  close(): Promise<void>;
}

/** `nth` counts the packets from 1. */
export type UdpHandler = (
  message: Buffer,
  reply: (packet: Uint8Array) => void,
  client: UdpPeer,
  nth: number,
) => void;

/** A real UDP socket on loopback that answers as the handler says; without one it is silent. */
export async function udpServer(
  handler: UdpHandler = () => {},
  address = '127.0.0.1',
  port = 0,
): Promise<UdpServer> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  const received: Buffer[] = [];
  const clients: UdpPeer[] = [];
  let closed = false;
  // A handler that answers late may find the test over.
  const send = (packet: Uint8Array, to: UdpPeer) => {
    if (!closed) socket.send(packet, to.port, to.address);
  };
  socket.on('message', (message, from) => {
    received.push(message);
    clients.push({ address: from.address, port: from.port });
    handler(message, (packet) => send(packet, from), from, received.length);
    socket.emit('seen');
  });
  socket.bind(port, address);
  await once(socket, 'listening');
  return {
    address,
    port: socket.address().port,
    received,
    clients,
    async seen(count) {
      while (received.length < count) await once(socket, 'seen');
    },
    send,
    async close() {
      closed = true;
      socket.close();
      await once(socket, 'close');
    },
  };
}
