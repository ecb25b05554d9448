import { describe, expect, test } from 'vitest';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import { vultr } from '../../../../src/providers/hosts/vultr.ts';
import type { PretendRequest } from '../../../world/pretend-server.ts';
import { type NewRecord, pretendZone, pretendZones } from '../../../world/zone.ts';
import { freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { aboutHome, replay } from '../../recorded/replay.ts';
import { vultrAnswer } from './service.ts';

const zoneName = 'lexicon-test.eu';
const exchanges = hasFixtures ? recordedExchanges('vultr') : [];
const of = (method: string) =>
  exchanges.filter(({ request }) => request.method === method && /\/records/.test(request.url));
const listings = of('GET').filter(({ request }) => request.url.endsWith('/records'));

const replayOf = (choose: (request: PretendRequest) => Exchange | undefined) =>
  replay({
    definition: vultr,
    values: { VULTR_API_KEY: 'k' },
    urlSetting: 'VULTR_API_URL',
    basePath: '/v2',
    domain: zoneName,
    choose,
  });

interface VultrRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly data: string;
  readonly ttl: number;
  readonly priority: number;
}
const recordsIn = ({ response }: Exchange): VultrRecord[] => JSON.parse(response.body).records;

describe.skipIf(!hasFixtures)('exchanges recorded at Vultr', () => {
  test('every recorded listing is understood', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next);

    for (next of listings) {
      const keys = ['@', 'localhost', '*'].map((name) => ({ name, type: 'A' }) as const);
      const sets = await provider.read(zone, keys, freshSignal());
      const held = recordsIn(next).filter(({ type }) => type === 'A');
      expect(sets.flatMap(({ records }) => records)).toEqual(
        held.map(({ id, data, ttl }) => ({ id, value: data, ttl })),
      );
      expect(sets.at(-1)?.conflict).toBe(`holds a CNAME to ${zoneName}`);
    }
    expect(server.log.at(-1)?.path).toBe(new URL(listings[0]?.request.url ?? '').pathname);
    expect(listings.length).toBeGreaterThan(30);
  });

  test('every recorded answer to a POST, PATCH and DELETE confirms, also one that says it is HTML', async () => {
    const writes = [...of('POST'), ...of('PATCH'), ...of('DELETE')];
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next && aboutHome(next));
    const known = { name: 'home', type: 'A', records: [{ id: '1', value: '192.0.2.9', ttl: 300 }] } as const;
    const desired = { name: 'home', type: 'A', value: '192.0.2.1', ttl: 300 } as const;
    const changes = {
      POST: plan([desired], [{ ...known, records: [] }]),
      PATCH: plan([desired], [known]),
      DELETE: planRemoval([known]),
    };

    for (next of writes) {
      const { method } = next.request;
      if (method !== 'POST' && method !== 'PATCH' && method !== 'DELETE') continue;
      const [confirmation] = await provider.apply(zone, changes[method], freshSignal());
      expect(server.log.at(-1)?.method).toBe(method);
      expect(confirmation).toHaveProperty('held');
    }
    expect(of('PATCH')[0]?.response.headers['content-type']).toContain('text/html');
    expect(writes.length).toBeGreaterThan(25);
  });

  test('the pretend Vultr answers like the recorded one', () => {
    const [listing] = listings;
    const [post] = of('POST');
    const held = (listing ? recordsIn(listing) : []).map(
      ({ name, type, data, ttl, priority }): NewRecord => ({
        ...{ name: name || '@', type, data, ttl },
        extra: { priority },
      }),
    );
    const zones = pretendZones(pretendZone(zoneName, held));
    const ask = (method: string, path: string, body = '') => {
      const query = new URLSearchParams();
      const segments = path.slice(1).split('/');
      const answer = vultrAnswer({ method, path, segments, query, headers: {}, body }, zones);
      return { status: answer.status, body: withoutIds(answer.body) };
    };

    const listed = ask('GET', `/v2/domains/${zoneName}/records`);
    const created = ask('POST', `/v2/domains/${zoneName}/records`, post?.request.body ?? '');

    expect(listed).toEqual({ status: 200, body: withoutIds(listing?.response.body) });
    expect(created).toEqual({ status: 201, body: withoutIds(post?.response.body) });
    expect(held.length).toBeGreaterThan(3);
  });
});

function withoutIds(body = ''): unknown {
  return JSON.parse(body.replaceAll(/"id":"[0-9a-f-]+"/g, '"id":""'));
}
