import { describe, expect, test } from 'vitest';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import { linode } from '../../../../src/providers/hosts/linode.ts';
import type { PretendRequest } from '../../../world/pretend-server.ts';
import { type NewRecord, pretendZone, pretendZones } from '../../../world/zone.ts';
import { freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { aboutHome, replay } from '../../recorded/replay.ts';
import { linodeAnswer } from './service.ts';

const zoneName = 'lexicon-test.com';
const exchanges = hasFixtures ? recordedExchanges('linode') : [];
const of = (method: string, path: RegExp) =>
  exchanges.filter(({ request }) => request.method === method && path.test(request.url));
const [domains] = of('GET', /\/domains$/);

const replayOf = (choose: (request: PretendRequest) => Exchange | undefined) =>
  replay({
    definition: linode,
    values: { LINODE_TOKEN: 't' },
    urlSetting: 'LINODE_API_URL',
    basePath: '/v4',
    domain: zoneName,
    choose: (request) => (request.path === '/v4/domains' ? domains : choose(request)),
  });

interface LinodeRecord {
  readonly name: string;
  readonly type: string;
  readonly target: string;
}
const recordsIn = ({ response }: Exchange): LinodeRecord[] => JSON.parse(response.body).data;

describe.skipIf(!hasFixtures)('exchanges recorded at Linode', () => {
  test('every recorded listing is understood, by the id that the look-up gave', async () => {
    const listings = of('GET', /\/records$/);
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next);

    for (next of listings) {
      const keys = ['@', 'localhost', 'docs'].map((name) => ({ name, type: 'A' }) as const);
      const sets = await provider.read(zone, keys, freshSignal());
      const held = recordsIn(next).filter(({ type }) => type === 'A');
      const cnames = recordsIn(next).filter(({ type }) => type === 'CNAME');
      expect(sets.flatMap(({ records }) => records).map(({ value }) => value)).toEqual(
        held.map(({ target }) => target),
      );
      expect(sets.flatMap(({ conflict }) => conflict ?? [])).toEqual(
        cnames.map(({ target }) => `holds a CNAME to ${target}`),
      );
    }
    expect(server.log.at(-1)?.path).toBe(new URL(listings[0]?.request.url ?? '').pathname);
    expect(listings.length).toBeGreaterThan(30);
  });

  test('every recorded answer to a POST, PUT and DELETE confirms, in spite of its Retry-After', async () => {
    const writes = exchanges.filter(({ request }) => request.method !== 'GET');
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next && aboutHome(next));
    const known = { name: 'home', type: 'A', records: [{ id: '1', value: '192.0.2.9', ttl: 300 }] } as const;
    const desired = { name: 'home', type: 'A', value: '192.0.2.1', ttl: 300 } as const;
    const changes = {
      POST: plan([desired], [{ ...known, records: [] }]),
      PUT: plan([desired], [known]),
      DELETE: planRemoval([known]),
    };

    for (next of writes) {
      const { method } = next.request;
      if (method !== 'POST' && method !== 'PUT' && method !== 'DELETE') continue;
      const [confirmation] = await provider.apply(zone, changes[method], freshSignal());
      expect(server.log.at(-1)?.method).toBe(method);
      expect(next.response.headers).toHaveProperty('retry-after');
      expect(confirmation).toHaveProperty('held');
    }
    expect(writes.length).toBeGreaterThan(25);
  });

  test('the pretend Linode answers like the recorded one', () => {
    const listing = of('GET', /\/records$/).find((one) => recordsIn(one).length > 3);
    const [post] = of('POST', /\/records$/);
    const records = listing ? recordsIn(listing) : [];
    const held = records.map(
      ({ name, type, target }): NewRecord => ({ name: name || '@', type, data: target, ttl: 0 }),
    );
    const zones = pretendZones(pretendZone(zoneName, held));
    const ask = (method: string, path: string, body = '') => {
      const query = new URLSearchParams();
      const segments = path.slice(1).split('/');
      const answer = linodeAnswer({ method, path, segments, query, headers: {}, body }, zones);
      return { status: answer.status, body: withoutIds(answer.body) };
    };

    const listed = ask('GET', '/v4/domains/1065421/records');
    const created = ask('POST', '/v4/domains/1065421/records', post?.request.body ?? '');

    expect(listed).toEqual({ status: 200, body: withoutIds(listing?.response.body) });
    expect(created).toEqual({ status: 200, body: withoutIds(post?.response.body) });
    expect(held.length).toBeGreaterThan(3);
  });
});

function withoutIds(body = ''): unknown {
  return JSON.parse(body.replaceAll(/"id": ?\d+/g, '"id":0'));
}
