import { describe, expect, test } from 'vitest';
import { glesys } from '../../../../src/providers/hosts/glesys.ts';
import { freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { changesOfHome } from '../../recorded/home.ts';
import { replay } from '../../recorded/replay.ts';

const exchanges = hasFixtures ? recordedExchanges('glesys') : [];
const of = (call: string) => exchanges.filter(({ request }) => request.url.includes(`/domain/${call}?`));

/** The exchange as if home/A had been asked for. */
const aboutHome = (exchange: Exchange): Exchange => {
  const body = exchange.response.body.replace(/"host":"[^"]*","type":"\w+"/, '"host":"home","type":"A"');
  return { ...exchange, response: { ...exchange.response, body } };
};

const replayOf = (next: () => Exchange | undefined) =>
  replay({
    definition: glesys,
    values: { GLESYS_API_USER: 'u', GLESYS_API_KEY: 'k' },
    urlSetting: 'GLESYS_API_URL',
    domain: 'capsulecd.com',
    choose: next,
  });

describe.skipIf(!hasFixtures)('exchanges recorded at Glesys', () => {
  test('every recorded listing is understood, also where a name is full', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);

    for (next of of('listrecords')) {
      const all: { recordid: number; host: string; type: string; data: string; ttl: number }[] = JSON.parse(
        next.response.body,
      ).response.records;
      const own = all.filter(({ host, type }) => /^localhost(\.capsulecd\.com)?$/.test(host) && type === 'A');
      const [local] = await provider.read(zone, [{ name: 'localhost', type: 'A' }], freshSignal());
      expect(local?.records).toEqual(
        own.map(({ recordid, data: value, ttl }) => ({ id: String(recordid), value, ttl })),
      );
    }
    expect(of('listrecords').length).toBeGreaterThan(20);
  });

  test('every recorded answer to a write confirms, and the zones are listed', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next && aboutHome(next));
    const { create, update, remove } = changesOfHome();

    for (const [call, change] of Object.entries({
      addrecord: create,
      updaterecord: update,
      deleterecord: remove,
    })) {
      for (next of of(call)) {
        expect(await provider.apply(zone, change, freshSignal())).toMatchObject([{ held: {} }]);
        expect(server.log.at(-1)).toMatchObject({ method: 'POST', path: `/domain/${call}` });
      }
      expect(of(call).length).toBeGreaterThan(0);
    }
    [next] = of('list');
    expect(await provider.zones?.(freshSignal())).toEqual(['capsulecd.com']);
  });
});
