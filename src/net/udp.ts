import { isIPv6 } from 'node:net';
import type { Clock } from '../base/clock.ts';
import { asFailure, Failure } from '../base/failure.ts';
import { parseAddress } from '../ip/address.ts';
import { networkFailure, noAnswerWithin, wasStopped } from './errors.ts';
import type { LocalEnd } from './local-end.ts';
import { serverText } from './server.ts';
import { mostStrays, udpTalk } from './udp-socket.ts';

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
  /** The own address to ask from; default the system's choice. */
  readonly from?: LocalEnd | undefined;
  /**
   * What a packet says. Undefined: it is no answer to this request, it is ignored and the waiting goes on.
   * A Failure thrown ends the exchange.
   */
  read(message: Buffer): T | undefined;
}

/**
 * Sends the packet from a random port and waits for what `read` takes as its answer. The socket is connected,
 * so packets of other senders are dropped, and it is closed in every case. Throws a transient Failure when no
 * answer came, when the server is out of reach, or when the signal aborts.
 */
export async function exchangeUdp<T>(request: UdpRequest<T>): Promise<T> {
  const { address, port, clock, signal } = request;
  const who = serverText(address, port);
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  const canonical = parseAddress(address, family);
  const failure = (reason: string, unreached = false) =>
    new Failure('transient', `${who}: ${reason}`, { unreached });
  const stopped = () => failure(wasStopped);

  const localAddress = await request.from?.(family);
  return udpTalk<T>(
    { family, clock, signal, localAddress, stopped },
    ({ socket, isOver, after, succeed, fail }) => {
      let strays = 0;
      const send = () => {
        if (!isOver()) socket.send(request.packet, (error) => error && fail(networkFailure(who, error)));
      };
      const sendAgain = ([wait, ...later]: readonly number[]) => {
        if (wait === undefined) return;
        after(wait, () => {
          send();
          sendAgain(later);
        });
      };

      socket.on('error', (error) => fail(networkFailure(who, error)));
      socket.on('message', (message, from) => {
        if (isOver()) return;
        // Packets that came between bind and connect are not filtered by the kernel.
        const known = from.port === port && parseAddress(from.address, family) === canonical;
        try {
          const answer = known ? request.read(message) : undefined;
          if (answer !== undefined) succeed(answer);
          else if (++strays >= mostStrays)
            fail(failure(`${strays} packets came that do not answer the question`));
        } catch (error) {
          fail(asFailure(error));
        }
      });
      after(request.timeout, () => {
        const stray = strays === 0 ? '' : `; packets that do not answer the question were ignored: ${strays}`;
        fail(failure(noAnswerWithin(request.timeout) + stray, strays === 0));
      });
      // Not connect's callback: that is called with an error where there is no route.
      socket.on('connect', () => {
        send();
        sendAgain(request.resend);
      });
      socket.connect(port, address);
    },
  );
}
