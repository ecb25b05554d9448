import { describe, expect, test } from 'vitest';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import { ovh } from '../../../../src/providers/hosts/ovh/ovh.ts';
import type { PretendRequest } from '../../../world/pretend-server.ts';
import { pretendZone, pretendZones, type ZoneRecord } from '../../../world/zone.ts';
import { failureIn, freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { replay } from '../../recorded/replay.ts';
import { ovhAnswer, ovhKeys } from './service.ts';

const zoneName = 'pacalis.net';
const exchanges = hasFixtures ? recordedExchanges('ovh') : [];
const listing = exchanges.filter(({ cassette }) => cassette.includes('list_records_with_no_arguments'));

function recorded(method: string, path: RegExp, among = exchanges): Exchange {
  const found = among.find(({ request }) => request.method === method && path.test(request.url));
  if (!found) throw new Error(`nothing like ${method} ${path} was recorded`);
  return found;
}

const replayOf = (choose: (request: PretendRequest) => Exchange | undefined) =>
  replay({
    definition: ovh,
    values: ovhKeys,
    urlSetting: 'OVH_API_URL',
    basePath: '/1.0',
    domain: zoneName,
    choose: (request) =>
      request.path === '/1.0/auth/time' ? recorded('GET', /\/auth\/time$/) : choose(request),
    // What it asks besides to be sure that the zone is live was not recorded.
    dryRun: true,
  });

const ofPath = ({ method, path }: PretendRequest) =>
  listing.find(({ request }) => request.method === method && new URL(request.url).pathname === path);

describe.skipIf(!hasFixtures)('exchanges recorded at OVHcloud', () => {
  test('a zone record by record: addresses, a CNAME as an conflict, the apex, and a name that is absent', async () => {
    const { provider, zone } = await replayOf(ofPath);
    const names = ['localhost', '@', 'docs', 'absent'];

    const sets = await provider.read(
      zone,
      // More names than the zone has records, so that it is listed as a whole.
      [...names, ...Array.from({ length: 20 }, (_, n) => `other${n}`)].map((name) => ({ name, type: 'A' })),
      freshSignal(),
    );

    expect(sets.slice(0, 4)).toMatchObject([
      { name: 'localhost', records: [{ id: '1553659740', value: '127.0.0.1', ttl: 3600 }] },
      { name: '@', records: [{ id: '1553644695', value: '213.186.33.5', ttl: 0 }] },
      { name: 'docs', records: [], conflict: 'holds a CNAME to docs.example.com' },
      { name: 'absent', records: [] },
    ]);
    expect(sets.slice(4).flatMap(({ records }) => records)).toEqual([]);
  });

  test('an A record that was absent, then created and refreshed: our body says the same', async () => {
    const absent = recorded('GET', /fieldType=A&subDomain=localhost$/);
    const post = recorded('POST', /\/record$/);
    const refresh = recorded('POST', /\/refresh$/);
    const { provider, zone, server } = await replayOf(({ method, path }) =>
      method === 'GET' ? absent : path.endsWith('/refresh') ? refresh : post,
    );
    const said = JSON.parse(post.request.body ?? '');
    const desired = { name: 'localhost', type: 'A', value: said.target, ttl: said.ttl } as const;

    const known = await provider.read(zone, [{ name: 'localhost', type: 'A' }], freshSignal());
    const confirmations = await provider.apply(zone, plan([desired], known), freshSignal());

    expect(confirmations).toMatchObject([{ held: { records: [{ id: '1553659740', value: '127.0.0.1' }] } }]);
    expect(server.writes().map(({ path }) => path)).toEqual([
      `/1.0/domain/zone/${zoneName}/record`,
      `/1.0/domain/zone/${zoneName}/refresh`,
    ]);
    expect(JSON.parse(server.writes()[0]?.body ?? '')).toEqual(said);
  });

  test('the `null` of a PUT, a DELETE and a refresh confirms', async () => {
    const answers = new Map(
      ['PUT', 'DELETE'].map((method) => [method, recorded(method, /\/record\/\d+$/)] as const),
    );
    const { provider, zone } = await replayOf(
      ({ method }) => answers.get(method) ?? recorded('POST', /\/refresh$/),
    );
    const records = ['1', '2'].map((id) => ({ id, value: `192.0.2.${id}`, ttl: 600 }));
    const known = { name: 'home', type: 'A', records } as const;

    const updated = await provider.apply(
      zone,
      plan([{ name: 'home', type: 'A', value: '192.0.2.9', ttl: 600 }], [known]),
      freshSignal(),
    );
    const removed = await provider.apply(zone, planRemoval([known]), freshSignal());

    expect([...updated, ...removed].map(failureIn)).toEqual([undefined, undefined]);
    expect([...answers.values()].map(({ response }) => response.body)).toEqual(['null', 'null']);
  });

  test('the pretend OVHcloud answers like the recorded one', () => {
    const held = listing.flatMap(({ request, response }): ZoneRecord[] => {
      if (!/\/record\/\d+$/.test(request.url)) return [];
      const { id, subDomain, fieldType, target, ttl } = JSON.parse(response.body);
      return [{ id: String(id), name: subDomain || '@', type: fieldType, data: target, ttl }];
    });
    const zone = pretendZone(zoneName, []);
    zone.restore(held);
    const ask = (url: string, method = 'GET', body = '') => {
      const { pathname: path, searchParams: query } = new URL(url);
      const segments = path.slice(1).split('/');
      return ovhAnswer({ method, path, segments, query, headers: {}, body }, pretendZones(zone), {
        publish() {},
        isLive: () => true,
      });
    };
    const asked = listing.filter(({ request }) => /\/record(\/\d+)?$/.test(request.url));

    const answers = asked.map(({ request }) => JSON.parse(ask(request.url).body ?? ''));
    const post = recorded('POST', /\/record$/);
    const created = ask(post.request.url, 'POST', post.request.body ?? '');

    expect(answers).toEqual(asked.map(({ response }) => JSON.parse(response.body)));
    expect({ ...JSON.parse(created.body ?? ''), id: 0 }).toEqual({
      ...JSON.parse(post.response.body),
      id: 0,
    });
    expect(ask(recorded('POST', /refresh/).request.url, 'POST').body).toBe('null');
  });
});
