import { describe, expect, test } from 'vitest';
import { directadmin } from '../../../../src/providers/hosts/directadmin.ts';
import { freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { changesOfHome } from '../../recorded/home.ts';
import { replay } from '../../recorded/replay.ts';

const exchanges = hasFixtures ? recordedExchanges('directadmin') : [];
const control = exchanges.filter(({ request }) => request.url.includes('/CMD_API_DNS_CONTROL'));
const of = (action: string | null) =>
  control.filter(({ request }) => new URL(request.url).searchParams.get('action') === action);

const replayOf = (next: () => Exchange | undefined) =>
  replay({
    definition: directadmin,
    values: { DIRECTADMIN_USERNAME: 'u', DIRECTADMIN_PASSWORD: 'p' },
    urlSetting: 'DIRECTADMIN_API_URL',
    domain: 'example.com',
    choose: next,
  });

describe.skipIf(!hasFixtures)('exchanges recorded at DirectAdmin', () => {
  test('every recorded listing is understood', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);
    const keys = ['ftp', '@', 'docs'].map((name) => ({ name, type: 'A' }) as const);

    for (next of of(null)) {
      const [ftp, apex, docs] = await provider.read(zone, keys, freshSignal());
      expect(ftp?.records).toEqual([
        { id: '["A","name=ftp&value=10.0.0.1"]', value: '10.0.0.1', ttl: 14_400 },
      ]);
      expect(apex?.records).toMatchObject([{ value: '10.0.0.1', ttl: 14_400 }]);
      const hasDocs = /"type":\s*"CNAME",\s*"name":\s*"docs/.test(next.response.body);
      expect(docs?.conflict).toBe(hasDocs ? 'holds a CNAME to docs.example.com' : undefined);
    }
    expect(of(null).length).toBeGreaterThan(30);
  });

  test('every recorded answer to a write confirms, to a call of the same fields', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next);
    const { create, update, remove } = changesOfHome(300, '["A","name=home&value=192.0.2.9"]');
    // The records of a type are counted in the name of a field.
    const fields = (given: URLSearchParams) =>
      [...given.keys()].map((name) => name.replace(/^[a-z]+recs\d+$/, 'recs')).sort();

    for (const [action, change] of Object.entries({ add: create, edit: update, select: remove })) {
      for (next of of(action)) {
        expect(await provider.apply(zone, change, freshSignal())).toMatchObject([{ held: {} }]);
        const sent =
          server.log.find((one) => one.query.get('action') === action)?.query ?? new URLSearchParams();
        const recorded = fields(new URL(next.request.url).searchParams);
        expect(fields(sent).filter((name) => name !== 'ttl')).toEqual(
          recorded.filter((name) => name !== 'ttl'),
        );
      }
      expect(of(action).length).toBeGreaterThan(0);
    }
  });
});
