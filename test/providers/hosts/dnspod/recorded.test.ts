import { describe, expect, test } from 'vitest';
import { dnspod } from '../../../../src/providers/hosts/dnspod.ts';
import { failureOf, freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { changesOfHome } from '../../recorded/home.ts';
import { replay } from '../../recorded/replay.ts';

const exchanges = hasFixtures ? recordedExchanges('dnspod') : [];
const of = (action: string, code: string) =>
  exchanges.filter(
    ({ request, response }) =>
      request.url.endsWith(`/${action}`) && response.body.includes(`"status":{"code":"${code}"`),
  );

const replayOf = (next: () => Exchange | undefined) =>
  replay({
    definition: dnspod,
    values: { DNSPOD_API_KEY: '1,a' },
    urlSetting: 'DNSPOD_API_URL',
    domain: 'capsulecd.com',
    choose({ method, path }) {
      const exchange = next();
      const isIt = exchange && new URL(exchange.request.url).pathname === path;
      // Errors are the same in the answers to all calls.
      return method === 'POST' && (isIt || exchange?.response.body.includes('"code":"1'))
        ? exchange
        : undefined;
    },
  });

describe.skipIf(!hasFixtures)('exchanges recorded at DNSPod', () => {
  test('every recorded listing is understood', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);
    const listings = of('Record.List', '1');

    for (next of listings) {
      const all: Record<'id' | 'name' | 'type' | 'value' | 'ttl', string>[] = JSON.parse(
        next.response.body,
      ).records;
      const own = all.filter(({ name, type }) => name === 'localhost' && type === 'A');
      const [set] = await provider.read(zone, [{ name: 'localhost', type: 'A' }], freshSignal());
      expect(set?.records).toEqual(own.map(({ id, value, ttl }) => ({ id, value, ttl: Number(ttl) })));
    }
    expect(listings.length).toBeGreaterThan(5);
  });

  test('every recorded answer to a write confirms', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);
    const { create, update, remove } = changesOfHome(600);
    const writes = [
      ['Record.Create', create],
      ['Record.Modify', update],
      ['Record.Remove', remove],
    ] as const;

    for (const [action, changes] of writes) {
      expect(of(action, '1')).not.toEqual([]);
      for (next of of(action, '1'))
        expect(await provider.apply(zone, changes, freshSignal())).toMatchObject([{ held: {} }]);
    }
  });

  test('a domain that is not there and a token that is wrong are told as such', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);
    const said = async () =>
      (await failureOf(provider.read(zone, [{ name: '@', type: 'A' }], freshSignal()))).message;

    [next] = of('Domain.Info', '13');
    expect(await said()).toMatch(/has no zone capsulecd\.com/);
    [next] = of('Domain.Info', '10002');
    expect(await said()).toMatch(/check DNSPOD_API_KEY/);
  });
});
