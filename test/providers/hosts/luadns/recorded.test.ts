import { describe, expect, test } from 'vitest';
import { luadns } from '../../../../src/providers/hosts/luadns.ts';
import { freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { changesOfHome } from '../../recorded/home.ts';
import { replay } from '../../recorded/replay.ts';

const exchanges = hasFixtures ? recordedExchanges('luadns') : [];
const of = (method: string, path: RegExp) =>
  exchanges.filter(({ request }) => request.method === method && path.test(request.url));
const zone = 'capsulecd.com';

/** The exchange as if home/A had been asked for. */
const aboutHome = (exchange: Exchange): Exchange => {
  const body = exchange.response.body
    .replace(/"name":"[^"]*"/, `"name":"home.${zone}."`)
    .replace(/"type":"\w+"/, '"type":"A"');
  return { ...exchange, response: { ...exchange.response, body } };
};

const replayOf = (next: () => Exchange | undefined) =>
  replay({
    definition: luadns,
    values: { LUADNS_API_USERNAME: 'u', LUADNS_API_TOKEN: 't' },
    urlSetting: 'LUADNS_API_URL',
    basePath: '/v1',
    domain: zone,
    choose: ({ path }) => (path === '/v1/zones' ? of('GET', /zones$/)[0] : next()),
  });

describe.skipIf(!hasFixtures)('exchanges recorded at LuaDNS', () => {
  test('every recorded listing is understood', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);
    const listings = of('GET', /records$/);

    for (next of listings) {
      const all: { id: number; name: string; type: string; content: string; ttl: number }[] = JSON.parse(
        next.response.body,
      );
      const own = all.filter(({ name, type }) => name === `localhost.${zone.name}.` && type === 'A');
      const [local, docs] = await provider.read(
        zone,
        [
          { name: 'localhost', type: 'A' },
          { name: 'docs', type: 'A' },
        ],
        freshSignal(),
      );
      expect(local?.records).toEqual(
        own.map(({ id, content: value, ttl }) => ({ id: String(id), value, ttl })),
      );
      const hasDocs = all.some(({ name, type }) => name === `docs.${zone.name}.` && type === 'CNAME');
      expect(docs?.conflict).toBe(hasDocs ? 'holds a CNAME to docs.example.com' : undefined);
    }
    expect(listings.length).toBeGreaterThan(20);
  });

  test('every recorded answer to a write confirms', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next && aboutHome(next));
    const { create, update, remove } = changesOfHome();

    for (const [method, change] of Object.entries({ POST: create, PUT: update, DELETE: remove })) {
      const all = of(method, /records/);
      for (next of all) {
        expect(await provider.apply(zone, change, freshSignal())).toMatchObject([{ held: {} }]);
        expect(server.log.at(-1)?.method).toBe(method);
      }
      expect(all.length).toBeGreaterThan(0);
    }
  });
});
