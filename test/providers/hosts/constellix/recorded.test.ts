import { describe, expect, test } from 'vitest';
import { constellix } from '../../../../src/providers/hosts/constellix.ts';
import { failureIn, freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { changesOfHome } from '../../recorded/home.ts';
import { replay } from '../../recorded/replay.ts';

const exchanges = hasFixtures ? recordedExchanges('constellix') : [];
const of = (method: string) =>
  exchanges.filter(({ request }) => request.method === method && /records/.test(request.url));
const domains = exchanges.find(({ request }) => request.url.endsWith('/domains/'));

const replayOf = (next: () => Exchange | undefined) =>
  replay({
    definition: constellix,
    values: { CONSTELLIX_API_KEY: 'k', CONSTELLIX_SECRET_KEY: 's' },
    urlSetting: 'CONSTELLIX_API_URL',
    basePath: '/v1',
    domain: 'example.org',
    choose: ({ path }) => (path === '/v1/domains/' ? domains : next()),
  });

describe.skipIf(!hasFixtures)('exchanges recorded at Constellix', () => {
  test('every recorded answer to a write means what it says', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next);
    const { create, update, remove } = changesOfHome();

    for (const [method, change] of Object.entries({ POST: create, PUT: update, DELETE: remove })) {
      for (next of of(method)) {
        const [answer] = await provider.apply(zone, change, freshSignal());
        if (next.response.status < 300) expect(answer).toMatchObject({ held: {} });
        else expect(failureIn(answer)).toMatchObject({ kind: 'record' });
        const written = server.log.findLast((one) => one.method === method);
        expect(written?.path.replace(/\d+/g, 'N')).toBe(
          new URL(next.request.url).pathname.replace(/TXT|CNAME/, 'A').replace(/\d+/g, 'N'),
        );
      }
      expect(of(method).length).toBeGreaterThan(0);
    }
  });

  test('a recorded set is understood as one of its type, and so are the zones', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);
    const made = of('POST').find(({ request }) => request.url.endsWith('/A/'));
    next = made;

    const [local] = await provider.read(zone, [{ name: 'localhost', type: 'A' }], freshSignal());

    expect(local?.records).toEqual([{ id: '92008', value: '127.0.0.1', ttl: 3600 }]);
    expect(await provider.zones?.(freshSignal())).toContain('example.org');
  });
});
