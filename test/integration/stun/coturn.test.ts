import { fileURLToPath } from 'node:url';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { stunSource } from '../../../src/sources/stun/stun.ts';
import { type DualStackNetwork, dockerFor, dualStackNetwork } from '../../support/docker.ts';

const engine = await dockerFor('The tests of the STUN source against coturn');
const options = { timeout: 10_000, clock: systemClock };
const forever = new AbortController().signal;

describe.skipIf(!engine)('against a real coturn', () => {
  let network: DualStackNetwork | undefined;
  let coturn: StartedTestContainer | undefined;
  let hosts = { ipv4: '', ipv6: '' };

  beforeAll(async () => {
    if (!engine) return;
    network = await dualStackNetwork(engine);
    const context = fileURLToPath(new URL('.', import.meta.url));
    const image = await GenericContainer.fromDockerfile(context).build('homemade-ddns-test-coturn', {
      deleteOnExit: false,
    });
    coturn = await image
      .withNetworkMode(network.name)
      .withWaitStrategy(Wait.forLogMessage('Total General servers'))
      .start();
    hosts = await network.addressesOf(coturn);
  });

  afterAll(async () => {
    await coturn?.stop();
    await network?.remove();
  });

  test('tells the IPv4 address that the server sees', async () => {
    const address = await stunSource(`stun:${hosts.ipv4}`).open(options).ask('ipv4', forever);

    expect(address).toBe(network?.ipv4Gateway);
  });

  test('tells the IPv6 address that the server sees', async () => {
    const address = await stunSource(`stun:[${hosts.ipv6}]:3478`).open(options).ask('ipv6', forever);

    expect(address).toBe(network?.ipv6Gateway);
  });
});
