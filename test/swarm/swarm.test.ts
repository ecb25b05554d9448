import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  type ContainerRuntimeClient,
  getContainerRuntimeClient,
  randomUuid,
  StartedNetwork,
} from 'testcontainers';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { everySecond, homeSettings, startHouse, tokenSettings } from '../container/house.ts';
import type { Health } from '../container/product.ts';
import { until } from '../container/until.ts';

const stackFile = fileURLToPath(new URL('../../deploy/swarm/stack.yml', import.meta.url));
const here = '81.2.69.142';
const elsewhere = '81.2.70.1';
const docker = async (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  promisify(execFile)('docker', args, { env: { ...process.env, ...environment } });

describe.skipIf(!inject('image'))('the Swarm stack', () => {
  test('keeps the record, and a killed task comes back and reads its secret again', async ({ skip }) => {
    const network = await startSwarm();
    if (!network) return skip('this machine belongs to a swarm that has to be left alone');
    const house = await startHouse();
    await house.reach(network);
    const { tasks, health } = await deploy(network, house.authority);
    await until('the record is in sync', async () => (await health())?.status === 'ok');
    const [first] = await tasks();

    await house.make({ do: 'hold', name: 'home', type: 'A', values: [elsewhere] });
    await first?.container.kill();

    const second = await until('another task runs', async () =>
      (await tasks()).find(({ id }) => id !== first?.id),
    );
    await until('it has corrected the record', async () => (await house.addresses('home'))[0] === here);
    await until('it says so', async () => (await health())?.status === 'ok');
    const shown = JSON.stringify(await second.container.inspect());
    expect(shown).toContain('GODADDY_TOKEN_FILE=/run/secrets/godaddy_token');
    expect(shown).not.toContain(tokenSettings.GODADDY_TOKEN);
    expect(await house.addresses('home')).toEqual([here]);
  });
});

/**
 * A swarm of this machine alone with a network that containers can join too. It ends with the test.
 * Undefined: the machine is in a swarm already, and this is not just another run of this test.
 */
async function startSwarm(): Promise<StartedNetwork | undefined> {
  const engine = await getContainerRuntimeClient();
  const { dockerode } = engine.container;
  const end = Date.now() + 120_000;
  while (!(await initSwarm(dockerode))) {
    if (Date.now() > end) return undefined;
    await sleep(1000);
  }
  onTestFinished(async () => {
    await dockerode.swarmLeave({ force: true });
    // Left behind by the engine, and made anew by the next swarm.
    await dockerode
      .getNetwork('docker_gwbridge')
      .remove()
      .catch(() => {});
  });
  const Name = `homemade-ddns-${randomUuid()}`;
  const created = await engine.network.create({ Name, Driver: 'overlay', Attachable: true });
  const network = new StartedNetwork(engine, Name, created);
  onTestFinished(async () => {
    await network.stop();
  });
  return network;
}

async function initSwarm(dockerode: ContainerRuntimeClient['container']['dockerode']): Promise<boolean> {
  try {
    await dockerode.swarmInit({ ListenAddr: '127.0.0.1:2377', AdvertiseAddr: '127.0.0.1' });
    return true;
  } catch (error) {
    if (String(error).includes('already part of a swarm')) return false;
    throw error;
  }
}

/** Deploys the stack file with the image under test, in the pretend internet. */
async function deploy(network: StartedNetwork, authority: string) {
  const engine = await getContainerRuntimeClient();
  const { dockerode } = engine.container;
  const stack = `ddns-${randomUuid()}`;
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'homemade-ddns-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [authorityFile, settingsFile] = [join(folder, 'authority.pem'), join(folder, 'test.yml')];
  writeFileSync(authorityFile, authority);
  writeFileSync(settingsFile, stringify(testSettings(network, authorityFile)));
  await dockerode.createSecret({
    Name: 'godaddy_token',
    Data: Buffer.from(tokenSettings.GODADDY_TOKEN).toString('base64'),
  });

  const filters = { label: [`com.docker.stack.namespace=${stack}`] };
  async function tasks() {
    const running = await dockerode.listContainers({ filters });
    return running.map(({ Id }) => ({ id: Id, container: dockerode.getContainer(Id) }));
  }

  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') await tell(`${stack}_homemade-ddns`);
    await docker(['stack', 'rm', stack]);
    await until(
      'the tasks are gone, the dead one too',
      async () => (await dockerode.listContainers({ all: true, filters })).length === 0,
    );
  });
  await docker(['stack', 'deploy', '--resolve-image', 'never', '-c', stackFile, '-c', settingsFile, stack], {
    DOMAIN: homeSettings.DOMAIN,
    RECORDS: homeSettings.RECORDS,
    PORT: String(port),
  });

  return {
    tasks,
    async health(): Promise<Health | undefined> {
      const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
      return answer && ((await answer.json()) as Health);
    },
  };
}

/** What Swarm has to say of a service that did not do as it should. */
async function tell(service: string): Promise<void> {
  for (const command of [['ps', '--no-trunc'], ['logs']]) {
    const { stdout, stderr } = await docker(['service', ...command, service]);
    process.stderr.write(`${stdout}${stderr}\n`);
  }
}

/** What is different in the test: the image, and the world around it. */
function testSettings(network: StartedNetwork, authorityFile: string): unknown {
  return {
    version: '3.8',
    services: {
      'homemade-ddns': {
        image: inject('image'),
        environment: {
          ...everySecond,
          IPV4_SOURCES: homeSettings.IPV4_SOURCES,
          IP_QUORUM: homeSettings.IP_QUORUM,
          NODE_EXTRA_CA_CERTS: '/run/authority.pem',
        },
        networks: ['pretend'],
        configs: [{ source: 'authority', target: '/run/authority.pem' }],
      },
    },
    networks: { pretend: { external: true, name: network.getName() } },
    configs: { authority: { file: authorityFile } },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('there is no port');
  return address.port;
}
