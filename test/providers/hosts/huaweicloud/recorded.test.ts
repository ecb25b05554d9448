import { describe, expect, test } from 'vitest';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import { sha256Hex } from '../../../../src/providers/api/digests.ts';
import { huaweicloud } from '../../../../src/providers/hosts/huaweicloud/huaweicloud.ts';
import { canonicalRequest } from '../../../../src/providers/hosts/huaweicloud/signature.ts';
import { failureOf, freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { replay } from '../../recorded/replay.ts';

test('what is signed has the form of the example that Huawei Cloud publishes', () => {
  const url =
    'https://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?marker=13551d6b-755d-4757-b956-536f674975c0&limit=2';

  const canonical = canonicalRequest({ method: 'GET', url, body: undefined }, '20191115T033655Z');

  // The example signs the type of its empty body too.
  const withType = canonical
    .replace('\nhost:', '\ncontent-type:application/json\nhost:')
    .replace('\nhost;', '\ncontent-type;host;');
  expect(sha256Hex(withType)).toBe('b25362e603ee30f4f25e7858e8a7160fd36e803bb2dfe206278659d71a9bcd7a');
});

const exchanges = hasFixtures ? recordedExchanges('flexibleengine') : [];
const zone = 'flexibleengine.test';
const of = (method: string, path: RegExp, status: number) =>
  exchanges.filter(
    ({ request, response }) =>
      request.method === method && path.test(request.url) && response.status === status,
  );
const zoneFound = of('GET', /zones\?name=flexible/, 200)[0];

/** The zone is found, and the next request gets the next exchange. */
const replayOf = (next: () => Exchange | undefined) =>
  replay({
    definition: huaweicloud,
    values: { HUAWEICLOUD_ACCESS_KEY_ID: 'a', HUAWEICLOUD_SECRET_ACCESS_KEY: 's' },
    urlSetting: 'HUAWEICLOUD_API_URL',
    domain: zone,
    choose({ method, path }) {
      if (path === '/v2/zones') return zoneFound;
      const exchange = next();
      const recorded = exchange && new URL(exchange.request.url).pathname;
      // Behind the zone a record set has the id of another time.
      return method === exchange?.request.method &&
        path.split('/', 5).join('/') === recorded?.split('/', 5).join('/')
        ? exchange
        : undefined;
    },
  });

describe.skipIf(!hasFixtures)('exchanges recorded at Flexible Engine, which runs the same software', () => {
  test('every recorded listing is understood', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);
    const listings = of('GET', /recordsets/, 200);

    for (next of listings) {
      const sets: { name: string; type: string; id: string; ttl: number; records: string[] }[] = JSON.parse(
        next.response.body,
      ).recordsets;
      const own = sets.find(({ name, type }) => name === `localhost.${zone.name}.` && type === 'A');
      const [local, docs] = await provider.read(
        zone,
        [
          { name: 'localhost', type: 'A' },
          { name: 'docs', type: 'A' },
        ],
        freshSignal(),
      );
      expect(local?.records).toEqual(
        own ? own.records.map((value) => ({ id: own.id, value, ttl: own.ttl })) : [],
      );
      const cname = sets.find(({ name, type }) => name === `docs.${zone.name}.` && type === 'CNAME');
      expect(docs?.conflict).toBe(cname && 'holds a CNAME to docs.example.com');
    }
    expect(listings.length).toBeGreaterThan(10);
  });

  test('every recorded answer to a write confirms, and a set that is there is a refusal', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);
    const known = { name: 'home', type: 'A', records: [{ id: '1', value: '192.0.2.9', ttl: 600 }] } as const;
    const desired = { name: 'home', type: 'A', value: '192.0.2.1', ttl: 600 } as const;
    const changes = {
      POST: plan([desired], [{ ...known, records: [] }]),
      PUT: plan([desired], [known]),
      DELETE: planRemoval([known]),
    };

    for (const [method, change] of Object.entries(changes))
      for (next of of(method, /recordsets/, 202))
        expect(await provider.apply(zone, change, freshSignal())).toMatchObject([{ held: {} }]);
    [next] = of('POST', /recordsets/, 400);
    expect(await provider.apply(zone, changes.POST, freshSignal())).toMatchObject([
      { failure: { kind: 'record' } },
    ]);
    expect(Object.keys(changes).map((method) => of(method, /recordsets/, 202).length > 0)).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('a zone that is not found is told as such', async () => {
    const { provider } = await replayOf(() => undefined);
    const other = { name: 'example.com', display: 'example.com' };

    const failure = await failureOf(provider.read(other, [{ name: '@', type: 'A' }], freshSignal()));

    expect(failure.message).toMatch(/has no zone example\.com/);
  });
});
