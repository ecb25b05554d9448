import { describe, expect, test } from 'vitest';
import type { NewRecord } from '../../world/zone.ts';
import { home, provided, terms } from './provided.ts';
import type { ProviderContract } from './provider.ts';

/** What home holds besides or instead of an address of its own, and what it is told to hold. */
export type LeftAlone = readonly [record: Partial<NewRecord>, conflict: string | RegExp];

/** What is more than an address, or is not the owner's to change, is told and left as it is. */
export function describeLeftAlone(contract: ProviderContract): void {
  const { leftAlone } = contract;
  const { desired, record } = terms(contract);
  if (!leftAlone) return;

  describe(`${contract.name}: more than an address`, () => {
    test.each(leftAlone)('a record with %o is left alone and named', async (fields, conflict) => {
      const special = { ...record('home', '192.0.2.1'), ...fields };
      const { read, sync, held, server } = await provided(contract, [special]);
      const before = held.snapshot();

      const [set] = await read([home]);
      await sync([desired('home')]);

      const told = typeof conflict === 'string' ? conflict : expect.stringMatching(conflict);
      expect(set?.conflict).toEqual(told);
      if (special.type !== 'A') expect(set?.records).toEqual([]);
      expect(held.snapshot()).toBe(before);
      expect(server.writes()).toEqual([]);
    });
  });
}
