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

/** A socket that is kept as long as it is answered: to open one for each question would take more time than all the rest. */
export function keptSocket(clock: Clock, patience: number): KeptSocket {
  let kept: { readonly socket: Socket; readonly to: string; close(): void } | undefined;

  async function socketFor({ address, port, signal }: KeptQuestion<unknown>): Promise<Socket> {
    const to = `${address} ${port}`;
    if (kept?.to === to) return kept.socket;
    kept?.close();
    const socket = await connectUdp(address, port);
    const close = () => {
      kept = undefined;
      signal.removeEventListener('abort', close);
      socket.close();
    };
    signal.addEventListener('abort', close);
    kept = { socket: socket.unref(), to, close };
    if (signal.aborted) close();
    return socket;
  }

  return async <T>(question: KeptQuestion<T>) => {
    const { address, packet, read, signal } = question;
    const socket = await socketFor(question);
    const silence = () => new Failure('transient', `${address} does not answer`);
    if (signal.aborted) throw silence();
    const bytes = packet(socket.address().address);
    return new Promise<T>((resolve, reject) => {
      let cancel = () => {};
      let strays = 0;
      const end = () => {
        cancel();
        socket.off('message', hear);
        socket.off('error', fail);
        signal.removeEventListener('abort', fail);
      };
      const hear = (message: Buffer) => {
        const answer = read(message);
        if (answer === undefined) {
          if (++strays >= mostStrays) fail();
          return;
        }
        end();
        resolve(answer);
      };
      const fail = () => {
        end();
        kept?.close();
        reject(silence());
      };
      const send = (left: number, waits: readonly number[]) => {
        socket.send(bytes, () => {});
        const [wait = left, ...later] = waits;
        cancel = wait < left ? clock.after(wait, () => send(left - wait, later)) : clock.after(left, fail);
      };
      socket.on('message', hear);
      // Nobody listens on the port, or the way there is gone.
      socket.on('error', fail);
      signal.addEventListener('abort', fail);
      send(patience, resend);
    });
  };
}
