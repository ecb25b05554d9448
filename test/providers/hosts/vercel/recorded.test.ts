import { describe, expect, test } from 'vitest';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import { vercel } from '../../../../src/providers/hosts/vercel.ts';
import { failureOf, freshSignal, heldIn } from '../../contract/provided.ts';
import { worldOf } from '../../contract/world-of.ts';
import { describedLife } from '../../recorded/described.ts';
import { type Exchange, fixtureText, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { describedBy } from '../../recorded/openapi.ts';
import { replay } from '../../recorded/replay.ts';
import { pretendVercel } from './service.ts';

const exchanges = hasFixtures ? recordedExchanges('vercel') : [];
const of = (method: string, url = /\/records/) =>
  exchanges.filter(({ request }) => request.method === method && url.test(request.url));

const replayOf = (choose: () => Exchange | undefined, domain = 'fullcr1stal.tk') =>
  replay({
    definition: vercel,
    values: { VERCEL_API_TOKEN: 'k' },
    urlSetting: 'VERCEL_API_URL',
    domain,
    choose,
  });

describe.skipIf(!hasFixtures)('exchanges recorded at Vercel', () => {
  test('every recorded listing is understood, without what Vercel makes by itself', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next);

    for (next of of('GET')) {
      const keys = ['@', 'localhost', '*'].map((name) => ({ name, type: 'A' }) as const);
      const sets = await provider.read(zone, keys, freshSignal());
      const listed: { type: string; creator: string; value: string }[] = JSON.parse(
        next.response.body,
      ).records;
      const held = listed.filter(({ type, creator }) => type === 'A' && creator !== 'system');
      expect(sets.flatMap(({ records }) => records.map(({ value }) => value))).toEqual(
        held.map(({ value }) => value),
      );
      expect(sets.at(-1)?.conflict).toBeUndefined();
    }
    expect(server.log.at(-1)?.path).toBe('/v4/domains/fullcr1stal.tk/records');
    expect(of('GET').length).toBeGreaterThan(20);
  });

  test('every recorded answer to a POST and DELETE confirms', async () => {
    const wish = { name: 'home', type: 'A', value: '192.0.2.1', ttl: 60 } as const;
    const known = {
      name: 'home',
      type: 'A',
      records: [{ id: 'rec_1', value: '192.0.2.9', ttl: 60 }],
    } as const;
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);

    for (next of [...of('POST'), ...of('DELETE')]) {
      const isNew = next.request.method === 'POST';
      const changes = isNew ? plan([wish], [{ ...known, records: [] }]) : planRemoval([known]);
      expect(heldIn(await provider.apply(zone, changes, freshSignal()))).toHaveLength(1);
    }
    expect(of('POST').length).toBeGreaterThan(10);
  });

  test('an unknown domain: the owner is told', async () => {
    const [unknown] = of('GET', /thisisadomainidonotown/);
    const { provider, zone } = await replayOf(() => unknown, 'thisisadomainidonotown.com');

    const failure = await failureOf(provider.read(zone, [{ name: 'home', type: 'A' }], freshSignal()));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(/no zone thisisadomainidonotown\.com/);
  });
});

describe.skipIf(!hasFixtures)("Vercel's own description of its API", () => {
  test('fits what is sent and what the pretend service answers', async () => {
    const description = describedBy(JSON.parse(fixtureText('openapi/vercel-dns.json')));

    const { problems, writes } = await describedLife(
      { setup: worldOf(vercel, pretendVercel()) },
      description,
    );

    expect(problems).toEqual([]);
    expect(writes).toEqual([
      'POST /v2/domains/example.com/records',
      'PATCH /v1/domains/records/rec_00000000000000000000000d',
      'PATCH /v1/domains/records/rec_00000000000000000000000d',
      'DELETE /v2/domains/example.com/records/rec_00000000000000000000000d',
    ]);
  });
});
