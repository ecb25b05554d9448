import { describe, expect, test } from 'vitest';
import { easydns } from '../../../../src/providers/hosts/easydns.ts';
import { failureIn, freshSignal } from '../../contract/provided.ts';
import { type Exchange, fixtureText, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { changesOfHome } from '../../recorded/home.ts';
import { replay } from '../../recorded/replay.ts';
import { scripted } from '../../recorded/scripted.ts';

const exchanges = hasFixtures ? recordedExchanges('easydns') : [];
const of = (method: string, path: RegExp) =>
  exchanges.filter(({ request }) => request.method === method && path.test(request.url));

const replayOf = (next: () => Exchange | undefined) =>
  replay({
    definition: easydns,
    values: { EASYDNS_TOKEN: 't', EASYDNS_KEY: 'k' },
    urlSetting: 'EASYDNS_API_URL',
    domain: 'easydnstemp.com',
    choose: next,
  });

describe.skipIf(!hasFixtures)('exchanges recorded at easyDNS', () => {
  test('every recorded listing is understood', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);
    const listings = of('GET', /records\/all/);

    for (next of listings) {
      const all: { id: string; host: string; type: string; rdata: string; ttl: string }[] = JSON.parse(
        next.response.body,
      ).data;
      const own = all.filter(({ host, type }) => host === 'localhost' && type === 'A');
      const [local] = await provider.read(zone, [{ name: 'localhost', type: 'A' }], freshSignal());
      expect(local?.records).toEqual(
        own.map(({ id, rdata: value, ttl }) => ({ id, value, ttl: Number(ttl) })),
      );
    }
    expect(listings.length).toBeGreaterThan(10);
  });

  test('every recorded answer to a write means what it says', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);
    const { create, update, remove } = changesOfHome();

    for (const [method, change] of Object.entries({ PUT: create, POST: update, DELETE: remove })) {
      const all = of(method, /records/);
      for (next of all) {
        const { status } = next.response;
        const [answer] = await provider.apply(zone, change, freshSignal());
        if (status < 300) expect(answer).toMatchObject({ held: {} });
        // It was carried out all the same: doubt, and no refusal.
        else if (status === 500)
          expect(failureIn(answer)).toMatchObject({ kind: 'transient', unconfirmed: true });
        else expect(failureIn(answer)).toMatchObject({ kind: 'record' });
      }
      expect(all.some(({ response }) => response.status < 300)).toBe(true);
    }
  });

  test('the listing that octodns tests with is understood', async () => {
    const answers = [fixtureText('clients/easydns/octodns+octodns-easydns/easydns-records.json')];
    const values = { EASYDNS_TOKEN: 't', EASYDNS_KEY: 'k' };

    const [apex] = await scripted({ definition: easydns, values, answers }).read({ name: '@', type: 'A' });

    expect(apex?.records.length).toBeGreaterThan(0);
  });
});
