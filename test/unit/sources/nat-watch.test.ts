import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/failure.ts';
import type { Detection } from '../../../src/sources/detector.ts';
import { createNatWatch } from '../../../src/sources/nat-watch.ts';
import type { Source } from '../../../src/sources/source.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const seen = '81.2.69.160';
const never = new AbortController().signal;

function home(routerSays: string | Failure) {
  const clock = new VirtualClock();
  const asked = { router: 0, world: 0 };
  const router = { says: routerSays };
  const gateway: Source = {
    name: 'gateway',
    operator: 'gateway',
    channel: 'house',
    async ask() {
      asked.router++;
      if (router.says instanceof Failure) throw router.says;
      return router.says;
    },
  };
  const world: Source = {
    name: 'ipify',
    operator: 'ipify',
    channel: 'https',
    async ask() {
      asked.world++;
      return seen;
    },
  };
  return {
    clock,
    asked,
    router,
    gateway,
    world,
    watch: createNatWatch({ sources: [gateway, world], clock, every: 3_600_000 }),
  };
}

const agreedBy = (witness: string, address = seen): Detection => ({
  kind: 'agreed',
  address,
  changed: false,
  witnesses: [witness],
  troubles: [],
});

describe('the comparison of the router with the world', () => {
  it('says nothing when both tell the same', async () => {
    const { watch } = home(seen);

    expect(await watch.look(agreedBy('gateway'), never)).toBeUndefined();
  });

  it.each([
    ['100.72.1.9', 'carrier-grade-nat'],
    ['192.168.0.3', 'double-nat'],
    ['81.2.70.1', 'mismatch'],
  ])('takes a router with %s for %s', async (address, kind) => {
    const { watch } = home(address);

    const verdict = await watch.look(agreedBy('ipify'), never);

    expect(verdict?.kind).toBe(kind);
    expect(verdict?.message).toContain('What helps');
  });

  it('asks the world itself when only the router was asked for the address', async () => {
    const { watch, asked } = home('81.2.70.1');

    expect((await watch.look(agreedBy('gateway', '81.2.70.1'), never))?.kind).toBe('mismatch');
    expect(asked).toEqual({ router: 1, world: 1 });
  });

  it('asks nobody in the world again while they agree on no address', async () => {
    const { watch, asked } = home('192.168.0.3');
    const nothing = { kind: 'none', reason: 'no network', split: false, troubles: [] } as const;

    expect((await watch.look(nothing, never))?.kind).toBe('double-nat');
    expect(asked).toEqual({ router: 1, world: 0 });
  });

  it('asks the world at once, so that silent sources hold up a round for one timeout only', async () => {
    const { gateway, world, clock } = home('81.2.70.1');
    const silent = ['one', 'two'].map(
      (name): Source => ({ ...world, name, ask: () => new Promise(() => {}) }),
    );
    const watch = createNatWatch({ sources: [gateway, ...silent, world], clock, every: 1 });

    const verdict = await watch.look(agreedBy('gateway', '81.2.70.1'), never);

    expect(verdict?.kind).toBe('mismatch');
  });

  it('costs nothing while the address stays, until it is due again', async () => {
    const { watch, asked, clock } = home(seen);

    for (let tick = 0; tick < 100; tick++) await watch.look(agreedBy('ipify'), never);
    expect(asked.router).toBe(1);

    await clock.advance(3_600_000);
    await watch.look(agreedBy('ipify'), never);
    expect(asked.router).toBe(2);
  });

  it('keeps its verdict while the router is silent, and drops it when the fault is gone', async () => {
    const { watch, router } = home('100.72.1.9');
    await watch.look(agreedBy('ipify'), never);

    router.says = new Failure('transient', 'no answer');
    expect((await watch.look(agreedBy('ipify', '81.2.69.161'), never))?.kind).toBe('carrier-grade-nat');

    router.says = seen;
    expect(await watch.look(agreedBy('ipify'), never)).toBeUndefined();
  });

  it('does not exist without a gateway among the sources', async () => {
    const { world, clock, asked } = home(seen);
    const watch = createNatWatch({ sources: [world], clock, every: 1 });

    expect(await watch.look(agreedBy('ipify'), never)).toBeUndefined();
    expect(asked.world).toBe(0);
  });
});
