import { GenericContainer, getContainerRuntimeClient, type StartedNetwork, Wait } from 'testcontainers';
import { inject, onTestFinished } from 'vitest';
import { appFolder } from '../support/app-config.ts';
import { root } from '../support/deployments.ts';
import { supervisor } from '../world/supervisor.ts';
import { type House, homeSettings, startHouse, startNetworkOf } from './house.ts';
import { follow, notWaiting } from './product.ts';

const authorityPath = '/run/authority.pem';
const second = 1_000_000_000;
/** That of the Supervisor: its own address is the only one that ingress comes from. */
const subnet = { Subnet: '172.30.32.0/23', Gateway: '172.30.32.1', IPRange: '172.30.33.0/24' };
const supervisorAddress = '172.30.32.2';

/** With the rights that the Supervisor gives; its health check is only asked more often, to keep the tests short. */
class App extends GenericContainer {
  constructor(image: string) {
    super(image);
    this.withSecurityOpt('seccomp=unconfined').withWaitStrategy(notWaiting);
    this.createOpts.Healthcheck = { Interval: second, StartPeriod: second, Retries: 1 };
  }
}

/** The Supervisor's network, which the pretend internet is in. Everything in it ends with the test. */
export async function startHomeAssistant() {
  // Before what is in it, so that it goes after that.
  const network = await startNetworkOf({ IPAM: { Driver: 'default', Config: [subnet] } });
  const house = await startHouse();
  await house.reach(network);
  return { ...house, run: (options: object) => startApp(house, network, options) };
}

async function startApp(house: House, network: StartedNetwork, options: object) {
  const pretend = await startSupervisor(network);
  const app = await follow(
    new App(await appImage())
      .withNetwork(network)
      .withNetworkAliases('app')
      .withExposedPorts(8080)
      .withEnvironment({ SUPERVISOR_TOKEN: supervisor.token, TZ: 'UTC', NODE_EXTRA_CA_CERTS: authorityPath })
      .withCopyContentToContainer([
        // As the Supervisor writes it.
        { content: JSON.stringify(options), target: '/data/options.json', mode: 0o600 },
        { content: house.authority, target: authorityPath, mode: 0o644 },
      ]),
  );
  return { ...app, ...pretend };
}

/** Options that the pretend internet fits. */
export function optionsWith(more: object = {}) {
  const { IPV4_SOURCES, IP_QUORUM } = homeSettings;
  return {
    ...{ host: 'godaddy', names: ['home.example.com'], ipv6: 'without', mqtt: false },
    credentials: [],
    settings: settingsOf({ IPV4_SOURCES, IP_QUORUM, SCHEDULE: '* * * * * *' }),
    ...more,
  };
}

export const settingsOf = (settings: Readonly<Record<string, string>>) =>
  Object.entries(settings).map(([name, value]) => ({ name, value }));

async function appImage(): Promise<string> {
  const image = inject('image');
  if (image === undefined) throw new Error('there is no image to begin with');
  const name = `${image}-app`;
  await GenericContainer.fromDockerfile(`${root}${appFolder}`).withBuildArgs({ IMAGE: image }).build(name);
  const engine = await getContainerRuntimeClient();
  onTestFinished(async () => {
    await engine.container.dockerode.getImage(name).remove();
  });
  return name;
}

async function startSupervisor(network: StartedNetwork) {
  const container = await new GenericContainer('node:24-bookworm-slim')
    .withCopyFilesToContainer([
      { source: `${root}test/world/supervisor.ts`, target: '/world/supervisor.mts' },
    ])
    .withCommand(['node', '/world/supervisor.mts', 'app'])
    .withExposedPorts(80)
    .withWaitStrategy(Wait.forListeningPorts())
    .start();
  onTestFinished(async () => {
    await container.stop();
  });
  const engine = await getContainerRuntimeClient();
  const EndpointConfig = {
    IPAMConfig: { IPv4Address: supervisorAddress },
    Aliases: ['supervisor', 'core-mosquitto'],
  };
  await engine.network.getById(network.getId()).connect({ Container: container.getId(), EndpointConfig });
  const at = `http://${container.getHost()}:${container.getMappedPort(80)}`;
  return {
    /** What a browser asks for that is logged in to Home Assistant. */
    byIngress: (path: string, init?: RequestInit) => fetch(`${at}/ingress/some-token/${path}`, init),
    /** The first that the broker was told. */
    heardByBroker: async () => (await fetch(`${at}/heard`)).text(),
  };
}
