import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Clock } from '../base/clock.ts';
import type { Failure } from '../base/failure.ts';
import type { Family } from '../ip/address.ts';
import { networkFailure } from './errors.ts';
import { serverText } from './server.ts';

/** Whoever floods a socket with guesses gets this many of them, not as many as fit into the timeout. */
export const mostStrays = 64;

export interface UdpTalkOptions {
  readonly family: Family;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The own address to begin at; default the system's choice. */
  readonly localAddress?: string | undefined;
  /** What it ends with when the signal aborts. */
  stopped(): Failure;
}

/** What goes on over one UDP socket until it succeeds or fails; whatever comes after that changes nothing. */
export interface UdpTalk<T> {
  readonly socket: Socket;
  isOver(): boolean;
  /** Calls back after `ms`, unless it is over by then. */
  after(ms: number, callback: () => void): void;
  succeed(value: T): void;
  fail(failure: Failure): void;
}

/** Opens a socket, lets `begin` talk over it, and closes it in every case. */
export function udpTalk<T>(
  { family, clock, signal, localAddress, stopped }: UdpTalkOptions,
  begin: (talk: UdpTalk<T>) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (signal.aborted) return reject(stopped());
    const socket = createSocket({ type: family === 'ipv6' ? 'udp6' : 'udp4', ipv6Only: family === 'ipv6' });
    const timers: (() => void)[] = [];
    let over = false;
    const end = (settle: () => void) => {
      if (over) return;
      over = true;
      for (const cancel of timers) cancel();
      signal.removeEventListener('abort', stop);
      socket.close();
      settle();
    };
    const fail = (failure: Failure) => end(() => reject(failure));
    const stop = () => fail(stopped());
    signal.addEventListener('abort', stop);
    if (localAddress !== undefined) socket.bind({ port: 0, address: localAddress, exclusive: true });
    begin({
      socket,
      isOver: () => over,
      after: (ms, callback) => timers.push(clock.after(ms, callback)),
      succeed: (value) => end(() => resolve(value)),
      fail,
    });
  });
}

/**
 * A socket that hears only this server, and whose own address is the one that leads to it; the caller closes it.
 * Throws a transient Failure when there is no way there.
 */
export function connectUdp(address: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    let connected = false;
    socket.on('error', (error) => {
      if (connected) return;
      socket.close();
      reject(networkFailure(serverText(address, port), error));
    });
    // A callback given to connect would be called with the error as well, as if it had connected.
    socket.on('connect', () => {
      connected = true;
      resolve(socket);
    });
    socket.connect(port, address);
  });
}
