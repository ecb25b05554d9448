import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import { networkTrouble } from '../../net/errors.ts';
import { connectUdp, mostStrays, udpTalk } from '../../net/udp-socket.ts';
import { notOnRouter } from './local-network.ts';

const group = '239.255.255.250';
const ssdpPort = 1900;
const targets = [1, 2].map((version) => `urn:schemas-upnp-org:device:InternetGatewayDevice:${version}`);
const longestPacket = 4096;
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
  let refused: string | undefined;
  const failure = (reason: string) =>
    new Failure('transient', refused === undefined ? reason : `its answer is not followed: ${refused}`);
  const stopped = () => failure('the search was stopped');

  const options = { family: 'ipv4', clock, signal, stopped } as const;
  return udpTalk<URL>(options, ({ socket, isOver, after, succeed, fail }) => {
    let strays = 0;
    const search = () => {
      for (const target of targets)
        for (const host of [router, group]) {
          // One way may be closed (no multicast route) while the other is open.
          if (!isOver()) socket.send(searchFor(target), port, host, () => {});
        }
    };

    socket.on('error', (error) => fail(failure(networkTrouble(error))));
    socket.on('message', (packet, from) => {
      if (isOver()) return;
      const answer = from.address === router ? readSsdp(packet) : undefined;
      const objection = answer && notOnRouter(answer.location, router);
      if (answer && objection === undefined) return succeed(answer.location);
      if (objection !== undefined) refused = objection;
      if (++strays >= mostStrays) fail(failure(`${strays} packets came that are no answer of the router`));
    });
    after(timeout, () => fail(failure('no answer to the search')));
    after(Math.min(sendAgainAfter, timeout / 2), search);
    // Multicast leaves by the interface that holds the socket's address.
    socket.bind(0, own, search);
  });
}

/** The address that packets to the router carry as their sender. */
async function ownAddressTowards(router: string, port: number): Promise<string> {
  const socket = await connectUdp(router, port);
  const { address } = socket.address();
  socket.close();
  return address;
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
