import { describe, expect, test } from 'vitest';
import { wedos } from '../../../../src/providers/hosts/wedos.ts';
import { freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { changesOfHome } from '../../recorded/home.ts';
import { replay } from '../../recorded/replay.ts';

const exchanges = hasFixtures ? recordedExchanges('wedos') : [];
const commandOf = ({ response }: Exchange): string => JSON.parse(response.body).response.command;
const of = (command: string) => exchanges.filter((one) => commandOf(one) === command);

const replayOf = (next: () => Exchange | undefined) =>
  replay({
    definition: wedos,
    values: { WEDOS_USERNAME: 'u', WEDOS_WAPI_PASSWORD: 'p' },
    urlSetting: 'WEDOS_API_URL',
    basePath: '/wapi/json',
    domain: 'kaniok.com',
    choose: next,
  });

describe.skipIf(!hasFixtures)('exchanges recorded at WEDOS', () => {
  test('every recorded listing is understood', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);

    for (next of of('dns-rows-list')) {
      const rows: Record<string, string>[] = JSON.parse(next.response.body).response.data.row;
      const own = rows.filter(
        ({ name, rdtype }) => /^localhost(\.kaniok\.com)?$/.test(name ?? '') && rdtype === 'A',
      );
      const [local] = await provider.read(zone, [{ name: 'localhost', type: 'A' }], freshSignal());
      expect(local?.records).toEqual(
        own.map(({ ID: id, rdata: value, ttl }) => ({ id, value, ttl: Number(ttl) })),
      );
    }
    expect(of('dns-rows-list').length).toBeGreaterThan(20);
    [next] = of('dns-domains-list');
    expect(await provider.zones?.(freshSignal())).toEqual(['kaniok.com']);
  });

  test('every recorded answer to a write confirms, and is followed by a commit', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next);
    const { create, update, remove } = changesOfHome();

    for (const [command, change] of Object.entries({
      'dns-row-add': create,
      'dns-row-update': update,
      'dns-row-delete': remove,
    })) {
      for (next of of(command))
        expect(await provider.apply(zone, change, freshSignal())).toMatchObject([{ held: {} }]);
      expect(of(command).length).toBeGreaterThan(0);
    }
    expect(server.log.at(-1)?.body).toContain('dns-domain-commit');
  });
});
