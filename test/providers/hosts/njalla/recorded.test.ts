import { describe, expect, test } from 'vitest';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import { njalla } from '../../../../src/providers/hosts/njalla.ts';
import { failureOf, freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { aboutHome, replay } from '../../recorded/replay.ts';

const exchanges = hasFixtures ? recordedExchanges('njalla') : [];
const of = (method: string) =>
  exchanges.filter(({ request }) => JSON.parse(request.body ?? '{}').method === method);

const replayOf = (next: () => Exchange | undefined) =>
  replay({
    definition: njalla,
    values: { NJALLA_TOKEN: 't' },
    urlSetting: 'NJALLA_API_URL',
    basePath: '/api/1/',
    domain: 'example.com',
    choose: next,
  });

describe.skipIf(!hasFixtures)('exchanges recorded at Njalla', () => {
  test('every recorded listing is understood', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next);
    const keys = ['localhost', 'docs', '@'].map((name) => ({ name, type: 'A' }) as const);

    for (next of of('list-records')) {
      const [local, docs, apex] = await provider.read(zone, keys, freshSignal());
      expect(local?.records).toEqual([{ id: '188132', value: '127.0.0.1', ttl: 3600 }]);
      expect(docs?.conflict).toBe('holds a CNAME to docs.example.com');
      expect(apex?.conflict).toBe('holds a record of the type Dynamic');
    }
    expect(server.log.length).toBeGreaterThan(10);
    expect(server.log[0]?.path).toBe('/api/1/');
  });

  test('every recorded answer to a write confirms', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next && aboutHome(next));
    const known = { name: 'home', type: 'A', records: [{ id: '1', value: '192.0.2.9', ttl: 300 }] } as const;
    const desired = { name: 'home', type: 'A', value: '192.0.2.1', ttl: 300 } as const;
    const changes = {
      'add-record': plan([desired], [{ ...known, records: [] }]),
      'edit-record': plan([desired], [known]),
      'remove-record': planRemoval([known]),
    };

    for (const [method, change] of Object.entries(changes))
      for (next of of(method)) {
        expect(await provider.apply(zone, change, freshSignal())).toMatchObject([{ held: {} }]);
        expect(JSON.parse(server.log.at(-1)?.body ?? '')).toMatchObject({
          method,
          params: { domain: 'example.com' },
        });
      }
    expect(Object.keys(changes).map((method) => of(method).length > 0)).toEqual([true, true, true]);
  });

  test('the recorded refusal is about the domain', async () => {
    const refusal = exchanges.find(({ response }) => response.body.includes('"error"'));
    const { provider, zone } = await replayOf(() => refusal);

    const failure = await failureOf(provider.read(zone, [{ name: '@', type: 'A' }], freshSignal()));

    expect(failure).toMatchObject({ kind: 'permanent' });
    expect(failure.message).toContain('check DOMAIN');
  });
});
