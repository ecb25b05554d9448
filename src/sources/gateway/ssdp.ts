import { createSocket } from 'node:dgram';
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import { networkFailure } from '../../net/errors.ts';
import { notOnRouter } from './local-network.ts';

const group = '239.255.255.250';
const ssdpPort = 1900;
const targets = [1, 2].map((version) => `urn:schemas-upnp-org:device:InternetGatewayDevice:${version}`);
const longestPacket = 4096;
const mostStrays = 64;
const sendAgainAfter = 700;

export interface SsdpSearch {
  /** Only this address's answers count. */
  readonly router: string;
  /** Milliseconds until it is given up. */
  readonly timeout: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Other than 1900 only in tests. */
  readonly port?: number | undefined;
}

/** Reads a packet as the answer of an internet gateway to a search. Undefined: it is none. Never throws, whatever the bytes are. */
export function readSsdp(packet: Buffer): { readonly location: URL } | undefined {
  if (packet.length > longestPacket) return undefined;
  const [status = '', ...lines] = packet.toString('latin1').split(/\r?\n/);
  if (!/^HTTP\/1\.[01] 200(?: |$)/.test(status)) return undefined;
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const kind = headers.get('st') ?? '';
  const location = URL.parse(headers.get('location') ?? '');
  return kind.includes(':InternetGatewayDevice:') && location ? { location } : undefined;
}

/**
 * Looks for the router's UPnP description on the interface that leads to it: asks the router itself and, as not every router hears that, the
 * whole network. Throws a transient Failure when the router does not answer or points somewhere else.
 */
export async function findDescription({ router, timeout, clock, signal, ...rest }: SsdpSearch): Promise<URL> {
  const port = rest.port ?? ssdpPort;
  const own = await ownAddressTowards(router, port);
  return new Promise<URL>((resolve, reject) => {
    const socket = createSocket('udp4');
    const timers: (() => void)[] = [];
    let refused: string | undefined;
    let strays = 0;
    let over = false;

    const end = (settle: () => void) => {
      if (over) return;
      over = true;
      for (const cancel of timers) cancel();
      signal.removeEventListener('abort', stop);
      socket.close();
      settle();
    };
    const fail = (reason: string) => {
      const message = refused === undefined ? reason : `its answer is not followed: ${refused}`;
      end(() => reject(new Failure('transient', message)));
    };
    const stop = () => fail('the search was stopped');
    const search = () => {
      for (const target of targets)
        for (const host of [router, group]) {
          // One way may be closed (no multicast route) while the other is open.
          if (!over) socket.send(searchFor(target), port, host, () => {});
        }
    };

    socket.on('error', (error) => fail(error.message));
    socket.on('message', (packet, from) => {
      if (over) return;
      const answer = from.address === router ? readSsdp(packet) : undefined;
      const objection = answer && notOnRouter(answer.location, router);
      if (answer && objection === undefined) return end(() => resolve(answer.location));
      if (objection !== undefined) refused = objection;
      if (++strays >= mostStrays) fail(`${strays} packets came that are no answer of the router`);
    });

    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop);
    timers.push(clock.after(timeout, () => fail('no answer to the search')));
    timers.push(clock.after(Math.min(sendAgainAfter, timeout / 2), search));
    // Multicast leaves by the interface that holds the socket's address.
    socket.bind(0, own, search);
  });
}

/** The address that packets to the router carry as their sender. */
function ownAddressTowards(router: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.on('error', (error) => {
      socket.close();
      reject(networkFailure(router, error));
    });
    // A callback given to connect would be called with the error as well (and fail on it).
    socket.on('connect', () => {
      const { address } = socket.address();
      socket.close();
      resolve(address);
    });
    socket.connect(port, router);
  });
}

function searchFor(target: string): string {
  return [
    'M-SEARCH * HTTP/1.1',
    `HOST: ${group}:${ssdpPort}`,
    'MAN: "ssdp:discover"',
    'MX: 1',
    `ST: ${target}`,
    '',
    '',
  ].join('\r\n');
}
