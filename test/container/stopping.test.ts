import { describe, expect, inject, test } from 'vitest';
import { everySecond, startHouse, tokenSettings } from './house.ts';
import { until } from './until.ts';

// Docker kills after 10 s, and the exit code is 137 then.
describe.skipIf(!inject('image'))('docker stop', () => {
  test('ends the idle container with exit code 0', async () => {
    const house = await startHouse();
    const product = await house.run();
    await until('the record is in sync', async () => (await product.health())?.status === 'ok');

    const code = await product.stop();

    expect(code).toBe(0);
    expect(await house.addresses('home')).toEqual(['81.2.69.142']);
  });

  test('ends the container with exit code 0 while a write hangs', async () => {
    const house = await startHouse();
    await house.make({ do: 'fail', fault: { kind: 'hang', carriedOut: false }, writesOnly: true });
    const product = await house.run({ environment: { ...tokenSettings, TIMEOUT: '60s' } });
    await until('the write is under way', async () => {
      const { requests } = await house.look();
      return requests.some(({ method }) => method === 'POST');
    });

    const code = await product.stop();

    expect(code).toBe(0);
  });

  test('ends the container with exit code 0 while sources do not answer', async () => {
    const house = await startHouse();
    for (const echo of ['ipify', 'icanhazip', 'aws', 'cloudflare'] as const)
      await house.make({ do: 'mislead', echo, mode: 'hang' });
    const product = await house.run({ environment: { ...tokenSettings, TIMEOUT: '60s' } });
    await until('a source is asked', async () => {
      const { asked } = await house.look();
      return Object.values(asked).some((times) => times > 0);
    });

    expect(await product.stop()).toBe(0);
  });

  test('ends the container with exit code 0 while the provider is waited for', async () => {
    const house = await startHouse();
    await house.make({ do: 'fail', fault: { kind: 'answer', status: 500, body: 'down' } });
    const product = await house.run({ environment: { ...tokenSettings, ...everySecond } });
    await until('the provider has failed', async () => (await house.look()).requests.length > 0);

    expect(await product.stop()).toBe(0);
  });

  test('deletes the kept record with ON_STOP=delete', async () => {
    const house = await startHouse();
    const product = await house.run({ environment: { ...tokenSettings, ON_STOP: 'delete' } });
    await until('the record is in sync', async () => (await product.health())?.status === 'ok');

    const code = await product.stop();

    expect(code).toBe(0);
    expect(await house.addresses('home')).toEqual([]);
  });
});
