import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface SocksProxy {
  readonly port: number;
  /** `HOST:PORT` of each connection that was asked for. */
  readonly asked: string[];
  close(): void;
}

/**
 * A SOCKS5 proxy (RFC 1928) that takes every name for this machine. It sends each answer byte by byte, as a
 * network may.
 */
export async function socksProxy(credentials?: string): Promise<SocksProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(async (socket) => {
    sockets.add(socket.on('error', () => {}));
    const bytes = reader(socket);
    const [, count = 0] = await bytes(2);
    const offered = [...(await bytes(count))];
    const method = credentials === undefined ? 0 : 2;
    if (!offered.includes(method)) return void socket.end(Buffer.from([5, 0xff]));
    await inPieces(socket, [5, method]);
    if (credentials !== undefined) {
      await bytes(1);
      const user = await counted(bytes);
      const given = `${user}:${await counted(bytes)}`;
      await inPieces(socket, [1, given === credentials ? 0 : 1]);
      if (given !== credentials) return void socket.end();
    }
    const [, , , type] = await bytes(4);
    const host =
      type === 3
        ? await counted(bytes)
        : type === 1
          ? [...(await bytes(4))].join('.')
          : ipv6(await bytes(16));
    const port = (await bytes(2)).readUInt16BE();
    asked.push(`${host}:${port}`);
    const inside = connect(port, '127.0.0.1');
    sockets.add(inside);
    inside.on('error', () => void inPieces(socket, [5, 5, 0, 1, 0, 0, 0, 0, 0, 0]).then(() => socket.end()));
    inside.once('connect', async () => {
      await inPieces(socket, [5, 0, 0, 3, 1, 120, 0, 0]);
      socket.pipe(inside).pipe(socket);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

type Bytes = (count: number) => Promise<Buffer>;

function reader(socket: Socket): Bytes {
  return async (count) => {
    for (;;) {
      const chunk: Buffer | null = count === 0 ? Buffer.alloc(0) : socket.read(count);
      if (chunk) return chunk;
      await once(socket, 'readable');
    }
  };
}

async function counted(bytes: Bytes): Promise<string> {
  const [length = 0] = await bytes(1);
  return (await bytes(length)).toString();
}

async function inPieces(socket: Socket, bytes: readonly number[]): Promise<void> {
  socket.setNoDelay(true);
  for (const byte of bytes) {
    socket.write(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function ipv6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
