import { fileURLToPath } from 'node:url';
import { GenericContainer, getContainerRuntimeClient, type StartedTestContainer } from 'testcontainers';
import { stringify } from 'yaml';
import { freePort, until } from '../e2e/house.ts';
import { type Client, type Facts, login, password } from './client.ts';

/** A real Home Assistant, which uses the network of this machine. */
export interface HomeAssistant extends Client {
  /** Ends it and starts it anew, as the same one. */
  restart(): Promise<void>;
  /** What it logged as a warning or worse, about our entities and automations. */
  complaints(): Promise<string[]>;
  /** What its own check says about a configuration with this package, and its exit code. */
  check(name: string, text: string): Promise<{ readonly exitCode: number; readonly output: string }>;
  stop(): Promise<void>;
}

/** Where it lives, so that a time in the zone of the user can be told from UTC. */
export const timeZone = 'Asia/Tokyo';

const folder = '/config';
/** A few seconds, where nothing else is done on the machine. */
const longestStart = 180_000;

export async function startHomeAssistant(packages: Readonly<Record<string, string>>): Promise<HomeAssistant> {
  const context = fileURLToPath(new URL('machine', import.meta.url));
  const image = await GenericContainer.fromDockerfile(context).build('homemade-ddns-test-home-assistant', {
    deleteOnExit: false,
  });
  const port = await freePort();
  const files = (place: string, texts: Readonly<Record<string, string>>) => [
    { content: configuration(port), target: `${place}/configuration.yaml` },
    ...Object.entries(texts).map(([name, content]) => ({ content, target: `${place}/packages/${name}` })),
  ];
  const container = await image
    .withNetworkMode('host')
    .withEnvironment({ PASSWORD: password })
    .withCopyContentToContainer(files(folder, packages))
    .start();
  const url = `http://127.0.0.1:${port}`;
  await serves(url, container);
  const client = await login(url);
  await runs(client);
  // Else it goes back to its usual port after five minutes.
  await client.ask('http/config/promote');
  return {
    ...client,
    async restart() {
      await container.restart();
      await serves(url, container);
      await runs(client);
    },
    async complaints() {
      const lines = (await printed(container)).split('\n');
      return lines.filter((line) => /(WARNING|ERROR)/.test(line) && ours.test(line));
    },
    async check(name, text) {
      const place = '/checked';
      await container.copyContentToContainer(files(place, { [name]: text }));
      const command = ['/venv/bin/hass', '--script', 'check_config', '--config', place];
      const { exitCode, output } = await container.exec(command);
      return { exitCode, output };
    },
    stop: () => container.stop({ timeout: 0 }).then(() => {}),
  };
}

/** Where Home Assistant tells of entities, templates and automations. */
const ours = /\[homeassistant\.(components\.(mqtt|rest|sensor|binary_sensor|button|automation)|helpers)\b/;

function configuration(port: number): string {
  return stringify({
    homeassistant: { time_zone: timeZone, auth_mfa_modules: [], packages: '#packages' },
    http: { server_host: '127.0.0.1', server_port: port },
    ...{ api: null, config: null },
    logger: { default: 'warning' },
  }).replace('"#packages"', '!include_dir_named packages');
}

async function serves(url: string, container: StartedTestContainer): Promise<void> {
  const answers = async () => (await fetch(`${url}/api/`)).status === 401;
  await until(answers, 'Home Assistant serves', longestStart).catch(async (error: unknown) => {
    throw new Error(`${error}; it printed:\n${await printed(container)}`);
  });
}

const runs = (client: Client) =>
  until(
    async () => {
      const { state, recovery_mode } = (await client.get('config')) as Facts;
      return state === 'RUNNING' && recovery_mode === false;
    },
    'Home Assistant runs',
    longestStart,
  );

async function printed(container: StartedTestContainer): Promise<string> {
  const engine = await getContainerRuntimeClient();
  const all = engine.container.dockerode.getContainer(container.getId());
  return String(await all.logs({ stdout: true, stderr: true, follow: false }));
}
