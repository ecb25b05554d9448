import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Clock } from '../base/clock.ts';
import { asFailure, Failure } from '../base/failure.ts';
import { parseAddress } from '../ip/address.ts';
import { networkFailure, noAnswerWithin, wasStopped } from './errors.ts';
import { serverText } from './server.ts';

/** One question to one server over UDP. */
export interface UdpRequest<T> {
  /** An address literal; it decides the family of the socket. */
  readonly address: string;
  readonly port: number;
  readonly packet: Uint8Array;
  /** Milliseconds to wait before each further sending of the packet, one after the other. */
  readonly resend: readonly number[];
  /** Milliseconds until it is given up. */
  readonly timeout: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /**
   * What a packet says. Undefined: it is no answer to this request, it is ignored and the waiting goes on.
   * A Failure thrown ends the exchange.
   */
  read(message: Buffer): T | undefined;
}

// Whoever floods the socket with guesses gets this many of them, not as many as fit into the timeout.
const mostStrays = 64;

/**
 * Sends the packet from a random port and waits for what `read` takes as its answer. The socket is connected,
 * so packets of other senders are dropped, and it is closed in every case. Throws a transient Failure when no
 * answer came, when the server is out of reach, or when the signal aborts.
 */
export function exchangeUdp<T>(request: UdpRequest<T>): Promise<T> {
  const { address, port, clock, signal } = request;
  const who = serverText(address, port);
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  const canonical = parseAddress(address, family);

  return new Promise<T>((resolve, reject) => {
    const socket = createSocket({ type: family === 'ipv6' ? 'udp6' : 'udp4', ipv6Only: family === 'ipv6' });
    const timers: (() => void)[] = [];
    let over = false;
    let strays = 0;

    const end = (settle: () => void) => {
      if (over) return;
      over = true;
      for (const cancel of timers) cancel();
      signal.removeEventListener('abort', stop);
      socket.close();
      settle();
    };
    const fail = (failure: Failure) => end(() => reject(failure));
    const stop = () => fail(new Failure('transient', `${who}: ${wasStopped}`));
    const send = () => {
      if (over) return;
      socket.send(request.packet, (error) => error && fail(networkFailure(who, error)));
    };
    const sendAgain = (waits: readonly number[]) => {
      const [wait, ...later] = waits;
      if (wait === undefined) return;
      const cancel = clock.after(wait, () => {
        send();
        sendAgain(later);
      });
      timers.push(cancel);
    };

    socket.on('error', (error) => fail(networkFailure(who, error)));
    socket.on('message', (message, from) => {
      if (over) return;
      // Packets that came between bind and connect are not filtered by the kernel.
      const known = from.port === port && parseAddress(from.address, family) === canonical;
      try {
        const answer = known ? request.read(message) : undefined;
        if (answer !== undefined) end(() => resolve(answer));
        else if (++strays >= mostStrays)
          fail(new Failure('transient', `${who}: ${strays} packets came that do not answer the question`));
      } catch (error) {
        fail(asFailure(error));
      }
    });

    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop);
    timers.push(
      clock.after(request.timeout, () => {
        const stray = strays === 0 ? '' : `; packets that do not answer the question were ignored: ${strays}`;
        fail(new Failure('transient', `${who}: ${noAnswerWithin(request.timeout)}${stray}`));
      }),
    );
    // Not connect's callback: that is called with an error where there is no route.
    socket.on('connect', () => {
      send();
      sendAgain(request.resend);
    });
    socket.connect(port, address);
  });
}
