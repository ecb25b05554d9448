import { fileURLToPath } from 'node:url';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../../src/base/clock.ts';
import { natVerdict } from '../../../src/detect/nat-verdict.ts';
import { createHttp } from '../../../src/http/client.ts';
import { type EpochReading, hasLostState } from '../../../src/sources/gateway/epoch.ts';
import { gatewaySource } from '../../../src/sources/gateway/gateway.ts';
import { gatewayUpnp } from '../../../src/sources/gateway/gateway-upnp.ts';
import { askPcp } from '../../../src/sources/gateway/pcp.ts';
import { announceRequest, readEpoch } from '../../../src/sources/gateway/pcp-epoch.ts';
import { listenForAnnouncements } from '../../../src/sources/hints/announcements.ts';
import { keptSocket } from '../../../src/sources/hints/kept-socket.ts';
import { startLocalLooks } from '../../../src/sources/hints/local-looks.ts';
import { quickLook, upnpLook } from '../../../src/sources/hints/router-looks.ts';
import { credentials, house, inSync, until } from '../../e2e/house.ts';
import { type DualStackNetwork, dockerFor, dualStackNetwork } from '../../support/docker.ts';

const engine = await dockerFor('The tests of the gateway source against miniupnpd');
const http = createHttp({ userAgent: 'homemade-ddns/test', timeout: 10_000 });
const options = { http, clock: systemClock, timeout: 10_000 };
const forever = new AbortController().signal;
const atHome = '81.2.69.160/24';
/** A minute takes a second. */
const hurried = (clock: Clock): Clock => ({
  ...clock,
  monotonic: () => 60 * clock.monotonic(),
  after: (ms, callback) => clock.after(ms / 60, callback),
});

describe.skipIf(!engine)('against a real miniupnpd', () => {
  let network: DualStackNetwork | undefined;
  let router: StartedTestContainer | undefined;
  let hosts = { ipv4: '', ipv6: '' };

  async function run(...command: string[]): Promise<string> {
    const result = await router?.exec(command);
    if (result?.exitCode !== 0) throw new Error(`${command.join(' ')}: ${result?.output}`);
    return result.output;
  }
  /** The provider gives the router another address. */
  async function move(address: string): Promise<void> {
    await run('sh', '-c', `ip -4 addr flush dev wan0 && ip addr add ${address} dev wan0`);
  }

  beforeAll(async () => {
    if (!engine) return;
    network = await dualStackNetwork(engine);
    const context = fileURLToPath(new URL('.', import.meta.url));
    const image = await GenericContainer.fromDockerfile(context).build('homemade-ddns-test-miniupnpd', {
      deleteOnExit: false,
    });
    router = await image
      .withNetworkMode(network.name)
      .withAddedCapabilities('NET_ADMIN')
      .withWaitStrategy(Wait.forLogMessage('Listening for NAT-PMP/PCP traffic'))
      .start();
    hosts = await network.addressesOf(router);
  });

  beforeEach(() => move(atHome));

  afterAll(async () => {
    await router?.stop();
    await network?.remove();
  });

  test('learns the outer address over NAT-PMP', async () => {
    const source = gatewaySource(`gateway:${hosts.ipv4}`).open(options);

    expect(await source.ask('ipv4', forever)).toBe('81.2.69.160');
    expect(await run('nft', 'list', 'ruleset')).not.toContain('dnat');
  });

  test('learns the outer address over PCP and leaves no mapping behind', async () => {
    const question = {
      gateway: hosts.ipv4,
      family: 'ipv4',
      timeout: 5000,
      clock: systemClock,
      signal: forever,
    } as const;

    expect(await askPcp(question)).toEqual({ address: '81.2.69.160' });
    expect(await run('nft', 'list', 'ruleset')).not.toContain('dnat');
  });

  test('learns the outer address over UPnP from a given description', async () => {
    const source = gatewaySource(`gateway:http://${hosts.ipv4}:5000/rootDesc.xml`).open(options);

    const first = await source.ask('ipv4', forever);
    await move('81.2.69.161/24');

    expect([first, await source.ask('ipv4', forever)]).toEqual(['81.2.69.160', '81.2.69.161']);
  });

  test('finds the description by itself and learns the outer address over UPnP', async () => {
    const answer = await gatewayUpnp(options).ask(hosts.ipv4, 'ipv4', undefined, forever);

    expect(answer).toEqual({ address: '81.2.69.160' });
  });

  test('tells an address inside the provider, and the verdict names carrier-grade NAT', async () => {
    await move('100.64.7.9/24');

    const address = await gatewaySource(`gateway:${hosts.ipv4}`).open(options).ask('ipv4', forever);

    expect(address).toBe('100.64.7.9');
    expect(natVerdict(address, '81.2.69.160')?.kind).toBe('carrier-grade-nat');
  });

  test('learns over PCP which IPv6 address the internet sees', async () => {
    const source = gatewaySource(`gateway:${hosts.ipv6}`).open(options);

    expect(await source.ask('ipv6', forever)).toBe(network?.ipv6Gateway);
  });

  test('says that this router tells no IPv6 address over UPnP', async () => {
    const source = gatewaySource(`gateway:http://${hosts.ipv4}:5000/rootDesc.xml`).open(options);

    await expect(source.ask('ipv6', forever)).rejects.toThrow('only a FRITZ!Box does');
  });

  test('hears the router announce a new address, and nothing when it is not this router', async () => {
    const source = gatewaySource(`gateway:${hosts.ipv4}`).open(options);
    let foreign = 0;
    const stranger = await listenForAnnouncements({
      clock: systemClock,
      gateway: async () => '192.168.1.1',
      onHint: () => foreign++,
    });
    let learned: (address: string) => void = () => {};
    const address = new Promise<string>((resolve) => {
      learned = (found) => found !== '81.2.69.160' && resolve(found);
    });
    const listener = await listenForAnnouncements({
      clock: systemClock,
      gateway: async () => hosts.ipv4,
      // Between two addresses the router has none; the announcement of the new one follows.
      onHint: () => void source.ask('ipv4', forever).then(learned, () => {}),
    });

    await move('81.2.69.162/24');

    expect(await address).toBe('81.2.69.162');
    listener.stop();
    expect(stranger.reason).toBeUndefined();
    expect(foreign).toBe(0);
    stranger.stop();
  });

  test('counts from zero over PCP when its address changes, and makes no mapping for the question', async () => {
    const question = { address: hosts.ipv4, port: 5351, packet: announceRequest, read: readEpoch };
    const exchange = keptSocket(systemClock, 5000);
    const ask = async (): Promise<EpochReading> => ({
      epoch: await exchange({ ...question, signal: forever }),
      at: systemClock.monotonic(),
    });
    // Until it has counted for longer than clocks may differ.
    let before = await ask();
    await until(async () => {
      before = await ask();
      return before.epoch > 3;
    }, 'it has counted for a while');
    expect(hasLostState(before, await ask())).toBe(false);

    await move('81.2.69.163/24');

    await until(async () => hasLostState(before, await ask()), 'it counts anew');
    expect(await run('nft', 'list', 'ruleset')).not.toContain('dnat');
  });

  test.each(['by one packet', 'over UPnP'])(
    'leads to a hint within a minute when its address changes, %s',
    async (how) => {
      const route = async () => ({ gateway: hosts.ipv4, interface: 'eth0' });
      const clock = systemClock;
      const silent = () => Promise.reject(new Error('silence'));
      const { promise: hinted, resolve } = Promise.withResolvers<void>();
      let asked = 0;
      const counted = (look: typeof silent | ReturnType<typeof quickLook>) => async (signal: AbortSignal) => {
        const shown = await look(signal);
        asked += 1;
        return shown;
      };
      const looks = startLocalLooks({
        clock: how === 'over UPnP' ? hurried(clock) : clock,
        onHint: resolve,
        interfaces: () => ({}),
        askQuickly: how === 'over UPnP' ? silent : counted(quickLook({ clock, route })),
        askSlowly: counted(upnpLook({ clock, http, route })),
      });
      await until(() => asked > 0, 'the router was asked');

      await move('81.2.69.164/24');

      await hinted;
      looks.stop();
    },
  );

  test('makes the program follow a new address at once, long before its next tick', async () => {
    const home = await house([{ name: 'home', type: 'A', data: '192.0.2.1', ttl: 600 }]);
    const program = await home.start({
      ...credentials.v1,
      IPV4_SOURCES: `gateway:${hosts.ipv4}`,
      SCHEDULE: '0 0 1 1 *',
    });
    await inSync(program);
    expect(home.zone.values('home', 'A')).toEqual(['81.2.69.160']);

    await move('81.2.69.177/24');
    await until(() => home.zone.values('home', 'A').join() === '81.2.69.177', 'the record follows');

    await home.stop();
  });
});
