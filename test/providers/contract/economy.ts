import { describe, expect, test } from 'vitest';
import { plan } from '../../../src/core/plan.ts';
import { applied, example, failureIn, freshSignal, home, provided, terms } from './provided.ts';
import type { ProviderContract } from './provider.ts';

/** No more requests than the API needs, and no waiting that nobody asked for. */
export function describeEconomy(contract: ProviderContract): void {
  const { desired, record } = terms(contract);

  describe(`${contract.name}: economy`, () => {
    test.each([1, 10, 100])('changes %i names with no more requests than it has to', async (count) => {
      const names = Array.from({ length: count }, (_, n) => `host${n}`);
      const { provider, read, server } = await provided(
        contract,
        names.map((name) => record(name, '192.0.2.1')),
      );
      const sets = names.map((name) => desired(name));

      const changes = plan(sets, await read(sets));
      const forReading = server.log.length;
      const confirmations = await applied(provider.apply(example, changes, freshSignal()), changes);

      const most = contract.requests(count);
      expect(confirmations.flatMap((one) => failureIn(one)?.message ?? [])).toEqual([]);
      expect(forReading).toBeLessThanOrEqual(most.read);
      expect(server.log.length - forReading).toBeLessThanOrEqual(most.write);
    });

    test('heeds no Retry-After of an answer that is a success', async () => {
      const { sync, server, remaining } = await provided(contract, [record('home', '192.0.2.1')]);
      const headers = { 'retry-after': '98', 'ratelimit-reset': '1583891032', 'x-ratelimit-remaining': '0' };
      server.faults.inject({ kind: 'headers', headers });

      const confirmations = await sync([desired('home')]);

      expect(confirmations.map(failureIn)).toEqual([undefined]);
      expect(await remaining([desired('home')])).toEqual([]);
    });

    const { extra } = contract;
    if (extra === undefined) return;
    test('leaves alone what a record carries besides address and TTL', async () => {
      const { sync, held } = await provided(contract, [{ ...record('home', '192.0.2.1'), extra }]);

      await sync([desired('home')]);

      expect(held.list(home)).toMatchObject([{ data: '192.0.2.10', extra }]);
    });
  });
}
