import { expect, test } from 'vitest';
import { loadProviders } from '../../../src/providers/registry.ts';
import { requestsFor } from './request-count.ts';
import { worlds } from './worlds.ts';

const providers = await loadProviders();

const named = (provider: string) => worlds.filter((world) => world.provider === provider);

// PowerDNS and RFC 2136 are held to their bounds before real servers, in test/integration.
test.each([
  ['cloudflare', 2],
  ['desec', 2],
  ['route53', 2],
])('%s changes a hundred names of a zone that is known with %i requests at most', async (provider, most) => {
  const counts = await Promise.all(named(provider).map(({ setup }) => requestsFor(setup, 100)));

  expect(counts).not.toEqual([]);
  for (const { known } of counts) expect(known).toBeLessThanOrEqual(most);
});

const ofWorld = worlds.map((world) => [`${world.provider} ${world.variant ?? ''}`.trim(), world] as const);

test.each(ofWorld)(
  '%s reads no more to compare than a list of the zone, nor than once a name',
  async (_, world) => {
    for (const names of [1, 10, 100]) {
      const { known, writing } = await requestsFor(world.setup, names);
      // Pages have room for 100 records at least. OVHcloud lists ids alone and Loopia a name, so that each is looked at by itself.
      const pages = ['ovh', 'loopia'].includes(world.provider) ? names : Math.ceil((names + 12) / 100);
      // netcup's CloudDNS is asked first which revision of the zone is the live one, dynv6 for the apex, EdgeOne for the
      // names that it accelerates.
      const first = ['netcupclouddns', 'dynv6', 'edgeone'].includes(world.provider) ? 1 : 0;
      expect(known - writing).toBeLessThanOrEqual(first + Math.min(pages, names));
    }
  },
);

test('every provider with records but those with real servers has a pretend service that its requests are counted at', () => {
  const without = providers.flatMap(({ name, updateOnly }) =>
    updateOnly || named(name).length > 0 ? [] : name,
  );

  expect(without).toEqual(['powerdns', 'rfc2136']);
});
