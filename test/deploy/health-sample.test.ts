import { expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { loadProviders, providerNames } from '../../src/providers/registry.ts';
import { createStatus } from '../../src/report/status.ts';
import { text } from '../support/deployments.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const sample: unknown = JSON.parse(/```json\n([\s\S]+?)```/.exec(text('README.md'))?.[1] ?? '');

it('the README shows /healthz as the program answers it after its first round', async () => {
  const real = await healthyReport();

  // Through JSON, as the endpoint does; the order of the fields as well.
  expect(JSON.stringify(sample)).toBe(JSON.stringify(real));
});

/** One target in sync; of the sources, one is enough. */
async function healthyReport(): Promise<unknown> {
  const clock = new VirtualClock(Date.UTC(2026, 10, 23, 8, 20, 30));
  const { targets } = readConfig(
    { DOMAIN: 'example.com', RECORDS: 'home', GODADDY_TOKEN: 'a-token' },
    {
      providers: await loadProviders(),
      providerNames,
    },
  );
  const status = createStatus({
    targets,
    clock,
    healthMaxAge: 900_000,
    version: JSON.parse(text('package.json')).version,
    redact: (line) => line,
  });
  const address = '81.2.69.142';
  status.update({
    detections: {
      ipv4: { kind: 'agreed', address, changed: false, witnesses: ['dns:cloudflare'], troubles: [] },
    },
    targets: targets.map(({ keys, ttl }) => ({
      records: keys.map((key) => ({ ...key, state: 'in-sync', value: address, ttl: ttl ?? null })),
      changes: [],
    })),
    sources: [
      {
        name: 'dns:cloudflare',
        operator: 'cloudflare',
        family: 'ipv4',
        state: 'ok',
        failures: 0,
        lies: 0,
        alwaysWrong: false,
      },
    ],
    nat: undefined,
    inSync: true,
    wakeAt: Number.POSITIVE_INFINITY,
    took: 20,
  });
  return status.report();
}
