import { describe, expect, test } from 'vitest';
import { dnsmadeeasy } from '../../../../src/providers/hosts/dnsmadeeasy.ts';
import { failureIn, failureOf, freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { changesOfHome } from '../../recorded/home.ts';
import { aboutHome, replay } from '../../recorded/replay.ts';

const exchanges = hasFixtures ? recordedExchanges('dnsmadeeasy') : [];
const of = (method: string, status = 0) =>
  exchanges.filter(
    ({ request, response }) =>
      request.method === method &&
      /records/.test(request.url) &&
      (status === 0 || response.status === status),
  );
const lookUps = exchanges.filter(({ request }) => request.url.includes('/name?'));

const replayOf = (next: () => Exchange | undefined, found = lookUps[0]) =>
  replay({
    definition: dnsmadeeasy,
    values: { DNSMADEEASY_API_KEY: 'k', DNSMADEEASY_API_SECRET: 's' },
    urlSetting: 'DNSMADEEASY_API_URL',
    basePath: '/V2.0',
    domain: 'capsulecd.com',
    choose: ({ path }) => (path.endsWith('/name') ? found : next()),
  });

describe.skipIf(!hasFixtures)('exchanges recorded at DNS Made Easy', () => {
  test('every recorded listing is understood', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);

    for (next of of('GET', 200)) {
      const all: { id: number; name: string; type: string; value: string; ttl: number }[] = JSON.parse(
        next.response.body,
      ).data;
      const own = all.filter(({ name, type }) => name === 'localhost' && type === 'A');
      const [local] = await provider.read(zone, [{ name: 'localhost', type: 'A' }], freshSignal());
      expect(local?.records).toEqual(own.map(({ id, value, ttl }) => ({ id: String(id), value, ttl })));
    }
    expect(of('GET', 200).length).toBeGreaterThan(10);
  });

  test('every recorded answer to a write means what it says', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next && aboutHome(next));
    const { create, update, remove } = changesOfHome();

    for (const [method, change] of Object.entries({ POST: create, PUT: update, DELETE: remove })) {
      for (next of of(method)) {
        const [answer] = await provider.apply(zone, change, freshSignal());
        if (next.response.status < 300) expect(answer).toMatchObject({ held: {} });
        else expect(failureIn(answer)).toMatchObject({ kind: 'record' });
      }
      expect(of(method).length).toBeGreaterThan(0);
    }
  });

  test('the recorded page for a domain that it does not know is its own', async () => {
    const page = lookUps.find(({ response }) => response.status === 404);
    const { provider, zone } = await replayOf(() => undefined, page);

    const failure = await failureOf(provider.read(zone, [{ name: '@', type: 'A' }], freshSignal()));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toContain('has no zone capsulecd.com');
  });
});
