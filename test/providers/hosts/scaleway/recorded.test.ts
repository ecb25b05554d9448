import { describe, expect, test } from 'vitest';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import type { RecordKey } from '../../../../src/dns/records.ts';
import { scaleway } from '../../../../src/providers/hosts/scaleway.ts';
import { freshSignal, heldIn } from '../../contract/provided.ts';
import { worldOf } from '../../contract/world-of.ts';
import { describedLife } from '../../recorded/described.ts';
import { type Exchange, fixtureText, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { describedBy } from '../../recorded/openapi.ts';
import { replay } from '../../recorded/replay.ts';
import { pretendScaleway } from './service.ts';

const exchanges = hasFixtures ? recordedExchanges('other/scaleway-terraform') : [];
const of = (method: string, body = /./) =>
  exchanges.filter(
    ({ request, response }) =>
      request.method === method &&
      request.url.split('?')[0]?.endsWith('/records') &&
      body.test(response.body),
  );
const zoneIn = ({ request }: Exchange) => request.url.split('/').at(-2) ?? '';

const replayOf = (choose: () => Exchange | undefined, domain: string) =>
  replay({
    definition: scaleway,
    values: { SCW_SECRET_KEY: 'k' },
    urlSetting: 'SCW_API_URL',
    domain,
    choose,
  });

interface Listed {
  readonly name: string;
  readonly type: string;
  readonly data: string;
  readonly ttl: number;
}
const recordsIn = ({ response }: Exchange): Listed[] => JSON.parse(response.body).records;

describe.skipIf(!hasFixtures)('exchanges recorded at Scaleway', () => {
  test('every recorded listing is understood', async () => {
    for (const listing of of('GET')) {
      const { provider, zone } = await replayOf(() => listing, zoneIn(listing));
      const addresses = recordsIn(listing).filter(({ type }) => type === 'A');
      const keys = addresses.map(({ name }): RecordKey => ({ name: name || '@', type: 'A' }));

      const sets = await provider.read(zone, keys, freshSignal());

      expect(sets.flatMap(({ records }) => records.map(({ value }) => value))).toEqual(
        keys.flatMap((key) =>
          addresses.filter(({ name }) => (name || '@') === key.name).map(({ data }) => data),
        ),
      );
    }
    expect(of('GET').length).toBeGreaterThan(150);
  });

  test.each([
    ['geo_ip_config', /by place/],
    ['weighted_config', /by weight/],
    ['view_config', /by the network/],
    ['http_service_config', /by the health/],
  ])('a record with a %s is one to be left alone', async (field, says) => {
    const [listing] = of('GET', new RegExp(`"type":"A".*"${field}":|"${field}":.*"type":"A"`));
    if (!listing) throw new Error(`no ${field} was recorded`);
    const { provider, zone } = await replayOf(() => listing, zoneIn(listing));
    const [{ name = '' } = {}] = recordsIn(listing).filter(({ type }) => type === 'A');

    expect(await provider.read(zone, [{ name, type: 'A' }], freshSignal())).toMatchObject([
      { conflict: expect.stringMatching(says) },
    ]);
  });

  test('recorded answers to a PATCH confirm a new record and a removal', async () => {
    const added = of('PATCH', /"type":"A"/).find(({ request }) => !/_config/.test(request.body ?? ''));
    const [removed] = of('PATCH', /"records":\[\]/);
    if (!added || !removed) throw new Error('no PATCH was recorded');
    let next = added;
    const { provider, zone } = await replayOf(() => next, zoneIn(added));
    const [{ name, data, ttl } = { name: '', data: '', ttl: 0 }] = recordsIn(added);
    const wish = { name, type: 'A', value: data, ttl } as const;
    const known = { name, type: 'A', records: [{ value: data, ttl }] } as const;

    const created = await provider.apply(zone, plan([wish], [{ ...known, records: [] }]), freshSignal());
    next = removed;
    const gone = await provider.apply(zone, planRemoval([known]), freshSignal());

    expect(heldIn(created)).toMatchObject([{ records: [{ value: data, ttl }] }]);
    expect(heldIn(gone)).toMatchObject([{ records: [] }]);
  });
});

describe.skipIf(!hasFixtures)("Scaleway's own description of its API", () => {
  test('fits what is sent and what the pretend service answers', async () => {
    const description = describedBy(JSON.parse(fixtureText('openapi/scaleway-domain-v2beta1.json')));

    const { problems, writes } = await describedLife(
      { setup: worldOf(scaleway, pretendScaleway()) },
      description,
    );

    expect(problems).toEqual([]);
    expect(writes).toEqual(Array(4).fill('PATCH /domain/v2beta1/dns-zones/example.com/records'));
  });
});
