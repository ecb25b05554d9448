import { describe, expect, inject, test } from 'vitest';
import {
  defaultSources,
  everySecond,
  join,
  keySettings,
  startHouse,
  startNetwork,
  tokenSettings,
} from './house.ts';
import { until } from './until.ts';

const here = '81.2.69.142';

describe.skipIf(!inject('image'))('a container that starts', () => {
  test('without a network stays up and is in sync once the network is there', async () => {
    const house = await startHouse();
    const nowhere = await startNetwork({ internal: true });
    const product = await house.run({
      network: nowhere,
      environment: { ...tokenSettings, ...defaultSources },
    });
    const first = await until('it has looked in vain', async () => {
      const health = await product.health();
      return health?.lastAttempt ? health : undefined;
    });

    await join(house.network, product.id);

    expect(first).toMatchObject({ status: 'starting', lastSuccessfulSync: null });
    await until('the record is in sync', async () => (await product.health())?.status === 'ok');
    expect(await house.addresses('home')).toEqual([here]);
    expect((await product.inspect()).RestartCount).toBe(0);
  });

  test.for([
    { api: 'v1', credentials: keySettings },
    { api: 'v3', credentials: tokenSettings },
  ])(
    'beside another with the same settings ends in sync without a duplicate ($api)',
    async ({ credentials }) => {
      const house = await startHouse();
      await house.make({ do: 'hold', name: 'home', type: 'A', values: ['81.2.70.1'] });
      const environment = { ...credentials, ...everySecond };

      const twins = await Promise.all([house.run({ environment }), house.run({ environment })]);

      for (const twin of twins)
        await until('both are in sync', async () => (await twin.health())?.status === 'ok');
      expect(await house.addresses('home')).toEqual([here]);
      for (const twin of twins) expect((await twin.health())?.targets[0]?.error).toBeNull();
    },
  );

  test('with ONCE corrects the record and exits with 0', async () => {
    const house = await startHouse();

    const product = await house.run({ environment: { ...tokenSettings, ONCE: 'true' } });

    expect(await product.exitCode()).toBe(0);
    expect(await house.addresses('home')).toEqual([here]);
  });

  test('with bad settings names all of them, asks nobody, and exits with 78 when it is stopped', async () => {
    const house = await startHouse();

    const product = await house.run({
      environment: {
        ...tokenSettings,
        ...keySettings,
        DOMAIN: '',
        TTL: '60',
        SCHEDULE: 'now and then',
        IP_QUORUM: '9',
      },
    });

    await until('it says so', async () => product.log().includes('The settings cannot be used'));
    expect(await product.stop()).toBe(78);
    const { requests, asked } = await house.look();
    for (const name of ['DOMAIN', 'TTL', 'SCHEDULE', 'IP_QUORUM', 'GODADDY_TOKEN'])
      expect(product.log()).toContain(name);
    expect(product.log()).not.toContain(tokenSettings.GODADDY_TOKEN);
    expect(requests).toEqual([]);
    expect(asked).toEqual({ ipify: 0, icanhazip: 0, aws: 0, cloudflare: 0 });
  });

  test('on the network of another one, whose port it wants, is not healthy because that one is', async () => {
    const house = await startHouse();
    const first = await house.run({ environment: { ...tokenSettings, ...everySecond } });
    await until('the first is healthy', async () => (await first.dockerHealth()) === 'healthy');

    const second = await house.run({
      network: `container:${first.id}`,
      environment: { ...tokenSettings, ...everySecond },
    });

    await until('the second is not', async () => (await second.dockerHealth()) === 'unhealthy');
    expect(await second.lastCheck()).toContain('answered by another homemade-ddns');
    expect(await first.dockerHealth()).toBe('healthy');
  });
});
