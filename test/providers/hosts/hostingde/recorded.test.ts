import { describe, expect, test } from 'vitest';
import { hostingde } from '../../../../src/providers/hosts/hostingde.ts';
import { failureIn, freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { changesOfHome } from '../../recorded/home.ts';
import { replay } from '../../recorded/replay.ts';

describe.skipIf(!hasFixtures).each([
  ['hostingde', 'eruza.de'],
  ['httpnet', 'lexicon-example-domain.de'],
])('exchanges recorded at %s', (name, domain) => {
  const exchanges = hasFixtures ? recordedExchanges(name) : [];
  const of = (call: string) => exchanges.filter(({ request }) => request.url.endsWith(call));
  const dataIn = ({ response }: Exchange): Record<string, unknown>[] =>
    JSON.parse(response.body).response.data;
  const zoneFound = of('zoneConfigsFind').find((one) => dataIn(one).length > 0);

  const replayOf = (next: () => Exchange | undefined) =>
    replay({
      definition: hostingde,
      values: { HOSTINGDE_API_KEY: 'k' },
      urlSetting: 'HOSTINGDE_API_URL',
      basePath: '/api/dns/v1/json',
      domain,
      choose: ({ path }) => (path.endsWith('zoneConfigsFind') ? zoneFound : next()),
    });

  test('every recorded listing is understood', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);
    // Some are the first of several pages.
    const listings = of('recordsFind').filter(
      ({ response }) => JSON.parse(response.body).response.totalPages <= 1,
    );

    for (next of listings) {
      const all = dataIn(next).filter((one) => one.name === `localhost.${domain}` && one.type === 'A');
      const [local] = await provider.read(zone, [{ name: 'localhost', type: 'A' }], freshSignal());
      expect(local?.records).toEqual(all.map(({ id, content: value, ttl }) => ({ id, value, ttl })));
    }
    expect(listings.length).toBeGreaterThan(30);
  });

  test('every recorded change is understood: one that waits as accepted, one of a busy zone as a matter of time', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next);
    const known = '1';

    for (const one of of('zoneUpdate')) {
      const { status, response } = JSON.parse(one.response.body);
      const made: Record<string, unknown> | undefined = response?.records.at(-1);
      // As if the last record of the zone had been home/A, with the id that was known.
      if (made)
        Object.assign(made, { name: `home.${domain}`, type: 'A', id: known, content: '192.0.2.1', ttl: 300 });
      const body = JSON.stringify({ ...JSON.parse(one.response.body), ...(response && { response }) });
      next = { ...one, response: { ...one.response, body } };
      const [answer] = await provider.apply(zone, changesOfHome(300, known).update, freshSignal());
      if (status === 'error') expect(failureIn(answer)).toMatchObject({ kind: 'transient' });
      else expect(answer).toMatchObject({ held: { records: [{ id: known, value: '192.0.2.1' }] } });
      expect(Object.keys(JSON.parse(server.log.at(-1)?.body ?? ''))).toContain('zoneConfig');
    }
    expect(of('zoneUpdate').length).toBeGreaterThan(20);
  });
});
