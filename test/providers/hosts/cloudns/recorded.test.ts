import { describe, expect, test } from 'vitest';
import { cloudns } from '../../../../src/providers/hosts/cloudns.ts';
import { failureOf, freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { changesOfHome } from '../../recorded/home.ts';
import { replay } from '../../recorded/replay.ts';

const exchanges = hasFixtures ? recordedExchanges('cloudns') : [];
const of = (call: string) => exchanges.filter(({ request }) => request.url.includes(`/dns/${call}.json`));

const replayOf = (next: () => Exchange | undefined) =>
  replay({
    definition: cloudns,
    values: { CLOUDNS_AUTH_ID: '1', CLOUDNS_AUTH_PASSWORD: 'p' },
    urlSetting: 'CLOUDNS_API_URL',
    domain: 'api-example.com',
    choose: next,
  });

describe.skipIf(!hasFixtures)('exchanges recorded at ClouDNS', () => {
  test('every recorded listing is understood, an empty one too', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);

    for (next of of('records')) {
      const all: Record<string, string>[] = Object.values(JSON.parse(next.response.body));
      const [local, docs] = await provider.read(
        zone,
        [
          { name: 'localhost', type: 'A' },
          { name: 'docs', type: 'A' },
        ],
        freshSignal(),
      );
      const own = all.filter(({ host, type }) => host === 'localhost' && type === 'A');
      expect(local?.records).toEqual(
        own.map(({ id, record: value, ttl }) => ({ id, value, ttl: Number(ttl) })),
      );
      expect(docs?.conflict).toBe(
        all.some(({ host }) => host === 'docs') ? 'holds a CNAME to docs.example.com' : undefined,
      );
    }
    expect(of('records').length).toBeGreaterThan(30);
  });

  test('every recorded answer to a write confirms', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next);
    const { create, update, remove } = changesOfHome();

    for (const [call, change] of Object.entries({
      'add-record': create,
      'mod-record': update,
      'delete-record': remove,
    })) {
      for (next of of(call)) {
        expect(await provider.apply(zone, change, freshSignal())).toMatchObject([{ held: {} }]);
        const sent = [...new URLSearchParams(server.log.at(-1)?.body).keys()].filter(
          (field) => !field.startsWith('auth-'),
        );
        const recorded = [...new URLSearchParams(next.request.body ?? '').keys()];
        expect(sent.filter((field) => !recorded.includes(field))).toEqual([]);
      }
      expect(of(call).length).toBeGreaterThan(0);
    }
  });

  test('the recorded refusal is about the zone', async () => {
    const refusal = exchanges.find(({ response }) => response.body.includes('Failed'));
    const { provider, zone } = await replayOf(() => refusal);

    const failure = await failureOf(provider.read(zone, [{ name: '@', type: 'A' }], freshSignal()));

    expect(failure.message).toMatch(/has no zone api-example\.com/);
  });
});
