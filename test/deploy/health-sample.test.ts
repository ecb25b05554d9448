import { expect, it } from 'vitest';
import { targetOf } from '../../src/app/targets.ts';
import { readConfig } from '../../src/config/config.ts';
import { loadProviders, providerNames } from '../../src/providers/registry.ts';
import { text } from '../support/deployments.ts';
import { reported } from '../support/reported.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const sample: unknown = JSON.parse(/```json\n([\s\S]+?)```/.exec(text('docs/status.md'))?.[1] ?? '');

it('the docs show /healthz as the program answers it after its first round', async () => {
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
  const [configured] = targets;
  if (!configured) throw new Error('there is no target');
  const { version } = JSON.parse(text('package.json'));
  const { round, report } = reported(clock, { target: targetOf(configured), version });
  const address = '81.2.69.142';
  round({
    detections: {
      ipv4: { kind: 'agreed', address, changed: false, witnesses: ['dns:cloudflare'], troubles: [] },
    },
    step: {
      records: configured.keys.map((key) => ({
        ...key,
        state: 'in-sync',
        value: address,
        ttl: configured.ttl,
      })),
    },
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
  });
  return report();
}
