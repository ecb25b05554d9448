import { fileURLToPath } from 'node:url';
import {
  type ContainerRuntimeClient,
  GenericContainer,
  type StartedTestContainer,
  Wait,
} from 'testcontainers';
import type { TsigKey } from '../../../src/providers/hosts/rfc2136/tsig.ts';
import { dualStackNetwork } from '../../support/docker.ts';
import { type ZoneDoor, zoneDoor } from './real-zone.ts';

/** A real name server, BIND or Knot, in a container. */
export interface UpdateServer {
  readonly hosts: { readonly ipv4: string; readonly ipv6: string };
  readonly door: ZoneDoor;
  /** Runs a command beside the server. */
  run(...command: string[]): Promise<void>;
  stop(): Promise<void>;
}

const readyWhen = { bind: 'all zones loaded', knot: 'server started' };

/** The keys that both servers know, as named.conf and knot.conf have them. */
export const keys = {
  ddns: 'b3VyIHNlY3JldCBpbiB0aGUgdGVzdHMgb2YgaG9tZSE=',
  other: 'YSBrZXkgZm9yIG9uZSBuYW1lIG9ubHk=',
};
const ddns: TsigKey = { name: 'ddns', algorithm: 'hmac-sha256', secret: Buffer.from(keys.ddns, 'base64') };

export async function startUpdateServer(
  engine: ContainerRuntimeClient,
  software: 'bind' | 'knot',
): Promise<UpdateServer> {
  const network = await dualStackNetwork(engine);
  const context = fileURLToPath(new URL('.', import.meta.url));
  const image = await GenericContainer.fromDockerfile(context).build('homemade-ddns-test-rfc2136', {
    deleteOnExit: false,
  });
  const container: StartedTestContainer = await image
    .withNetworkMode(network.name)
    .withTmpFs({ '/run': 'rw' })
    .withAddedCapabilities('NET_ADMIN')
    .withCommand(['/etc/dns/start', software])
    .withWaitStrategy(Wait.forLogMessage(readyWhen[software]))
    .start();
  const hosts = await network.addressesOf(container);
  const door = zoneDoor(hosts.ipv4, ddns);
  return {
    hosts,
    door,
    async run(...command) {
      const { exitCode, output } = await container.exec(command);
      if (exitCode !== 0) throw new Error(`${command.join(' ')}: ${output}`);
    },
    async stop() {
      await door.end();
      await container.stop({ timeout: 0 });
      await network.remove();
    },
  };
}
