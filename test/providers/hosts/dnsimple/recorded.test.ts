import { describe, expect, test } from 'vitest';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import { dnsimple } from '../../../../src/providers/hosts/dnsimple/dnsimple.ts';
import type { PretendRequest } from '../../../world/pretend-server.ts';
import { type NewRecord, pretendZone, pretendZones } from '../../../world/zone.ts';
import { freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { aboutHome, replay } from '../../recorded/replay.ts';
import { dnsimpleAccount, dnsimpleAnswer } from './service.ts';

const zoneName = 'lexicontest.us';
const exchanges = hasFixtures ? recordedExchanges('dnsimple') : [];

function recorded(method: string, path: RegExp): Exchange {
  const found = exchanges.find(({ request }) => request.method === method && path.test(request.url));
  if (!found) throw new Error(`nothing like ${method} ${path} was recorded`);
  return found;
}

const replayOf = (choose: (request: PretendRequest) => Exchange | undefined) =>
  replay({
    definition: dnsimple,
    values: { DNSIMPLE_OAUTH_TOKEN: 't', DNSIMPLE_ACCOUNT_ID: '731' },
    urlSetting: 'DNSIMPLE_API_URL',
    domain: zoneName,
    choose,
  });

describe.skipIf(!hasFixtures)('exchanges recorded at DNSimple', () => {
  test('a listing of a whole zone: addresses, a CNAME as an conflict, and a name that is absent', async () => {
    const listing = recorded('GET', /\/731\/zones\/lexicontest\.us\/records$/);
    const { provider, zone, server } = await replayOf(() => listing);

    const sets = await provider.read(
      zone,
      [
        { name: 'localhost', type: 'A' },
        { name: 'docs', type: 'A' },
        { name: 'absent', type: 'AAAA' },
      ],
      freshSignal(),
    );

    const [first] = server.log;
    expect(first?.path).toBe('/v2/731/zones/lexicontest.us/records');
    expect(sets).toMatchObject([
      { name: 'localhost', records: [{ value: '127.0.0.1', ttl: 3600, id: '502861' }] },
      { name: 'docs', records: [], conflict: 'holds a CNAME to docs.example.com' },
      { name: 'absent', records: [] },
    ]);
  });

  test('every recorded listing is understood', async () => {
    const listings = exchanges.filter(
      ({ request }) => /\/records(\?|$)/.test(request.url) && request.method === 'GET',
    );
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);

    for (next of listings) {
      const [set] = await provider.read(zone, [{ name: 'localhost', type: 'A' }], freshSignal());
      const held: { name: string; type: string }[] = JSON.parse(next.response.body).data;
      const expected = held.filter(({ name, type }) => name === 'localhost' && type === 'A');
      expect(set?.records).toHaveLength(expected.length);
    }
    expect(listings.length).toBeGreaterThan(40);
  });

  test('every recorded answer to a POST or PATCH confirms, and every one to a DELETE', async () => {
    const writes = exchanges.filter(({ request }) => request.method !== 'GET');
    const known = { name: 'home', type: 'A', records: [{ id: '1', value: '192.0.2.9', ttl: 600 }] } as const;
    const desired = { name: 'home', type: 'A', value: '192.0.2.1', ttl: 3600 } as const;
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next && aboutHome(next));

    for (next of writes) {
      const changes = {
        POST: plan([desired], [{ ...known, records: [] }]),
        PATCH: plan([desired], [known]),
        DELETE: planRemoval([known]),
      }[next.request.method];
      const [confirmation] = await provider.apply(zone, changes ?? [], freshSignal());
      const said = next.response.body === '' ? undefined : JSON.parse(next.response.body).data;
      const records = said ? [{ id: String(said.id), value: said.content, ttl: said.ttl }] : [];
      expect(confirmation).toEqual({ name: 'home', type: 'A', held: { name: 'home', type: 'A', records } });
    }
    expect(server.log.map(({ method }) => method)).toEqual(writes.map(({ request }) => request.method));
    expect(new Set(server.log.map(({ method }) => method))).toEqual(new Set(['POST', 'PATCH', 'DELETE']));
  });

  test('the pretend DNSimple answers like the recorded one', () => {
    const listing = recorded('GET', /\/731\/zones\/lexicontest\.us\/records$/);
    const { data } = JSON.parse(listing.response.body);
    const records = data.map(
      ({ name, type, content, ttl }: NewRecord & { content: string }): NewRecord => ({
        name: name || '@',
        type,
        data: content,
        ttl,
      }),
    );
    const zone = pretendZone(zoneName, records);
    const post = recorded('POST', /\/records$/);
    const request = (method: string, body = ''): PretendRequest => {
      const path = `/v2/${dnsimpleAccount}/zones/${zoneName}/records`;
      return {
        method,
        path,
        segments: path.slice(1).split('/'),
        query: new URLSearchParams(),
        headers: {},
        body,
      };
    };
    const shown = (one: Record<string, unknown>) => {
      const { id: _, zone_id: __, created_at: ___, updated_at: ____, priority: _____, ...rest } = one;
      return rest;
    };

    const listed = dnsimpleAnswer(request('GET'), { zones: pretendZones(zone) });
    zone.replace({ name: 'delete.testfilt' }, []);
    const created = dnsimpleAnswer(request('POST', post.request.body ?? ''), { zones: pretendZones(zone) });

    expect(JSON.parse(listed.body ?? '').data.map(shown)).toEqual(data.map(shown));
    expect(JSON.parse(listed.body ?? '').pagination).toEqual(JSON.parse(listing.response.body).pagination);
    expect(created.status).toBe(post.response.status);
    expect(shown(JSON.parse(created.body ?? '').data)).toEqual(shown(JSON.parse(post.response.body).data));
  });
});
