import { describe, expect, test } from 'vitest';
import { plesk } from '../../../../src/providers/hosts/plesk.ts';
import { failureOf, freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { changesOfHome } from '../../recorded/home.ts';
import { replay } from '../../recorded/replay.ts';

const exchanges = hasFixtures ? recordedExchanges('plesk') : [];
const of = (packet: RegExp) => exchanges.filter(({ request }) => packet.test(request.body ?? ''));
const sites = of(/<site>/);
const found = sites.find(({ response }) => response.body.includes('<status>ok'));

const replayOf = (next: () => Exchange | undefined, site = found) =>
  replay({
    definition: plesk,
    values: { PLESK_USERNAME: 'u', PLESK_PASSWORD: 'p' },
    urlSetting: 'PLESK_API_URL',
    domain: 'lexicon-test.com',
    choose: ({ body }) => (body.includes('<site>') ? site : next()),
  });

describe.skipIf(!hasFixtures)('exchanges recorded at Plesk', () => {
  test('every recorded listing is understood', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);
    // Some are about one record.
    const listings = of(/<get_rec>\s*<filter>\s*<site-id>/);

    for (next of listings) {
      const [ipv4, ftp, localhost] = await provider.read(
        zone,
        ['ipv4', 'ftp', 'localhost'].map((name) => ({ name, type: 'A' }) as const),
        freshSignal(),
      );
      expect(ipv4?.records).toMatchObject([{ value: '83.169.2.56', ttl: null }]);
      expect(ftp?.conflict).toBe('holds a CNAME to lexicon-test.com');
      const has = next.response.body.includes('<host>localhost.lexicon-test.com.</host>');
      expect(localhost?.records.map(({ value }) => value)).toEqual(has ? ['127.0.0.1'] : []);
    }
    expect(listings.length).toBeGreaterThan(30);
  });

  test('every recorded answer to a write confirms', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next);
    const { create, remove } = changesOfHome();

    for (const [packet, change] of [
      [/<add_rec>/, create],
      [/^(?!.*<del_rec>.*<del_rec>).*<del_rec>/s, remove],
    ] as const) {
      for (next of of(packet)) {
        expect(await provider.apply(zone, change, freshSignal())).toMatchObject([{ held: {} }]);
        expect(server.log.at(-1)).toMatchObject({ method: 'POST', path: '/enterprise/control/agent.php' });
      }
      expect(of(packet).length).toBeGreaterThan(3);
    }
  });

  test('the recorded refusal is about the site', async () => {
    const refusal = sites.find(({ response }) => response.body.includes('<status>error'));
    const { provider, zone } = await replayOf(() => undefined, refusal);

    const failure = await failureOf(provider.read(zone, [{ name: '@', type: 'A' }], freshSignal()));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(/has no zone lexicon-test\.com/);
  });
});
