import { describe, expect, test } from 'vitest';
import type { Addresses, Target } from '../../../src/core/target.ts';
import type { RecordKey } from '../../../src/dns/records.ts';
import { reconcilerOf } from '../../support/reconciling.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { answerLost, cut, dropBefore, type Fault } from '../../world/faults.ts';
import { example, freshSignal, provided, terms } from './provided.ts';
import type { ProviderContract } from './provider.ts';

const keys: readonly RecordKey[] = [
  { name: 'home', type: 'A' },
  { name: 'two', type: 'A' },
  { name: 'home', type: 'AAAA' },
];
const first: Addresses = { ipv4: '192.0.2.10', ipv6: '2001:db8::10' };
const second: Addresses = { ipv4: '192.0.2.20', ipv6: '2001:db8::20' };
const hour = 3_600_000;
const mostRounds = 20;

/** Whatever request the connection breaks at, the next rounds end in sync, and nothing is left behind or lost. */
export function describeRecovery(contract: ProviderContract): void {
  const { record } = terms(contract);

  /**
   * Records that are wrong in every way, then a new address: all that a life of updates sends. Of one program
   * that goes on, or of one that is started anew for each round and remembers nothing.
   */
  async function life(isRestarted: boolean, breakAt = 0, fault?: Fault) {
    const { provider, restarted, held, server, isLive } = await provided(contract, [
      record('home', '192.0.2.1'),
      record('home', '192.0.2.3'),
    ]);
    const clock = new VirtualClock();
    const target: Target = {
      ...{
        id: 'contract',
        host: 'contract',
        title: 'Contract',
        zone: example,
        keys,
        ttl: contract.ttls?.[0] ?? 600,
      },
    };
    const started = () =>
      reconcilerOf({ target, provider: isRestarted ? restarted() : provider, clock, recheck: hour });
    let reconciler = started();
    const foreign = held.snapshot(keys);
    let requests = 0;
    if (fault) server.faults.inject(fault, { when: () => ++requests === breakAt });

    const untilInSync = async (addresses: Addresses) => {
      for (let round = 1; round <= mostRounds; round++) {
        const { records } = await reconciler.step(addresses, freshSignal());
        if (records.every(({ state }) => state === 'in-sync')) return;
        await clock.advance(Math.max(0, reconciler.wakeAt() - clock.monotonic()));
        if (isRestarted) reconciler = started();
      }
      throw new Error(`not in sync after ${mostRounds} rounds`);
    };
    const heldNow = () => ({
      values: keys.map(({ name, type }) => held.values(name, type)),
      foreign: held.snapshot(keys),
      live: isLive?.() ?? true,
    });
    await untilInSync(first);
    const afterFirst = heldNow();
    await untilInSync(second);
    const afterSecond = heldNow();
    const needed = server.log.length;
    await untilInSync(second);
    const idle = server.log.length - needed;
    server.clearLog();
    if (isRestarted) reconciler = started();
    await clock.advance(hour);
    await untilInSync(second);
    return { afterFirst, afterSecond, foreign, needed, idle, healed: server.writes().length };
  }

  describe(`${contract.name}: recovery`, () => {
    describe.each<[title: string, isRestarted: boolean]>([
      ['in one program', false],
      ['in a program that is started anew for each round', true],
    ])('%s', (_, isRestarted) => {
      test.each<[title: string, fault: Fault]>([
        ['before it is carried out', dropBefore],
        ['after it was carried out', answerLost],
        ['half-way through the answer', cut],
      ])('is in sync again when the connection breaks at any request, %s', async (_, fault) => {
        const { needed, foreign } = await life(isRestarted);

        for (let breakAt = 1; breakAt <= needed; breakAt++) {
          const told = `request ${breakAt} of ${needed}`;
          const { afterFirst, afterSecond, idle, healed } = await life(isRestarted, breakAt, fault);
          expect(afterFirst, told).toEqual({
            values: [['192.0.2.10'], ['192.0.2.10'], ['2001:db8::10']],
            foreign,
            live: true,
          });
          expect(afterSecond, told).toEqual({
            values: [['192.0.2.20'], ['192.0.2.20'], ['2001:db8::20']],
            foreign,
            live: true,
          });
          expect([idle, healed], told).toEqual([0, 0]);
        }
        expect(needed).toBeGreaterThan(1);
      });
    });
  });
}
