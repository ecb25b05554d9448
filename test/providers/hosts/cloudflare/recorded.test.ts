import { describe, expect, test } from 'vitest';
import { cloudflare } from '../../../../src/providers/hosts/cloudflare/cloudflare.ts';
import type { PretendRequest } from '../../../world/pretend-server.ts';
import { type NewRecord, pretendZone, pretendZones } from '../../../world/zone.ts';
import { freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { replay } from '../../recorded/replay.ts';
import { cfZoneId, cloudflareAnswer } from './service.ts';

const zoneName = 'byemike.org';
const exchanges = hasFixtures ? recordedExchanges('cloudflare') : [];

function recorded(method: string, url: RegExp): Exchange {
  const found = exchanges.find(({ request }) => request.method === method && url.test(request.url));
  if (!found) throw new Error(`nothing like ${method} ${url} was recorded`);
  return found;
}

const zones = () => recorded('GET', /\/zones\?/);
const wholeZone = () => recorded('GET', /dns_records\?per_page=100$/);
const nothing = () => recorded('GET', /name=filter\.thisdoesnotexist/);

describe.skipIf(!hasFixtures)('exchanges recorded at Cloudflare', () => {
  const replayOf = (list: () => Exchange, domain = zoneName) =>
    replay({
      definition: cloudflare,
      values: { CLOUDFLARE_API_TOKEN: 't' },
      urlSetting: 'CLOUDFLARE_API_URL',
      basePath: '/client/v4',
      domain,
      choose: ({ path }) => (path.endsWith('/zones') ? zones() : list()),
    });

  test('a listing of a whole zone: the address is there, the CNAME is an conflict', async () => {
    const { provider, zone, server } = await replayOf(wholeZone);

    const sets = await provider.read(
      zone,
      [
        { name: 'localhost', type: 'A' },
        { name: 'docs', type: 'A' },
        { name: 'absent', type: 'AAAA' },
      ],
      freshSignal(),
    );

    const [zoneFound] = JSON.parse(zones().response.body).result;
    expect(server.log.map(({ path }) => path)).toEqual([
      '/client/v4/zones',
      `/client/v4/zones/${zoneFound.id}/dns_records`,
    ]);
    expect(sets).toMatchObject([
      {
        name: 'localhost',
        records: [{ value: '127.0.0.1', ttl: 3600, id: expect.stringMatching(/^[0-9a-f]{32}$/) }],
      },
      { name: 'docs', records: [], conflict: 'holds a CNAME to docs.example.com' },
      { name: 'absent', records: [] },
    ]);
  });

  test('an empty listing: the name is absent', async () => {
    const { provider, zone } = await replayOf(nothing);

    const sets = await provider.read(zone, [{ name: 'home', type: 'A' }], freshSignal());

    expect(sets).toEqual([{ name: 'home', type: 'A', records: [] }]);
  });

  test('every recorded listing is understood', async () => {
    const lists = exchanges.filter(
      ({ request }) => request.method === 'GET' && request.url.includes('dns_records'),
    );
    let next = nothing();
    const { provider, zone } = await replayOf(() => next);

    for (next of lists) {
      const [set] = await provider.read(zone, [{ name: 'localhost', type: 'A' }], freshSignal());
      const body: { result: { type: string }[] } = JSON.parse(next.response.body);
      expect(set?.records).toHaveLength(body.result.filter(({ type }) => type === 'A').length);
    }
    expect(lists.length).toBeGreaterThan(15);
  });

  test('the pretend Cloudflare answers like the recorded one', () => {
    const whole: { result: Listed[] } = JSON.parse(wholeZone().response.body);
    const held = pretendZone(zoneName, whole.result.map(asRecord));
    const world = { zones: pretendZones(held) };
    const post = exchanges.find(
      ({ request }) =>
        request.method === 'POST' && !whole.result.some(({ name }) => request.body?.includes(name)),
    );
    const said = (method: string, path: string, body = '') =>
      JSON.parse(cloudflareAnswer(asRequest(method, path, body), world).body ?? '');

    const zonesSaid = said('GET', '/client/v4/zones');
    const listed = said('GET', `/client/v4/zones/${cfZoneId(zoneName)}/dns_records`);
    const created = said(
      'POST',
      `/client/v4/zones/${cfZoneId(zoneName)}/dns_records`,
      post?.request.body ?? '',
    );

    expect(zonesSaid.result[0]).toMatchObject({ name: zoneName, status: 'active', type: 'full' });
    expect(listed.result.map(essence)).toEqual(whole.result.map(essence));
    expect(Object.keys(listed).sort()).toEqual(Object.keys(whole).sort());
    expect(essence(created.result)).toEqual(essence(JSON.parse(post?.response.body ?? '').result));
  });
});

type Listed = { name: string; type: string; content: string; ttl: number };

function asRecord({ name, type, content, ttl }: Listed): NewRecord {
  const relative = name === zoneName ? '@' : name.slice(0, -zoneName.length - 1);
  return { name: relative, type, data: content, ttl };
}

/** What is not drawn by lot or by the clock, and does not belong to the one type. */
function essence(record: Listed & { proxied?: boolean; comment?: unknown; tags?: unknown }) {
  const { name, type, content, ttl, proxied, comment, tags } = record;
  return { name, type, content, ttl, proxied, comment, tags };
}

function asRequest(method: string, path: string, body: string): PretendRequest {
  return {
    method,
    path,
    segments: path.slice(1).split('/'),
    query: new URLSearchParams(),
    headers: {},
    body,
  };
}
