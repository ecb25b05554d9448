import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import type { Detection } from '../../src/detect/detector.ts';
import { createNatCheck } from '../../src/detect/nat-check.ts';
import type { Source } from '../../src/sources/source.ts';
import { scriptedSource } from '../support/scripted-source.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const seen = '81.2.69.160';
const never = new AbortController().signal;

function home(routerSays: string | Failure) {
  const clock = new VirtualClock();
  const asked = { router: 0, world: 0 };
  const router = { says: routerSays };
  const gateway: Source = {
    name: 'gateway',
    operator: 'gateway',
    transport: 'local',
    async ask() {
      asked.router++;
      if (router.says instanceof Failure) throw router.says;
      return router.says;
    },
    router: async () => '192.168.1.1',
  };
  const world: Source = {
    name: 'ipify',
    operator: 'ipify',
    transport: 'https',
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
    check: createNatCheck({ sources: [gateway, world], clock, every: 3_600_000 }),
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
    const { check } = home(seen);

    expect(await check.look(agreedBy('gateway'), never)).toBeUndefined();
  });

  it.each([
    ['100.72.1.9', 'carrier-grade-nat'],
    ['192.168.0.3', 'double-nat'],
    ['81.2.70.1', 'mismatch'],
  ])('takes a router with %s for %s', async (address, kind) => {
    const { check } = home(address);

    const verdict = await check.look(agreedBy('ipify'), never);

    expect(verdict?.kind).toBe(kind);
    expect(verdict?.message).toMatch(/^[^:]*: (ask|put|take) /);
  });

  it('asks the world itself when only the router was asked for the address', async () => {
    const { check, asked } = home('81.2.70.1');

    expect((await check.look(agreedBy('gateway', '81.2.70.1'), never))?.kind).toBe('mismatch');
    expect(asked).toEqual({ router: 1, world: 1 });
  });

  it('asks nobody after a look without an address, and keeps its verdict', async () => {
    const { check, asked } = home('192.168.0.3');
    const nothing = { kind: 'none', reason: 'no network', split: false, troubles: [] } as const;

    const before = await check.look(nothing, never);
    const found = await check.look(agreedBy('ipify'), never);
    const after = await check.look(nothing, never);

    expect([before?.kind, found?.kind, after?.kind]).toEqual([undefined, 'double-nat', 'double-nat']);
    expect(asked).toEqual({ router: 1, world: 0 });
  });

  describe('when the router alone told the address', () => {
    /** What comes of it after a second, the router and the world saying this, in this order and haste. */
    async function verdictOf(
      says: string,
      world: readonly [name: string, line: string | Failure, delay?: number][],
    ) {
      const { gateway, clock } = home(says);
      const sources = world.map(([name, line, delay = 0]) => {
        const operator = name.replace(/ .*/, '');
        return scriptedSource({ name, operator, line, delay, clock });
      });
      const check = createNatCheck({ sources: [gateway, ...sources], clock, every: 1 });
      const looking = check.look(agreedBy('gateway', says), never).then((verdict) => verdict?.kind ?? 'fine');
      await clock.advance(1000);
      return { verdict: await Promise.race([looking, 'nothing yet']), sources };
    }

    it('one operator that lies proves nothing, though it is first to answer and listed twice', async () => {
      const { verdict, sources } = await verdictOf(seen, [
        ['liar over DNS', '81.2.95.66', 10],
        ['liar over STUN', '81.2.95.66', 10],
        ['one', seen, 30],
        ['two', seen, 30],
      ]);

      expect(verdict).toBe('fine');
      expect(sources.map(({ asked }) => asked)).toEqual([1, 0, 1, 1]);
    });

    it('most of three decide, while the third is silent, and then it is stopped', async () => {
      const { verdict, sources } = await verdictOf('81.2.70.1', [
        ['silent', 'hangs'],
        ['one', seen],
        ['two', seen],
        ['three', seen],
      ]);

      expect(verdict).toBe('mismatch');
      expect(sources.map(({ asked, stopped }) => [asked, stopped])).toEqual([
        [1, 1],
        [1, 0],
        [1, 0],
        [0, 0],
      ]);
    });

    it('nothing is said while they disagree or fail', async () => {
      const { verdict } = await verdictOf('81.2.70.1', [
        ['one', seen],
        ['two', '81.2.95.66'],
        ['three', new Failure('transient', 'no answer')],
      ]);

      expect(verdict).toBe('fine');
    });
  });

  it('takes nobody but the router for the router', async () => {
    const { gateway, world, clock, asked } = home('81.2.70.1');
    const page: Source = { ...world, name: 'https://gateway/ip', operator: 'gateway' };
    const check = createNatCheck({ sources: [page, gateway], clock, every: 1 });

    expect((await check.look(agreedBy('https://gateway/ip'), never))?.kind).toBe('mismatch');
    expect(asked).toEqual({ router: 1, world: 0 });
  });

  it('costs nothing while the address stays, until it is due again', async () => {
    const { check, asked, clock } = home(seen);

    for (let tick = 0; tick < 100; tick++) await check.look(agreedBy('ipify'), never);
    expect(asked.router).toBe(1);

    await clock.advance(3_600_000);
    await check.look(agreedBy('ipify'), never);
    expect(asked.router).toBe(2);
  });

  it('keeps its verdict while the router is silent, and drops it when the fault is gone', async () => {
    const { check, router } = home('100.72.1.9');
    await check.look(agreedBy('ipify'), never);

    router.says = new Failure('transient', 'no answer');
    expect((await check.look(agreedBy('ipify', '81.2.69.161'), never))?.kind).toBe('carrier-grade-nat');

    router.says = seen;
    expect(await check.look(agreedBy('ipify'), never)).toBeUndefined();
  });

  it('keeps its verdict while the router has no address, which is not that nothing is in the way', async () => {
    const { check, router } = home('192.168.0.3');
    await check.look(agreedBy('ipify'), never);

    router.says = '0.0.0.0';
    expect((await check.look(agreedBy('ipify', '81.2.69.161'), never))?.kind).toBe('double-nat');

    router.says = seen;
    expect(await check.look(agreedBy('ipify'), never)).toBeUndefined();
  });

  it('keeps a difference that it found while it does not know what the world sees', async () => {
    const { gateway, clock, router } = home('81.2.70.1');
    const world = scriptedSource({ name: 'one', line: seen });
    const check = createNatCheck({ sources: [gateway, world], clock, every: 1 });
    const look = () => check.look(agreedBy('gateway', String(router.says)), never);
    expect((await look())?.kind).toBe('mismatch');

    world.line = 'no address';
    await clock.advance(1);
    expect((await look())?.kind).toBe('mismatch');

    router.says = '192.168.0.3';
    expect((await look())?.kind).toBe('double-nat');
    router.says = '81.2.70.1';
    expect(await look()).toBeUndefined();
  });

  it('does not exist without a gateway among the sources', async () => {
    const { world, clock, asked } = home(seen);
    const check = createNatCheck({ sources: [world], clock, every: 1 });

    expect(await check.look(agreedBy('ipify'), never)).toBeUndefined();
    expect(asked.world).toBe(0);
  });
});
