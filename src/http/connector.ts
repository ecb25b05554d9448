import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import buildSecure from 'undici/lib/core/connect.js';
import { type Clock, withDeadline } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import type { Family } from '../ip/address.ts';
import { networkTrouble, noAnswerWithin } from '../net/errors.ts';
import { connectHost } from '../net/host.ts';
import type { LocalEnd } from '../net/local-end.ts';
import type { Lookup } from '../net/lookup.ts';
import { type Server, serverText } from '../net/server.ts';
import { type ProxyServer, proxyText } from './proxy-url.ts';
import { openSocks } from './socks.ts';
import { openTunnel } from './tunnel.ts';

export interface ConnectorOptions {
  readonly lookup: Lookup;
  readonly clock: Clock;
  /** Milliseconds until a connection stands, with all of its handshakes. */
  readonly timeout: number;
  /** The only family of the addresses; default both. */
  readonly family?: Family | undefined;
  /** The proxy that each connection leads through; default none. */
  readonly proxy?: ProxyServer | undefined;
  /** The own address that connections begin at; default the system's choice. */
  readonly from?: LocalEnd | undefined;
  /** PEM certificates to trust instead of those of the system. */
  readonly ca?: string | undefined;
  /** Ends all connecting. */
  readonly signal: AbortSignal;
}

/**
 * How undici gets its connections: all addresses of a host are tried, and nothing takes longer than the timeout.
 * What fails is the server's unless it is a Failure that names the proxy.
 */
export function createConnector(options: ConnectorOptions): buildConnector.connector {
  const { lookup, clock, timeout, family, proxy, from, signal, ca } = options;
  const secure = buildSecure({ allowH2: false, timeout: 0, ...(ca !== undefined && { ca }) });

  const reach = (server: Server, either: AbortSignal) =>
    connectHost(server, { clock, signal: either, family, lookup, from });

  // Without the `servername` that undici has from the header of the request: that names another server where a
  // proxy is asked for a URL.
  function secured(httpSocket: Socket, { host, port }: Server): Promise<Socket> {
    const server = { hostname: host, host: serverText(host, port), port: String(port) };
    return new Promise((resolve, reject) => {
      secure({ ...server, protocol: 'https:', httpSocket }, (error, socket) =>
        error ? reject(error) : resolve(socket),
      );
    });
  }

  async function reachThrough(by: ProxyServer, to: Server, either: AbortSignal, opened: Opened) {
    try {
      const plain = await reach(by, either);
      opened(plain);
      const socket = by.protocol === 'https' ? await secured(plain, by) : plain;
      await (by.protocol === 'socks5' ? openSocks : openTunnel)(socket, to, by.credentials);
      return socket;
    } catch (error) {
      throw proxyFailure(by, to, error);
    }
  }

  async function open(to: Server, isSecure: boolean, either: AbortSignal, opened: Opened): Promise<Socket> {
    const socket = await (proxy ? reachThrough(proxy, to, either, opened) : reach(to, either));
    opened(socket);
    socket.setNoDelay(true);
    if (isSecure) return secured(socket, to);
    socket.setKeepAlive(true, 60_000);
    return socket;
  }

  return ({ hostname, port, protocol }, callback) => {
    const isSecure = protocol === 'https:';
    const to = { host: hostname, port: Number(port) || (isSecure ? 443 : 80) };
    const late = `${serverText(hostname, to.port)}: ${noAnswerWithin(timeout)}`;
    const sockets: Socket[] = [];
    withDeadline(clock, timeout, signal, (either) =>
      raced(
        open(to, isSecure, either, (socket) => sockets.push(socket)),
        either,
        new Failure('transient', late, { unanswered: true, unreached: true }),
      ),
    ).then(
      (socket) => callback(null, socket),
      (error: unknown) => {
        for (const socket of sockets) socket.on('error', () => {}).destroy();
        callback(error instanceof Error ? error : new Error(String(error)), null);
      },
    );
  };
}

/** Told of each socket, so that it can be destroyed when the rest fails. */
type Opened = (socket: Socket) => void;

/** That a proxy is at fault, or does not do what it was asked. */
function proxyFailure(proxy: ProxyServer, to: Server, error: unknown): Failure {
  const why = error instanceof Failure ? error.message : networkTrouble(error);
  const way = `${proxyText(proxy)}, on the way to ${serverText(to.host, to.port)}`;
  return new Failure('transient', `${way}: ${why}`, { unanswered: true, cause: error });
}

/** The work, unless the signal aborts before it is done. */
function raced<T>(work: Promise<T>, signal: AbortSignal, late: Failure): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(late);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
