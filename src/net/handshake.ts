import type { Socket } from 'node:net';
import { Failure } from '../base/failure.ts';

/** What was found in the bytes that came so far, and how many of them it took. */
export interface Found<T> {
  readonly value: T;
  readonly length: number;
}

/**
 * Waits until `read` finds an answer in what a peer has sent; what came behind it is left in the socket. Rejects
 * with what `read` throws, with the socket's error, or when the peer closes the connection before.
 */
export function answerFrom<T>(socket: Socket, read: (received: Buffer) => Found<T> | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    const end = (settle: () => void) => {
      socket.off('readable', look).off('error', fail).off('close', close).off('end', close);
      settle();
    };
    const fail = (error: unknown) => end(() => reject(error));
    const close = () => fail(new Failure('transient', 'it closed the connection'));
    const look = () => {
      for (let chunk = socket.read(); chunk !== null; chunk = socket.read())
        received = Buffer.concat([received, chunk]);
      try {
        const found = read(received);
        if (!found) return;
        const rest = received.subarray(found.length);
        end(() => resolve(found.value));
        if (rest.length > 0) socket.unshift(rest);
      } catch (error) {
        fail(error);
      }
    };
    socket.on('readable', look).on('error', fail).on('close', close).on('end', close);
  });
}
