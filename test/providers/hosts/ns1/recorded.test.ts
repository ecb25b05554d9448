import { describe, expect, test } from 'vitest';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import type { RecordKey } from '../../../../src/dns/records.ts';
import { ns1 } from '../../../../src/providers/hosts/ns1.ts';
import type { PretendRequest } from '../../../world/pretend-server.ts';
import { failureIn, freshSignal, heldIn } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { replay } from '../../recorded/replay.ts';

const exchanges = hasFixtures ? recordedExchanges('other/ns1-record-store') : [];
const of = (method: string, url: RegExp, status = 200) =>
  exchanges.filter(
    ({ request, response }) =>
      request.method === method && url.test(request.url) && response.status === status,
  );
const zoneUrl = /\/zones\/[^/]+$/;
const recordUrl = /\/zones\/[^/]+\/[^/]+\/A$/;

const replayOf = (choose: (request: PretendRequest) => Exchange | undefined) =>
  replay({
    definition: ns1,
    values: { NS1_API_KEY: 'k' },
    urlSetting: 'NS1_API_URL',
    basePath: '/v1',
    domain: 'test.recordstore.io',
    choose,
  });
const nameIn = ({ request }: Exchange) =>
  (request.url.split('/').at(-2) ?? '').replace('.test.recordstore.io', '');

interface Listed {
  readonly domain: string;
  readonly type: string;
  readonly short_answers: string[];
}

describe.skipIf(!hasFixtures)('exchanges recorded at NS1', () => {
  test('every recorded listing is understood', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);
    const listings = of('GET', zoneUrl);

    for (next of listings) {
      const listed: Listed[] = JSON.parse(next.response.body).records;
      const held = listed.filter(({ type }) => type === 'A');
      const keys = held.map(
        ({ domain }): RecordKey => ({ name: domain.replace('.test.recordstore.io', ''), type: 'A' }),
      );
      const sets = await provider.read(zone, keys, freshSignal());
      expect(sets.map(({ records }) => records.map(({ value }) => value))).toEqual(
        held.map(({ short_answers }) => short_answers),
      );
    }
    expect(listings.length).toBeGreaterThan(20);
  });

  test('every recorded answer to a PUT, POST and DELETE confirms', async () => {
    const writes = [...of('PUT', recordUrl), ...of('POST', recordUrl), ...of('DELETE', recordUrl)];
    let next: Exchange | undefined;
    // What is there before a change is answered as it is after it.
    const { provider, zone } = await replayOf(() => next);

    for (next of writes) {
      const key = { name: nameIn(next), type: 'A' } as const;
      const wish = { ...key, value: '10.10.10.1', ttl: 600 };
      const known = { ...key, records: [{ value: '10.10.10.9', ttl: 600 }] };
      const { method } = next.request;
      const before = method === 'PUT' ? { ...known, records: [] } : known;
      const changes = method === 'DELETE' ? planRemoval([known]) : plan([wish], [before]);
      expect(heldIn(await provider.apply(zone, changes, freshSignal()))).toHaveLength(1);
    }
    expect(writes.length).toBeGreaterThan(15);
  });

  test("a page of Cloudflare's that says it is busy is a fault of the service, and leaves a write unconfirmed", async () => {
    const [busy] = of('PUT', /\/zones\//, 503);
    const { provider, zone } = await replayOf(() => busy);
    const key = { name: 'home', type: 'A' } as const;
    const changes = plan([{ ...key, value: '10.10.10.1', ttl: 600 }], [{ ...key, records: [] }]);

    const [confirmation] = await provider.apply(zone, changes, freshSignal());

    expect(failureIn(confirmation)).toMatchObject({ kind: 'transient', unconfirmed: true });
  });
});
