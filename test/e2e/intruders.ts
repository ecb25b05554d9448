import { connect, type Socket } from 'node:net';

/** What one of many callers does with the endpoint, over and over. */
export interface Intruder {
  /** A plural: "10,000 callers who …". */
  readonly kind: string;
  /** How many connections they open in all, and how many at once. */
  readonly calls: number;
  readonly atOnce: number;
  /** Does its worst; the connection is let go when the server ends it. */
  act(socket: Socket, call: number): void;
}

export interface Raid {
  /** Connections that were opened so far. */
  opened(): number;
  /** Resolves when all have been let go. */
  readonly over: Promise<void>;
  /** Lets go of what is still open, and opens no more. */
  stop(): void;
}

export const head = (first: string, ...lines: readonly string[]) =>
  `${[`${first} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`;

/** Sends all of these callers to the port. */
export function raid(port: number, { calls, atOnce, act }: Intruder): Raid {
  const sockets = new Set<Socket>();
  let opened = 0;
  let isOver = false;
  const call = () =>
    new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      sockets.add(socket);
      socket.on('error', () => {});
      // Of many at once the kernel lets some believe that they are connected, and the server never sees them.
      socket.setTimeout(10_000, () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        resolve();
      });
      act(socket.resume(), opened);
      opened += 1;
    });
  const callers = Array.from({ length: atOnce }, async () => {
    while (opened < calls && !isOver) await call();
  });
  return {
    opened: () => opened,
    over: Promise.all(callers).then(() => {}),
    stop() {
      isOver = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Sends what it is given a byte at a time, as long as it is let. */
export function drip(socket: Socket, text: string, every: number): void {
  let sent = 0;
  const timer = setInterval(() => socket.write(text[sent++ % text.length] ?? ''), every);
  socket.on('close', () => clearInterval(timer));
}
