import { describe, expect, test } from 'vitest';
import type { Target } from '../../../src/core/target.ts';
import { reconcilerOf } from '../../support/reconciling.ts';
import type { HeldZone, NewRecord } from '../../world/zone.ts';
import { example, freshSignal, provided, terms } from './provided.ts';
import type { ProviderContract } from './provider.ts';

const first = '192.0.2.10';
const second = '192.0.2.20';
const elsewhere = '198.51.100.7';
const two = { name: 'two', type: 'A' } as const;

/** Between the last read and a write or a removal, the owner works in the panel, where a record keeps its id. */
export function describeComparing(contract: ProviderContract): void {
  const { record } = terms(contract);

  /** A program that keeps two/A at its first address, and the foreign records of the zone. */
  async function keeping() {
    let waiting = () => 0;
    const options = { waitOfWrite: () => waiting() };
    const { provider, held, server } = await provided(contract, [record('two', '192.0.2.1')], options);
    /** The next write waits six seconds for its turn; meanwhile this happens. */
    const whileTheNextWriteWaits = (work: () => void) => {
      waiting = () => {
        waiting = () => 0;
        work();
        return 6_000;
      };
    };
    const ttl = contract.ttls?.[0] ?? 600;
    const target: Target = {
      id: 'contract',
      host: 'contract',
      title: 'Contract',
      zone: example,
      keys: [two],
      ttl,
    };
    const reconciler = reconcilerOf({ target, provider });
    const step = async (ipv4: string) => (await reconciler.step({ ipv4 }, freshSignal())).records[0];
    await step(first);
    const remove = () => reconciler.remove(freshSignal());
    return { held, server, step, remove, readAgain: reconciler.readAgain, whileTheNextWriteWaits };
  }

  /** Changes the kept record in place. */
  function edit(held: HeldZone, fields: Partial<NewRecord>): void {
    const [kept] = held.list(two);
    if (!kept) throw new Error('there is no record two/A');
    if (held.change) held.change(kept, fields);
    else {
      const { id: _, ...same } = kept;
      held.replace(two, []);
      held.add({ ...same, ...fields });
    }
  }

  describe(`${contract.name}: comparing before a write`, () => {
    test.each<[title: string, fields: Partial<NewRecord>]>([
      ['renamed', { name: 'office' }],
      ['renamed and pointed elsewhere', { name: 'office', data: elsewhere }],
      ['retyped', { type: 'AAAA', data: '2001:db8::7' }],
    ])(
      'a record that was %s since it was read is left alone, and the kept name is served',
      async (_, fields) => {
        const { held, step } = await keeping();
        edit(held, fields);
        const foreign = held.snapshot([two]);

        const outcome = await step(second);

        expect(held.snapshot([two])).toBe(foreign);
        expect(held.values('two', 'A')).toEqual([second]);
        expect(outcome).toMatchObject({ state: 'in-sync', value: second });
      },
    );

    // Before a real server nothing can happen just while a write waits.
    test.runIf(!contract.isReal).each<[title: string, fields: Partial<NewRecord>]>([
      ['renamed', { name: 'office' }],
      ['pointed elsewhere', { data: elsewhere }],
      ['retyped', { type: 'AAAA', data: '2001:db8::7' }],
    ])(
      'a record that was %s while the write waited for its turn is seen before it leaves',
      async (_, fields) => {
        const { held, step, whileTheNextWriteWaits } = await keeping();
        let foreign = '';
        whileTheNextWriteWaits(() => {
          edit(held, fields);
          foreign = held.snapshot([two]);
        });

        const outcome = await step(second);

        expect(held.snapshot([two])).toBe(foreign);
        expect(held.values('two', 'A')).toEqual([second]);
        expect(outcome).toMatchObject({ state: 'in-sync', value: second });
      },
    );

    test('a second address that was added since goes with the change', async () => {
      const { held, step } = await keeping();
      held.add(record('two', elsewhere));
      const foreign = held.snapshot([two]);

      const outcome = await step(second);

      expect(held.values('two', 'A')).toEqual([second]);
      expect(held.snapshot([two])).toBe(foreign);
      expect(outcome).toMatchObject({ state: 'in-sync' });
    });

    test('a record that was deleted since is made anew', async () => {
      const { held, step } = await keeping();
      held.replace(two, []);

      const outcome = await step(second);

      expect(held.values('two', 'A')).toEqual([second]);
      expect(outcome).toMatchObject({ state: 'in-sync' });
    });

    test('a record that became a CNAME since is left alone and named', async () => {
      const { held, step } = await keeping();
      held.replace({ name: 'two' }, [
        { name: 'two', type: 'CNAME', data: 'example.net', ttl: record('two', '').ttl },
      ]);

      const outcome = await step(second);

      expect(held.list({ name: 'two' })).toMatchObject([{ type: 'CNAME', data: 'example.net' }]);
      expect(outcome?.state).toBe('failed');
      expect(outcome?.failure?.message).toContain('holds a CNAME to example.net');
    });

    test('three addresses that were put in its place since are left alone and named', async () => {
      const { held, step } = await keeping();
      const values = ['198.51.100.1', '198.51.100.2', '198.51.100.3'];
      held.replace(
        two,
        values.map((value) => record('two', value)),
      );
      const before = held.snapshot();

      const outcome = await step(second);

      expect(held.snapshot()).toBe(before);
      for (const value of values) expect(outcome?.failure?.message).toContain(value);
    });
  });

  describe(`${contract.name}: comparing before a removal`, () => {
    test('removes the record that it wrote, and nothing else', async () => {
      const { held, remove } = await keeping();
      const foreign = held.snapshot([two]);

      await remove();

      expect(held.list(two)).toEqual([]);
      expect(held.snapshot([two])).toBe(foreign);
    });

    test.each<[title: string, fields: Partial<NewRecord>]>([
      ['renamed', { name: 'office' }],
      ['pointed elsewhere', { data: elsewhere }],
      ['retyped', { type: 'AAAA', data: '2001:db8::7' }],
    ])('leaves a record alone that was %s', async (_, fields) => {
      const { held, remove } = await keeping();
      edit(held, fields);
      const before = held.snapshot();

      await remove();

      expect(held.snapshot()).toBe(before);
    });

    test.runIf(!contract.isReal)(
      'leaves a record alone that was renamed while the removal waited for its turn',
      async () => {
        const { held, remove, whileTheNextWriteWaits } = await keeping();
        let before = '';
        whileTheNextWriteWaits(() => {
          edit(held, { name: 'office' });
          before = held.snapshot();
        });

        await remove();

        expect(held.snapshot()).toBe(before);
      },
    );

    test('leaves a second address alone that was added', async () => {
      const { held, remove } = await keeping();
      held.add(record('two', elsewhere));

      await remove();

      expect(held.values('two', 'A')).toEqual([elsewhere]);
    });
  });

  if (contract.zoneTtl) return;
  describe(`${contract.name}: a TTL that the service makes of its own`, () => {
    test('is put right twice, and then left as it is', async () => {
      const { held, step, readAgain } = await keeping();
      const { usual, other } = terms(contract);
      const round = () => {
        edit(held, { ttl: other });
        readAgain();
      };
      for (let write = 0; write < 2; write++) {
        round();
        await step(first);
        expect(held.list(two)).toMatchObject([{ ttl: usual, data: first }]);
      }
      round();

      const outcome = await step(first);

      expect(held.list(two)).toMatchObject([{ ttl: other, data: first }]);
      expect(outcome).toMatchObject({ state: 'in-sync', ttl: other });
    });
  });
}
