import { describe, expect, test } from 'vitest';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import { yandexcloud } from '../../../../src/providers/hosts/yandexcloud/yandexcloud.ts';
import { freshSignal, heldIn } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { replay } from '../../recorded/replay.ts';
import { pretendYandex, yandexToken } from './service.ts';

const exchanges = hasFixtures ? recordedExchanges('yandexcloud') : [];
const of = (method: string, url: RegExp) =>
  exchanges.filter(({ request }) => request.method === method && url.test(request.url));
const zoneId = 'dns3a9nospukjt4jlqdm';

// Its tokens were not recorded; this is the form that the vendor describes.
const token: Exchange = {
  ...{ cassette: '', seq: 0, request: { method: 'POST', url: '', body: null } },
  response: {
    ...{ status: 200, headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ iamToken: yandexToken(1), expiresAt: '2026-12-31T00:00:00Z' }),
  },
};

const replayOf = (choose: () => Exchange | undefined) =>
  replay({
    definition: yandexcloud,
    values: { ...pretendYandex().values, YANDEX_CLOUD_ZONE_ID: zoneId },
    urlSetting: 'YANDEX_API_URL',
    moreUrls: { YANDEX_TOKEN_URL: '/iam' },
    domain: 'example.com',
    choose: ({ path }) => (path === '/iam' ? token : choose()),
  });

describe.skipIf(!hasFixtures)('exchanges recorded at Yandex Cloud', () => {
  test('every recorded listing is understood', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next);
    // One that a filter left empty says nothing at all; ours has no filter, and a zone always holds its SOA.
    const listings = of('GET', /:listRecordSets/).filter(({ response }) =>
      response.body.includes('recordSets'),
    );

    for (next of listings) {
      const sets: { name: string; type: string; data: string[] }[] = JSON.parse(
        next.response.body,
      ).recordSets;
      const held = sets.filter(({ type }) => type === 'A');
      const keys = held.map(({ name }) => ({ name: name.replace('.example.com.', ''), type: 'A' }) as const);
      const read = await provider.read(zone, keys, freshSignal());
      expect(read.map(({ records }) => records.map(({ value }) => value))).toEqual(
        held.map(({ data }) => data),
      );
    }
    expect(listings.length).toBeGreaterThan(5);
    expect(server.log.at(-1)?.path).toBe(`/dns/v1/zones/${zoneId}:listRecordSets`);
  });

  test('every recorded operation confirms', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);
    const known = { name: 'home', type: 'A', records: [{ value: '192.0.2.9', ttl: 3600 }] } as const;
    const wish = { name: 'home', type: 'A', value: '192.0.2.1', ttl: 3600 } as const;
    const writes = of('POST', /RecordSets$/);

    for (next of writes) {
      const changes = next === writes[0] ? planRemoval([known]) : plan([wish], [known]);
      expect(heldIn(await provider.apply(zone, changes, freshSignal()))).toHaveLength(1);
    }
    expect(writes.length).toBeGreaterThan(20);
  });
});
