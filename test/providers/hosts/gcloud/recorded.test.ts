import { describe, expect, test } from 'vitest';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import { gcloud } from '../../../../src/providers/hosts/gcloud/gcloud.ts';
import type { PretendRequest } from '../../../world/pretend-server.ts';
import { freshSignal, heldIn } from '../../contract/provided.ts';
import { type Exchange, fixtureText, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { replay } from '../../recorded/replay.ts';
import { gcloudKey } from './service.ts';

const exchanges = hasFixtures ? recordedExchanges('googleclouddns') : [];
const of = (method: string, url: RegExp) =>
  exchanges.filter(({ request }) => request.method === method && url.test(request.url));
const [token, zones] = [of('POST', /token$/)[0], of('GET', /managedZones$/)[0]];

const replayOf = (choose: (request: PretendRequest) => Exchange | undefined) =>
  replay({
    definition: gcloud,
    values: { GCE_SERVICE_ACCOUNT: gcloudKey, GCE_PROJECT: 'named-archway-209418' },
    urlSetting: 'GCE_API_URL',
    moreUrls: { GCE_TOKEN_URL: '/token' },
    domain: 'fullm3tal.tk',
    choose: (request) => {
      if (request.path === '/token') return token;
      return request.path.endsWith('/managedZones') ? zones : choose(request);
    },
  });

interface Listed {
  readonly name: string;
  readonly type: string;
  readonly rrdatas: readonly string[];
}

describe.skipIf(!hasFixtures)('exchanges recorded at Google Cloud DNS', () => {
  test('token, zone and every recorded listing are understood', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next);
    const listings = of('GET', /\/rrsets/);

    for (next of listings) {
      const listed: Listed[] = JSON.parse(next.response.body).rrsets;
      const held = listed.filter(({ type }) => type === 'A');
      const sets = await provider.read(zone, [{ name: 'localhost', type: 'A' }], freshSignal());
      expect(sets.flatMap(({ records }) => records.map(({ value }) => value))).toEqual(
        held.flatMap(({ rrdatas }) => rrdatas),
      );
    }
    expect(listings.length).toBeGreaterThan(40);
    expect(server.log[2]?.path).toBe(
      '/dns/v1/projects/named-archway-209418/managedZones/fullm3tal-tk/rrsets',
    );
  });

  test('every recorded answer to a change confirms, and ours has the form of the recorded request', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next);
    const known = { name: 'home', type: 'A', records: [{ value: '192.0.2.9', ttl: 300 }] } as const;
    const wish = { name: 'home', type: 'A', value: '192.0.2.1', ttl: 300 } as const;
    const writes = of('POST', /\/changes$/);

    for (next of writes) {
      const changes = next === writes[0] ? planRemoval([known]) : plan([wish], [known]);
      expect(heldIn(await provider.apply(zone, changes, freshSignal()))).toHaveLength(1);
      const sent = JSON.parse(server.log.at(-1)?.body ?? '');
      const recorded = JSON.parse(next.request.body ?? '');
      const fields = (body: Record<string, object[]>) =>
        Object.values(body)
          .flat()
          .map((set) => Object.keys(set).sort().join());
      expect(fields(recorded)).toContain(fields(sent)[0]);
    }
    expect(writes.length).toBeGreaterThan(20);
  });
});

describe.skipIf(!hasFixtures)("Google's own description of its API", () => {
  test('has every field that is sent', () => {
    const { schemas } = JSON.parse(fixtureText('openapi/googleclouddns-discovery-v1.json'));

    expect(Object.keys(schemas.Change.properties)).toEqual(
      expect.arrayContaining(['additions', 'deletions']),
    );
    expect(Object.keys(schemas.ResourceRecordSet.properties)).toEqual(
      expect.arrayContaining(['name', 'type', 'ttl', 'rrdatas', 'routingPolicy']),
    );
  });
});
