import { plan } from '../../../src/core/plan.ts';
import type { RecordKey } from '../../../src/dns/records.ts';
import { keptTarget } from '../../support/outcomes.ts';
import { reconcilerOf } from '../../support/reconciling.ts';
import type { ProviderContract } from './provider.ts';

/** Requests of every kind that one change of the address costs: reads, writes, polls and refreshes. */
export interface RequestCount {
  /** Nothing is known but the settings. */
  readonly cold: number;
  /** The zone and its records are known. */
  readonly known: number;
  /** The same without what is read to compare before the writes. */
  readonly writing: number;
}

/** A TTL that every provider takes. */
const ttl = 3600;
const before = '192.0.2.1';
const first = '192.0.2.10';
const second = '192.0.2.20';
const third = '192.0.2.30';

/** Lets a home with so many names in one zone start after its address has changed, and change it once more. */
export async function requestsFor(setup: ProviderContract['setup'], names: number): Promise<RequestCount> {
  const keys = Array.from({ length: names }, (_, n): RecordKey => ({ name: `host${n}`, type: 'A' }));
  const records = keys.map((key) => ({ ...key, data: before, ttl }));
  const { zone } = keptTarget;
  const { provider, held, server, stop } = await setup({ zone: zone.name, records, timeout: 30_000 });
  try {
    const reconciler = reconcilerOf({ target: { ...keptTarget, keys, ttl }, provider });
    const requestsTo = async (ipv4: string) => {
      server.clearLog();
      await reconciler.step({ ipv4 }, new AbortController().signal);
      const left = keys.filter(({ name, type }) => held.values(name, type).join() !== ipv4);
      if (left.length > 0) throw new Error(`${provider.name} left ${left.length} of ${names} as they were`);
      return server.log.length;
    };
    const counts = { cold: await requestsTo(first), known: await requestsTo(second) };
    const { signal } = new AbortController();
    const requestsOf = async <T>(work: () => Promise<T>) => {
      server.clearLog();
      const result = await work();
      return { result, requests: server.log.length };
    };
    const sets = keys.map((key) => ({ ...key, value: third, ttl }));
    const read = () => provider.read(zone, keys, signal);
    // The first one begins a session, where the service has such.
    const [begun, { result, requests }] = [await requestsOf(read), await requestsOf(read)];
    // What was read right now needs no comparison.
    const written = await requestsOf(() => provider.apply(zone, plan(sets, result), signal));
    return { ...counts, writing: written.requests + begun.requests - requests };
  } finally {
    await stop();
  }
}
