import { connect } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import { networkFailure } from '../../net/errors.ts';
import { serverText } from '../../net/server.ts';

export interface DnsTcpRequest {
  readonly address: string;
  readonly port: number;
  readonly packet: Uint8Array;
  /** Milliseconds until it is given up. */
  readonly timeout: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const mostBytes = 4096;

/**
 * One DNS message out and one in over TCP, each behind its length in two bytes (RFC 7766, section 8).
 * Throws a transient Failure when no whole message of at most 4096 bytes came.
 */
export function exchangeDnsTcp(request: DnsTcpRequest): Promise<Buffer> {
  const { address, port, packet, timeout, clock, signal } = request;
  const who = `${serverText(address, port)} over TCP`;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Failure('transient', `${who}: the request was stopped`));
    const socket = connect({ host: address, port });
    let received = Buffer.alloc(0);

    const end = (settle: () => void) => {
      cancel();
      signal.removeEventListener('abort', stop);
      socket.destroy();
      settle();
    };
    const fail = (reason: string) => end(() => reject(new Failure('transient', `${who}: ${reason}`)));
    const stop = () => fail('the request was stopped');
    const cancel = clock.after(timeout, () => fail('no answer in time'));
    signal.addEventListener('abort', stop);

    socket.on('error', (error) => end(() => reject(networkFailure(who, error))));
    socket.on('close', () => fail('the connection was closed before the answer was whole'));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2) return;
      const length = received.readUInt16BE(0);
      if (length > mostBytes) fail(`the answer is larger than ${mostBytes} bytes`);
      else if (received.length >= length + 2) end(() => resolve(received.subarray(2, length + 2)));
    });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(packet.length);
    socket.write(Buffer.concat([length, packet]));
  });
}
