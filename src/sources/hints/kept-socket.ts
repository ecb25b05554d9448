import type { Socket } from 'node:dgram';
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import { connectUdp, mostStrays } from '../../net/udp-socket.ts';
import { resend } from '../gateway/router.ts';

export interface KeptQuestion<T> {
  /** An address literal. */
  readonly address: string;
  readonly port: number;
  /** What is asked from this own address. */
  packet(own: string): Uint8Array;
  /** What an answer says. Undefined: it is none. */
  read(message: Buffer): T | undefined;
  /** Ends the socket too. */
  readonly signal: AbortSignal;
}

/** Asks one question at a time. Rejects with a transient Failure when nothing answers within `patience` milliseconds. */
export type KeptSocket = <T>(question: KeptQuestion<T>) => Promise<T>;

interface Kept {
  readonly socket: Socket;
  readonly to: string;
  /** Its own address. */
  readonly own: string;
  /** The question that is under way. */
  asked: { hear(message: Buffer): void; fail(): void } | undefined;
  close(): void;
}

/**
 * A socket that is kept as long as it is answered, with its listeners: to open one for each question, or to listen
 * anew, would take more time than all the rest.
 */
export function keptSocket(clock: Clock, patience: number): KeptSocket {
  let kept: Kept | undefined;

  async function keptFor({ address, port, signal }: KeptQuestion<unknown>): Promise<Kept> {
    const to = `${address} ${port}`;
    if (kept?.to === to) return kept;
    kept?.close();
    const socket = await connectUdp(address, port);
    const fail = () => {
      one.close();
      one.asked?.fail();
    };
    const one: Kept = {
      ...{ socket: socket.unref(), to, own: socket.address().address, asked: undefined },
      close() {
        if (kept !== one) return;
        kept = undefined;
        signal.removeEventListener('abort', fail);
        socket.close();
      },
    };
    kept = one;
    socket.on('message', (message) => one.asked?.hear(message));
    // Nobody listens on the port, or the way there is gone.
    socket.on('error', fail);
    signal.addEventListener('abort', fail);
    if (signal.aborted) one.close();
    return one;
  }

  return async <T>(question: KeptQuestion<T>) => {
    const { address, packet, read, signal } = question;
    const one = await keptFor(question);
    const silence = () => new Failure('transient', `${address} does not answer`);
    if (signal.aborted) throw silence();
    const bytes = packet(one.own);
    return new Promise<T>((resolve, reject) => {
      let cancel = () => {};
      let strays = 0;
      const fail = () => {
        cancel();
        one.asked = undefined;
        one.close();
        reject(silence());
      };
      const hear = (message: Buffer) => {
        const answer = read(message);
        if (answer === undefined) {
          if (++strays >= mostStrays) fail();
          return;
        }
        cancel();
        one.asked = undefined;
        resolve(answer);
      };
      const send = (left: number, waits: readonly number[]) => {
        one.socket.send(bytes, () => {});
        const [wait = left, ...later] = waits;
        cancel = wait < left ? clock.after(wait, () => send(left - wait, later)) : clock.after(left, fail);
      };
      one.asked = { hear, fail };
      send(patience, resend);
    });
  };
}
