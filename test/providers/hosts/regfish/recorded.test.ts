import { describe, expect, test } from 'vitest';
import { regfish } from '../../../../src/providers/hosts/regfish.ts';
import { failureOf, freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { changesOfHome } from '../../recorded/home.ts';
import { replay } from '../../recorded/replay.ts';

const exchanges = hasFixtures ? recordedExchanges('regfish') : [];
const of = (method: string) => exchanges.filter(({ request }) => request.method === method);
const domain = 'regfish-dev.de';

/** The exchange as if home/A had been asked for. */
const aboutHome = (exchange: Exchange): Exchange => {
  const body = exchange.response.body.replace(
    /"name":"[^"]*","type":"\w+"/,
    `"name":"home.${domain}.","type":"A"`,
  );
  return { ...exchange, response: { ...exchange.response, body } };
};

const replayOf = (next: () => Exchange | undefined) =>
  replay({
    definition: regfish,
    values: { REGFISH_API_KEY: 'k' },
    urlSetting: 'REGFISH_API_URL',
    domain,
    choose: next,
  });

describe.skipIf(!hasFixtures)('exchanges recorded at regfish', () => {
  test('every recorded listing is understood', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);
    const key = { name: 'localhost', type: 'A' } as const;

    for (next of of('GET')) {
      const { success, response } = JSON.parse(next.response.body);
      if (!success) {
        expect((await failureOf(provider.read(zone, [key], freshSignal()))).message).toContain(
          `has no zone ${domain}`,
        );
        continue;
      }
      const own = response.filter(
        ({ name, type }: Record<string, unknown>) => name === `localhost.${domain}.` && type === 'A',
      );
      const [local] = await provider.read(zone, [key], freshSignal());
      expect(local?.records).toEqual(
        own.map(({ id, data: value, ttl }: Record<string, unknown>) => ({ id: String(id), value, ttl })),
      );
    }
    expect(of('GET').length).toBeGreaterThan(20);
  });

  test('every recorded answer to a write confirms', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next && aboutHome(next));
    const { create, update, remove } = changesOfHome();

    for (const [method, change] of Object.entries({ POST: create, PATCH: update, DELETE: remove })) {
      for (next of of(method))
        expect(await provider.apply(zone, change, freshSignal())).toMatchObject([{ held: {} }]);
      expect(of(method).length).toBeGreaterThan(0);
    }
  });
});
