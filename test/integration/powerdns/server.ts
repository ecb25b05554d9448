import { fileURLToPath } from 'node:url';
import { type ContainerRuntimeClient, GenericContainer, Wait } from 'testcontainers';
import { blocking } from '../../support/blocking.ts';
import { dualStackNetwork } from '../../support/docker.ts';
import { type PretendRequest, type PretendServer, pretendServer } from '../../world/pretend-server.ts';
import type { ZoneCalls } from './real-zone.ts';

/** A real PowerDNS Authoritative Server in a container. */
export interface PowerdnsServer extends ZoneCalls {
  stop(): Promise<void>;
}

/** As pdns.conf has it. */
export const apiKey = 'our-key-of-the-pdns-tests';

export async function startPowerdns(engine: ContainerRuntimeClient): Promise<PowerdnsServer> {
  const network = await dualStackNetwork(engine);
  const context = fileURLToPath(new URL('.', import.meta.url));
  const image = await GenericContainer.fromDockerfile(context).build('homemade-ddns-test-powerdns', {
    deleteOnExit: false,
  });
  const container = await image
    .withNetworkMode(network.name)
    .withTmpFs({ '/run': 'rw' })
    .withWaitStrategy(Wait.forLogMessage('ready to distribute questions'))
    .start();
  const { ipv4 } = await network.addressesOf(container);
  const access = blocking(new URL('./fetch.ts', import.meta.url));
  return {
    url: `http://${ipv4}:8081`,
    key: apiKey,
    blocking: access,
    async stop() {
      await access.end();
      await container.stop({ timeout: 0 });
      await network.remove();
    },
  };
}

/** A door before the server that keeps a log and lets go wrong what is asked of it. */
export function frontOf({ url }: ZoneCalls): Promise<PretendServer> {
  return pretendServer(async ({ method, path, query, headers, body }: PretendRequest) => {
    const key = String(headers['x-api-key']);
    const answer = await fetch(`${url}${path}${query.size > 0 ? `?${query}` : ''}`, {
      method,
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: body === '' ? null : body,
    });
    const type = answer.headers.get('content-type');
    return {
      status: answer.status,
      headers: type === null ? {} : { 'content-type': type },
      body: await answer.text(),
    };
  });
}
