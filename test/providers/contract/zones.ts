import { describe, expect, test } from 'vitest';
import { parseZone } from '../../../src/dns/name.ts';
import { htmlPage } from '../../world/faults.ts';
import { answer, failureOf, provided } from './provided.ts';
import type { ProviderContract } from './provider.ts';

/** The zones of the account are told as they are, or not at all. */
export function describeZones(contract: ProviderContract): void {
  const { moreZonesThanAPage: many } = contract;
  const signal = new AbortController().signal;

  describe(`${contract.name}: the zones of the account`, () => {
    test.runIf(many === undefined)('are not listed', async () => {
      const { provider } = await provided(contract);

      expect(provider.zones).toBeUndefined();
    });

    test.runIf(many !== undefined)('are all listed, on one page or on several', async () => {
      const moreZones = [
        'xn--bcher-kva.example',
        ...Array.from({ length: many ?? 0 }, (_, n) => `n${n}.example`),
      ];
      const { provider, server } = await provided(contract, [], { moreZones });

      const names = await provider.zones?.(signal);

      const zones = names?.map((name) => parseZone(name).name);
      expect(zones).toEqual(expect.arrayContaining(['example.com', ...moreZones]));
      // A real server may hold those of other tests.
      if (!contract.isReal) expect(zones).toHaveLength(1 + moreZones.length);
      expect(server.writes()).toEqual([]);
    });

    test.runIf(many !== undefined && !contract.isReal).each([
      ['an HTML page with 200', htmlPage],
      ['JSON of another shape', answer(200, '{"ok":true}')],
      ['an empty body', answer(200, '')],
      ['500', answer(500, '{}')],
    ])('are not told by %s', async (_, fault) => {
      const { provider, server } = await provided(contract);
      server.faults.inject(fault);

      const failure = await failureOf(provider.zones?.(signal) ?? Promise.resolve());

      expect(failure.kind).toBe('transient');
    });
  });
}
