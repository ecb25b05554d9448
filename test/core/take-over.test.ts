import { beforeEach, describe, expect, it } from 'vitest';
import type { Target } from '../../src/core/target.ts';
import { parseZone } from '../../src/dns/name.ts';
import { MemoryProvider } from '../support/memory-provider.ts';
import { reconcilerOf } from '../support/reconciling.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const address = '81.2.69.160';
const newAddress = '81.2.69.161';
const site = ['185.199.108.153', '185.199.109.153', '185.199.110.153'];
const never = new AbortController().signal;

let clock: VirtualClock;
let provider: MemoryProvider;
beforeEach(() => {
  clock = new VirtualClock();
  provider = new MemoryProvider();
});

function keep(takeOver?: boolean) {
  const target: Target = {
    ...{ id: 'x', host: 'memory', title: 'Memory', zone: parseZone('example.com'), ttl: 600 },
    keys: [{ name: 'home', type: 'A' }],
    ...(takeOver !== undefined && { takeOver }),
  };
  return reconcilerOf({ target, provider: provider.provider, clock });
}

const hold = (...values: readonly string[]) =>
  provider.set('home', 'A', ...values.map((value) => ({ value, ttl: 600 })));

describe('a name that holds other addresses', () => {
  it('is left alone and told with all of them when there are three', async () => {
    hold(...site);

    const { records, changes } = await keep().step({ ipv4: address }, never);

    expect(provider.values('home', 'A')).toEqual(site);
    expect(changes).toEqual([]);
    expect(records[0]?.state).toBe('failed');
    for (const value of [...site, 'TAKE_OVER=true']) expect(records[0]?.failure?.message).toContain(value);
  });

  it('is taken over where the target says so', async () => {
    hold(...site);

    const { records, changes } = await keep(true).step({ ipv4: address }, never);

    expect(provider.values('home', 'A')).toEqual([address]);
    expect(records[0]?.state).toBe('in-sync');
    expect(changes).toMatchObject([{ from: site, foreign: site }]);
  });

  it('is brought in order when one of three was this home’s since the start', async () => {
    const reconciler = keep();
    await reconciler.step({ ipv4: address }, never);
    hold(address, ...site.slice(1));
    await clock.advance(3_600_000);

    await reconciler.step({ ipv4: newAddress }, never);

    expect(provider.values('home', 'A')).toEqual([newAddress]);
  });

  it('is replaced when there are two, and both are told', async () => {
    hold(...site.slice(1));

    const { changes } = await keep().step({ ipv4: address }, never);

    expect(provider.values('home', 'A')).toEqual([address]);
    expect(changes).toMatchObject([{ foreign: site.slice(1) }]);
  });

  it('is replaced as ever when there is one', async () => {
    hold('198.51.100.7');

    const { changes } = await keep().step({ ipv4: address }, never);

    expect(changes).toHaveLength(1);
    expect(changes[0]).not.toHaveProperty('foreign');
  });

  it('counts an address that is listed twice once', async () => {
    hold('198.51.100.7', '198.51.100.7', '198.51.100.8');

    await keep().step({ ipv4: address }, never);

    expect(provider.values('home', 'A')).toEqual([address]);
  });
});
