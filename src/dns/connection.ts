import type { Socket } from 'node:net';
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import { networkFailure, noAnswerWithin, wasStopped } from '../net/errors.ts';
import { connectHost } from '../net/host.ts';
import type { LocalEnd } from '../net/local-end.ts';
import type { Lookup } from '../net/lookup.ts';
import { type Server, serverText } from '../net/server.ts';

export interface DnsConnectionOptions {
  readonly server: Server;
  /** Milliseconds until an answer, the setting up of the connection included. */
  readonly timeout: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Default: the one that this process shares. */
  readonly lookup?: Lookup;
  /** The own address to ask from; default the system's choice. */
  readonly from?: LocalEnd | undefined;
  /** Bytes of the largest answer that is taken; default all that its length can tell. */
  readonly mostBytes?: number;
  /** What a Failure says where the default does not fit: no answer came in time, or one to nothing that was asked. */
  readonly words?: { readonly late: string; readonly foreign: string };
}

/** DNS messages over one TCP connection, each behind its length; answers may come in any order (RFC 7766). */
export interface DnsConnection {
  /** False when nothing more can be asked over it. */
  readonly usable: boolean;
  /**
   * Sends a message and resolves to the answer of the same id, or to undefined when the server closed the
   * connection before. Throws a transient Failure, unconfirmed when the message may have arrived.
   */
  ask(message: Buffer): Promise<Buffer | undefined>;
  close(): void;
}

interface Waiting {
  settle(answer: Buffer | undefined): void;
  fail(failure: Failure): void;
}

export function connectDns(options: DnsConnectionOptions): DnsConnection {
  const { server, timeout, clock, signal, lookup, from, mostBytes = 0xffff } = options;
  const words = options.words ?? {
    late: noAnswerWithin(timeout),
    foreign: 'it sent something that answers nothing it was asked',
  };
  const who = `${serverText(server.host, server.port)} over TCP`;
  const waiting = new Map<number, Waiting>();
  let received: Buffer = Buffer.alloc(0);
  const closing = new AbortController();
  let connected: Socket | undefined;
  /** What is asked before it is connected. */
  const unsent: Buffer[] = [];
  let usable = !signal.aborted;
  const failure = (reason: string, unreached = false) =>
    new Failure('transient', `${who}: ${reason}`, {
      ...{ unconfirmed: connected !== undefined, unanswered: true, unreached },
    });

  const end = (settle: (one: Waiting) => void) => {
    usable = false;
    signal.removeEventListener('abort', stop);
    closing.abort();
    connected?.destroy();
    for (const one of [...waiting.values()]) settle(one);
  };
  const fail = (reason: string, unreached = false) => end((one) => one.fail(failure(reason, unreached)));
  const stop = () => fail(wasStopped);
  signal.addEventListener('abort', stop);
  if (signal.aborted) closing.abort();

  const hear = (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 2) {
      const length = received.readUInt16BE(0);
      if (length > mostBytes) return fail(`the answer is larger than ${mostBytes} bytes`);
      if (received.length < length + 2) return;
      const message = received.subarray(2, length + 2);
      received = received.subarray(length + 2);
      const answered = length < 2 ? undefined : waiting.get(message.readUInt16BE(0));
      if (answered) answered.settle(message);
      else return fail(words.foreign);
    }
  };

  connectHost(server, { clock, lookup, from, signal: closing.signal }).then(talk, (error: unknown) => {
    const { message, kind, unreached } = networkFailure(who, error);
    end((one) => one.fail(new Failure(kind, message, { unanswered: true, unreached, cause: error })));
  });

  function talk(socket: Socket): void {
    // What fails is told by the end that follows.
    socket.on('error', () => {});
    if (!usable) {
      socket.destroy();
      return;
    }
    connected = socket;
    // A server that is done with a connection may reset it, when more questions are under way to it.
    socket.on('close', () => end((one) => one.settle(undefined)));
    socket.on('data', hear);
    for (const bytes of unsent) socket.write(bytes);
  }

  return {
    get usable() {
      return usable;
    },
    ask(message) {
      return new Promise((resolve, reject) => {
        if (!usable) return reject(failure(wasStopped));
        const id = message.readUInt16BE(0);
        const cancel = clock.after(timeout, () => fail(words.late, true));
        const finish = (settle: () => void) => {
          cancel();
          waiting.delete(id);
          settle();
        };
        waiting.set(id, {
          settle: (answer) => finish(() => resolve(answer)),
          fail: (reason) => finish(() => reject(reason)),
        });
        const length = Buffer.alloc(2);
        length.writeUInt16BE(message.length);
        const bytes = Buffer.concat([length, message]);
        if (connected) connected.write(bytes);
        else unsent.push(bytes);
      });
    },
    close() {
      end((one) => one.settle(undefined));
    },
  };
}
