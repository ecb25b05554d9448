import { describe, expect, inject, test } from 'vitest';
import { defaultSources, everySecond, keySettings, startHouse, tokenSettings } from './house.ts';
import { until } from './until.ts';

const here = '81.2.69.142';
const elsewhere = '81.2.70.1';

describe.skipIf(!inject('image'))('the container, locked down', () => {
  test('corrects a wrong record with the default sources and becomes healthy', async () => {
    const house = await startHouse();
    await house.make({ do: 'hold', name: 'home', type: 'A', values: [elsewhere] });
    const { zone: before } = await house.look();

    const product = await house.run({ environment: { ...tokenSettings, ...defaultSources } });

    await until(
      'Docker calls the container healthy',
      async () => (await product.dockerHealth()) === 'healthy',
    );
    const { zone: after } = await house.look();
    expect(after).toContainEqual({ name: 'home', type: 'A', data: here, ttl: 600 });
    expect(after.filter(isForeign)).toEqual(before.filter(isForeign));
  });

  test('looks now at SIGHUP, and opens no debugger at SIGUSR1', async () => {
    const house = await startHouse();
    const product = await house.run({ environment: { ...tokenSettings, SCHEDULE: '0 0 1 1 *' } });
    await until('the record is kept', async () => (await house.addresses('home')).join() === here);
    await house.make({ do: 'hold', name: 'home', type: 'A', values: [elsewhere] });

    await product.signal('SIGUSR1');
    await product.signal('SIGHUP');

    await until('it is put right', async () => (await house.addresses('home')).join() === here);
    expect(product.log()).not.toContain('Debugger');
  });

  test('writes nothing with default settings while no witness can be had, and says so', async () => {
    const house = await startHouse();
    await house.make({ do: 'hold', name: 'home', type: 'A', values: [elsewhere] });

    const product = await house.run({
      environment: { ...tokenSettings, ...everySecond, ...defaultSources, IP_QUORUM: '' },
    });

    await until('two operators were asked', async () => operators(await house.look()) >= 2);
    await until('it says what lacks', async () => product.log().includes('records stay as they are'));
    expect((await house.look()).requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('leaves a right record alone', async () => {
    const house = await startHouse();
    await house.make({ do: 'hold', name: 'home', type: 'A', values: [here] });

    const product = await house.run({ environment: { ...tokenSettings, ...everySecond } });

    await until('the record is in sync', async () => (await product.health())?.status === 'ok');
    await until('several ticks have passed', async () => ticks(await house.look()) >= 4);
    const { requests } = await house.look();
    expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('follows a changed address with one write', async () => {
    const house = await startHouse();
    await house.make({ do: 'hold', name: 'home', type: 'A', values: [here] });
    const product = await house.run({ environment: { ...keySettings, ...everySecond } });
    await until('the record is in sync', async () => (await product.health())?.status === 'ok');

    const { asked } = await house.make({ do: 'change-address', addresses: { ipv4: elsewhere } });

    await until('the record follows', async () => (await house.addresses('home'))[0] === elsewhere);
    const askedBefore = ticks({ asked });
    await until('more ticks have passed', async () => ticks(await house.look()) >= askedBefore + 6);
    const { requests } = await house.look();
    expect(requests.filter(({ method }) => method !== 'GET')).toEqual([
      { method: 'PUT', path: '/v1/domains/example.com/records/A/home', status: 200 },
    ]);
  });

  test('turns unhealthy while the provider fails for longer than HEALTH_MAX_AGE, and healthy again', async () => {
    const house = await startHouse();
    const product = await house.run({
      environment: { ...tokenSettings, ...everySecond, HEALTH_MAX_AGE: '3s' },
    });
    await until(
      'Docker calls the container healthy',
      async () => (await product.dockerHealth()) === 'healthy',
    );

    await house.make({ do: 'fail', fault: { kind: 'answer', status: 500, body: 'down' } });
    await house.make({ do: 'change-address', addresses: { ipv4: elsewhere } });

    await until(
      'Docker calls the container unhealthy',
      async () => (await product.dockerHealth()) === 'unhealthy',
    );
    await house.make({ do: 'mend' });
    await until('it is healthy again', async () => (await product.dockerHealth()) === 'healthy');
    expect(await house.addresses('home')).toEqual([elsewhere]);
  });

  test('tells its health on the published port', async () => {
    const house = await startHouse();

    const product = await house.run({
      environment: { ...tokenSettings, ...everySecond },
      network: house.openNetwork,
      publishPort: true,
    });

    const health = await until('the endpoint answers 200', async () => {
      const answer = await fetch(`${product.publishedAt()}/healthz`).catch(() => undefined);
      return answer?.status === 200 && answer.json();
    });
    expect(health).toMatchObject({ status: 'ok', addresses: { ipv4: here } });
  });
});

const isForeign = ({ name, type }: { name: string; type: string }) => !(name === 'home' && type === 'A');
const operators = ({ asked }: { asked: Readonly<Record<string, number>> }) =>
  Object.values(asked).filter((times) => times > 0).length;
const ticks = ({ asked }: { asked: Readonly<Record<string, number>> }) =>
  Object.values(asked).reduce((sum, times) => sum + times, 0);
