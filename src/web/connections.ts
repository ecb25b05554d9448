import type { Socket } from 'node:net';
import type { Clock } from '../base/clock.ts';
import { familyOf } from '../ip/address.ts';
import { addressOf, bytesOf } from '../ip/address-bytes.ts';
import { type Answer, headOf, line, type Reply } from './answer.ts';
import { longestHead, type Request, readHead } from './request.ts';
import { type Crowd, type Seat, yielding } from './yielding.ts';

export interface ConnectionsOptions {
  readonly clock: Clock;
  /** Never rejects. */
  respond(request: Request): Reply;
}

/** The open connections: one request, one answer, and the end. None costs more than a few kilobytes, or much time. */
export interface Connections {
  /** Takes over a connection that was just accepted. */
  take(socket: Socket): void;
  /** Ends all of them. */
  close(): void;
}

/** What one caller may hold, and all of them together. Milliseconds and bytes. */
export const limits = {
  connections: 64,
  /** How many more there may be for a moment, so that what has just come in is read before it may have to yield. */
  newcomers: 4_096,
  moment: 500,
  /** Until the head of a request is there. */
  head: 3_000,
  /** Until the answer is taken. */
  answer: 3_000,
  /** After the answer, for what is still on its way: a connection that ends on unread bytes takes its answer with it. */
  rest: 1_000,
  /** In all; whoever brings more is cut off before it is looked at. One read brings 64 kB at most. */
  bytes: 32 * 1024,
} as const;

interface Connection extends Seat {
  readonly socket: Socket;
  readonly from: string;
}

/**
 * Node's own HTTP server takes all that it reads to pieces before anybody can stop it, so a few callers that send
 * and never read fill the memory. Here nothing is read but one head, and nothing more after it.
 */
export function createConnections({ clock, respond }: ConnectionsOptions): Connections {
  /** The oldest first. */
  const open = new Set<Connection>();
  let cancelRoom: (() => void) | undefined;

  /** Until there are no more than there may be, once those that just came in are read; at once where they are too many. */
  function makeRoom(newcomer: Connection): void {
    if (open.size > limits.connections + limits.newcomers) dismiss({ excess: 1, newcomer });
    if (!cancelRoom) settle();
  }

  function settle(): void {
    dismiss({ excess: open.size - limits.connections });
    cancelRoom = open.size > limits.connections ? clock.after(limits.moment, settle) : undefined;
  }

  function dismiss(who: Pick<Crowd<Connection>, 'excess' | 'newcomer'>): void {
    const since = clock.monotonic() - limits.moment;
    for (const connection of yielding({ ...who, open: [...open], since })) {
      open.delete(connection);
      connection.socket.destroy();
    }
  }

  function serve(connection: Connection): void {
    const { socket, from } = connection;
    let head = Buffer.alloc(0);
    let brought = 0;
    let cancel = clock.after(limits.head, () => {
      if (head.length === 0) socket.destroy();
      else end(line(408, `The head of a request has ${limits.head / 1000} s to arrive.`));
    });

    function end(answer: Answer, isHead = false): void {
      connection.isAnswered = true;
      connection.isHeld = false;
      head = Buffer.alloc(0);
      cancel();
      cancel = clock.after(limits.answer, () => socket.destroy());
      socket.cork();
      socket.write(headOf(answer, clock.now()), 'latin1');
      socket.end(isHead ? '' : answer.body);
    }

    function take(chunk: Buffer): void {
      head = Buffer.concat([head, chunk.subarray(0, longestHead + 1 - head.length)]);
      const reading = readHead(head);
      if (reading.kind === 'refused') end(line(reading.status, reading.reason));
      if (reading.kind !== 'complete') return;
      const { request } = reading;
      const reply = respond({ ...request, from });
      const isHead = request.method === 'HEAD';
      if ('status' in reply) {
        end(reply, isHead);
        return;
      }
      connection.isAnswered = true;
      connection.isKnown = 'isKnown' in reply;
      connection.isHeld = !connection.isKnown;
      cancel();
      if ('after' in reply) {
        cancel = clock.after(reply.after, () => end(reply.answer, isHead));
        return;
      }
      void (reply instanceof Promise ? reply : reply.answer).then((found) => {
        if (!socket.destroyed) end(found, isHead);
      });
    }

    socket.on('error', () => {});
    socket.on('close', () => {
      cancel();
      open.delete(connection);
    });
    socket.on('finish', () => {
      cancel();
      cancel = clock.after(limits.rest, () => socket.destroy());
    });
    socket.on('data', (chunk) => {
      brought += chunk.length;
      if (brought > limits.bytes) socket.destroy();
      else if (!connection.isAnswered) take(chunk);
    });
    // Some callers end their side with their request, and read on; whoever has asked for nothing by then never will.
    socket.on('end', () => {
      if (!connection.isAnswered) socket.destroy();
    });
  }

  return {
    take(socket) {
      const from = addressOfCaller(socket);
      const connection = {
        socket,
        from,
        home: homeOf(from),
        since: clock.monotonic(),
        isAnswered: false,
        isKnown: false,
        isHeld: false,
      };
      open.add(connection);
      makeRoom(connection);
      serve(connection);
    },
    close() {
      cancelRoom?.();
      for (const { socket } of open) socket.destroy();
    },
  };
}

/** The caller's address in its plain form; empty when it is gone. */
function addressOfCaller({ remoteAddress = '' }: Socket): string {
  const address = remoteAddress.replace(/%.*$/, '');
  return familyOf(address) ? addressOf(bytesOf(address)) : '';
}

/** One home has a whole IPv6 prefix to call from. */
function homeOf(address: string): string {
  return familyOf(address) === 'ipv6' ? bytesOf(address).subarray(0, 8).toString('hex') : address;
}
