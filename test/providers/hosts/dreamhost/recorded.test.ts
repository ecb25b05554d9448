import { describe, expect, test } from 'vitest';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import { dreamhost } from '../../../../src/providers/hosts/dreamhost.ts';
import { freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { replay } from '../../recorded/replay.ts';

const exchanges = hasFixtures ? recordedExchanges('dreamhost') : [];
const queryOf = ({ request }: Exchange) => new URL(request.url).searchParams;
const of = (cmd: string) => exchanges.filter((one) => queryOf(one).get('cmd') === cmd);

const replayOf = (next: () => Exchange | undefined) =>
  replay({
    definition: dreamhost,
    values: { DREAMHOST_API_KEY: 'k' },
    urlSetting: 'DREAMHOST_API_URL',
    domain: 'lexicon-example.com',
    choose: next,
  });

describe.skipIf(!hasFixtures)('exchanges recorded at DreamHost', () => {
  test('every recorded listing is understood, records without zone or value too', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);
    const keys = ['@', 'localhost', 'docs'].map((name) => ({ name, type: 'A' }) as const);

    for (next of of('dns-list_records')) {
      const all: { record: string; type: string }[] = JSON.parse(next.response.body).data;
      const has = (record: string, type: string) =>
        all.some((one) => one.record === record && one.type === type);
      const [apex, local, docs] = await provider.read(zone, keys, freshSignal());
      expect(apex?.conflict !== undefined).toBe(has(zone.name, 'A'));
      expect(local?.records.map(({ value }) => value)).toEqual(
        has(`localhost.${zone.name}`, 'A') ? ['127.0.0.1'] : [],
      );
      expect(docs?.conflict).toBe(
        has(`docs.${zone.name}`, 'CNAME') ? 'holds a CNAME to docs.example.com' : undefined,
      );
    }
    expect(of('dns-list_records').length).toBeGreaterThan(30);
  });

  test('every recorded answer to a write confirms', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next);
    const known = {
      name: 'home',
      type: 'A',
      records: [{ id: '["home","A","192.0.2.9"]', value: '192.0.2.9', ttl: null }],
    } as const;
    const desired = { name: 'home', type: 'A', value: '192.0.2.1', ttl: 300 } as const;
    const changes = {
      'dns-add_record': plan([desired], [{ ...known, records: [] }]),
      'dns-remove_record': planRemoval([known]),
    };

    for (const [cmd, change] of Object.entries(changes))
      for (next of of(cmd)) {
        expect(await provider.apply(zone, change, freshSignal())).toMatchObject([{ held: {} }]);
        const sent = server.log.at(-1)?.query ?? new URLSearchParams();
        sent.delete('key');
        expect([...sent.keys()].sort()).toEqual([...queryOf(next).keys()].sort());
      }
    expect(Object.keys(changes).map((cmd) => of(cmd).length > 0)).toEqual([true, true]);
  });
});
