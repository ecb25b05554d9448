import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  GenericContainer,
  getContainerRuntimeClient,
  getReaper,
  LABEL_TESTCONTAINERS_SESSION_ID,
  randomUuid,
  StartedNetwork,
  Wait,
} from 'testcontainers';
import { onTestFinished } from 'vitest';
import { godaddyCredentials } from '../providers/hosts/godaddy/service.ts';
import { createAuthority } from '../world/authority.ts';
import {
  type Command,
  cloudflareApiHost,
  controlPort,
  echoHosts,
  godaddyHost,
  type WorldState,
} from '../world/control.ts';
import { type ProductRun, type RunningProduct, runProduct } from './product.ts';

/** A home network that leads nowhere but to the pretend internet, which bears the real names. */
export interface House {
  readonly network: StartedNetwork;
  /** The same with a way to and from this machine. */
  readonly openNetwork: StartedNetwork;
  /** The certificate that the servers of the pretend internet have theirs from. */
  readonly authority: string;
  look(): Promise<WorldState>;
  make(command: Command): Promise<WorldState>;
  /** The addresses that the zone holds for a name. */
  addresses(name: string): Promise<string[]>;
  /** Puts the pretend internet on one more network, under the real names. */
  reach(network: StartedNetwork): Promise<void>;
  /** Starts the product with a token, the authority of the pretend internet, and these settings on top. */
  run(settings?: ProductSettings): Promise<RunningProduct>;
}

interface ProductSettings {
  readonly environment?: Readonly<Record<string, string>>;
  /** Texts by their path in the container. */
  readonly files?: Readonly<Record<string, string>>;
  readonly network?: ProductRun['network'];
  readonly publishPort?: boolean;
  readonly memory?: number;
}

export const tokenSettings = { GODADDY_TOKEN: godaddyCredentials.token };
export const keySettings = {
  GODADDY_API_KEY: godaddyCredentials.key,
  GODADDY_API_SECRET: godaddyCredentials.secret,
};
/** The sources by name, because no DNS or STUN server is pretended here. */
export const homeSettings = {
  DOMAIN: 'example.com',
  RECORDS: 'home',
  IPV4_SOURCES: Object.keys(echoHosts).join(),
  // No witness can be had here: nobody pretends DNS over HTTPS at the addresses of the real servers.
  IP_QUORUM: '1',
};
/** An empty setting is as if it was not given. */
export const defaultSources = { IPV4_SOURCES: '' };
export const everySecond = { SCHEDULE: '* * * * * *' };

const project = fileURLToPath(new URL('../..', import.meta.url));
const authorityPath = '/run/authority.pem';

/** Everything in it ends with the test. */
export async function startHouse(): Promise<House> {
  const [network, openNetwork] = [await startNetwork({ internal: true }), await startNetwork()];
  const authority = createAuthority();
  const hosts = [godaddyHost, cloudflareApiHost, ...Object.values(echoHosts)];
  const tls = authority.issue(hosts);
  const world = await new GenericContainer('node:24-bookworm-slim')
    .withNetwork(openNetwork)
    .withNetworkAliases(...hosts)
    .withCopyDirectoriesToContainer([
      { source: path(project, 'src'), target: '/world/src' },
      { source: path(project, 'test'), target: '/world/test' },
    ])
    .withCopyContentToContainer([
      { content: '{"type":"module"}', target: '/world/package.json' },
      { content: tls.key, target: '/tls/key.pem' },
      { content: tls.certificate, target: '/tls/certificate.pem' },
    ])
    .withCommand(['node', '/world/test/world/serve.ts'])
    .withExposedPorts(controlPort)
    .withWaitStrategy(Wait.forHttp('/', controlPort))
    .start();
  onTestFinished(async () => {
    await world.stop();
  });
  await join(network, world.getId(), hosts);
  const control = `http://${world.getHost()}:${world.getMappedPort(controlPort)}/`;

  async function ask(command?: Command): Promise<WorldState> {
    const answer = await fetch(control, command ? { method: 'POST', body: JSON.stringify(command) } : {});
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as WorldState;
  }

  return {
    network,
    openNetwork,
    authority: authority.certificate,
    look: () => ask(),
    make: ask,
    async addresses(name) {
      const { zone } = await ask();
      return zone.filter((record) => record.name === name && record.type === 'A').map(({ data }) => data);
    },
    reach: (another) => join(another, world.getId(), hosts),
    run({ environment = tokenSettings, files = {}, ...rest } = {}) {
      const mounted = temporaryFiles({ [authorityPath]: authority.certificate, ...files });
      return runProduct({
        network,
        ...rest,
        files: mounted,
        environment: { ...homeSettings, NODE_EXTRA_CA_CERTS: authorityPath, ...environment },
      });
    },
  };
}

/** Puts a running container on another network, where it bears these names. */
export async function join(
  network: StartedNetwork,
  containerId: string,
  names: readonly string[] = [],
): Promise<void> {
  const engine = await getContainerRuntimeClient();
  const EndpointConfig = { Aliases: [...names] };
  await engine.network.getById(network.getId()).connect({ Container: containerId, EndpointConfig });
}

/** A network that ends with the test; an internal one leads nowhere. */
export function startNetwork({ internal = false } = {}): Promise<StartedNetwork> {
  return startNetworkOf({ Internal: internal });
}

/** The same, as the engine is to make it. */
export async function startNetworkOf(asked: {
  readonly Internal?: boolean;
  readonly IPAM?: { readonly Driver: string; readonly Config: Readonly<Record<string, string>>[] };
}): Promise<StartedNetwork> {
  const engine = await getContainerRuntimeClient();
  const { sessionId } = await getReaper(engine);
  const Name = `homemade-ddns-${randomUuid()}`;
  const Labels = { 'org.testcontainers': 'true', [LABEL_TESTCONTAINERS_SESSION_ID]: sessionId };
  const created = await engine.network.create({ ...asked, Name, Labels });
  const network = new StartedNetwork(engine, Name, created);
  onTestFinished(async () => {
    await network.stop();
  });
  return network;
}

function temporaryFiles(texts: Readonly<Record<string, string>>): Record<string, string> {
  const folder = mkdtempSync(path(tmpdir(), 'homemade-ddns-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const entries = Object.entries(texts).map(([target, text], index) => {
    const source = path(folder, String(index));
    writeFileSync(source, text, { mode: 0o644 });
    return [target, source] as const;
  });
  return Object.fromEntries(entries);
}
