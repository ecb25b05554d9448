import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { ContainerRuntimeClient, StartedTestContainer } from 'testcontainers';
import { findEngine } from '../container/engine.ts';

/** The Docker engine, or undefined with one line that says what is left out. In CI there has to be one. */
export async function dockerFor(what: string): Promise<ContainerRuntimeClient | undefined> {
  const engine = await findEngine();
  if (!engine) process.stderr.write(`${what} are left out: no Docker engine answers on this machine.\n`);
  return engine;
}

export interface DualStackNetwork {
  readonly name: string;
  /** The network's own address of this machine: what a server in the network sees a question come from. */
  readonly ipv4Gateway: string;
  readonly ipv6Gateway: string;
  addressesOf(container: StartedTestContainer): Promise<{ readonly ipv4: string; readonly ipv6: string }>;
  remove(): Promise<void>;
}

/** A network with real IPv4 and IPv6, on a unique local prefix of its own. */
export async function dualStackNetwork(engine: ContainerRuntimeClient): Promise<DualStackNetwork> {
  const { dockerode } = engine.container;
  const random = randomBytes(7).toString('hex');
  const name = `homemade-ddns-${random}`;
  // Groups that begin with f: docker and the kernel write them alike, without zeros to leave out.
  const prefix = `fd${random.slice(0, 2)}:f${random.slice(2, 5)}:f${random.slice(5, 8)}:f${random.slice(8, 11)}`;
  const network = await dockerode.createNetwork({
    Name: name,
    EnableIPv6: true,
    IPAM: { Config: [{ Subnet: `${prefix}::/64`, Gateway: `${prefix}::1` }] },
  });
  const { IPAM } = await network.inspect();
  const gateways = (IPAM?.Config ?? []).map(({ Gateway }) => (Gateway ?? '').split('/')[0] ?? '');
  const ipv4Gateway = gateways.find((gateway) => gateway.includes('.')) ?? '';
  const ipv6Gateway = gateways.find((gateway) => gateway.includes(':')) ?? '';
  return {
    name,
    ipv4Gateway,
    ipv6Gateway,
    async addressesOf(container) {
      const { NetworkSettings } = await dockerode.getContainer(container.getId()).inspect();
      const place = NetworkSettings.Networks[name];
      const addresses = { ipv4: place?.IPAddress ?? '', ipv6: place?.GlobalIPv6Address ?? '' };
      // A fresh IPv6 address is not used before its duplicate address detection is over.
      for (let tries = 0; tries < 100; tries++) {
        if ((await sourceTowards(addresses.ipv6)) === ipv6Gateway) return addresses;
        await setTimeout(100);
      }
      throw new Error(`${ipv6Gateway} was not used as the source of packets to ${addresses.ipv6}`);
    },
    remove: () => network.remove(),
  };
}

/** The address that this machine uses as its own when it sends to an IPv6 address. */
async function sourceTowards(address: string): Promise<string> {
  const socket = createSocket('udp6');
  socket.connect(9, address);
  await once(socket, 'connect');
  const { address: source } = socket.address();
  socket.close();
  return source;
}
