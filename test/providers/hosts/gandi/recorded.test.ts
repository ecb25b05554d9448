import { describe, expect, test } from 'vitest';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import { gandi } from '../../../../src/providers/hosts/gandi.ts';
import type { PretendRequest } from '../../../world/pretend-server.ts';
import { pretendZone, pretendZones } from '../../../world/zone.ts';
import { failureIn, failureOf, freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { replay } from '../../recorded/replay.ts';
import { gandiAnswer } from './service.ts';

// The same file holds exchanges of Gandi's older XML-RPC API, at another host.
const exchanges = (hasFixtures ? recordedExchanges('gandi') : []).filter(({ request }) =>
  request.url.startsWith('https://api.gandi.net/v5/'),
);

function recorded(method: string, url: RegExp, status?: number): Exchange {
  const found = exchanges.find(
    ({ request, response }) =>
      request.method === method &&
      url.test(request.url) &&
      (status === undefined || response.status === status),
  );
  if (!found) throw new Error(`nothing like ${method} ${url} was recorded`);
  return found;
}

const replayOf = (choose: (request: PretendRequest) => Exchange | undefined, domain = 't18s.fr') =>
  replay({
    definition: gandi,
    values: { GANDIV5_PERSONAL_ACCESS_TOKEN: 't' },
    urlSetting: 'GANDIV5_API_URL',
    basePath: '/v5/livedns',
    domain,
    choose,
  });

const wholeZone = () => recorded('GET', /\/records$/);

describe.skipIf(!hasFixtures)('exchanges recorded at Gandi', () => {
  test('a listing of a whole zone: addresses, a CNAME as an conflict, and a name that is absent', async () => {
    const { provider, zone, server } = await replayOf(wholeZone);

    const sets = await provider.read(
      zone,
      [
        { name: '@', type: 'A' },
        { name: 'localhost', type: 'A' },
        { name: 'docs', type: 'A' },
        { name: 'absent', type: 'AAAA' },
      ],
      freshSignal(),
    );

    expect(server.log.map(({ path }) => path)).toEqual(['/v5/livedns/domains/t18s.fr/records']);
    expect(sets).toMatchObject([
      { name: '@', records: [{ value: '82.64.93.53', ttl: 600 }] },
      { name: 'localhost', records: [{ value: '127.0.0.1', ttl: 3600 }] },
      { name: 'docs', records: [], conflict: 'holds a CNAME to docs.example.com' },
      { name: 'absent', records: [] },
    ]);
  });

  test('every recorded answer to a PUT confirms, and ours says the same', async () => {
    const puts = exchanges.filter(({ request }) => request.method === 'PUT');
    const desired = { name: 'home', type: 'A', value: '192.0.2.1', ttl: 3600 } as const;
    let next = recorded('PUT', /./);
    const { provider, zone, server } = await replayOf(() => next);

    for (next of puts) {
      const changes = plan([desired], [{ name: 'home', type: 'A', records: [] }]);
      const [confirmation] = await provider.apply(zone, changes, freshSignal());
      expect(failureIn(confirmation)).toBeUndefined();
    }
    const said = Object.keys(JSON.parse(recorded('PUT', /createrecordset/).request.body ?? ''));
    expect(Object.keys(JSON.parse(server.writes()[0]?.body ?? '')).sort()).toEqual(said.sort());
    expect(puts.length).toBeGreaterThan(3);
  });

  test.each([
    ['is confirmed', () => recorded('DELETE', /\/TXT$/, 204)],
    ['of what was not there is confirmed as well', () => recorded('GET', /\/TXT$/, 404)],
  ])('a deletion %s', async (_, one) => {
    const { provider, zone } = await replayOf(one);
    const known = { name: 'home', type: 'A', records: [{ value: '192.0.2.1', ttl: 600 }] } as const;

    const confirmations = await provider.apply(zone, planRemoval([known]), freshSignal());

    expect(confirmations).toEqual([{ name: 'home', type: 'A', held: { ...known, records: [] } }]);
  });

  test('an unknown domain: the owner is told', async () => {
    const { provider, zone } = await replayOf(
      () => recorded('GET', /idonotown/),
      'thisisadomainidonotown.com',
    );

    const failure = await failureOf(provider.read(zone, [{ name: 'home', type: 'A' }], freshSignal()));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(/no zone thisisadomainidonotown\.com.*404 HTTPNotFound/);
  });

  test.each([
    ['a record set that is absent', () => recorded('GET', /\/docs\/CNAME$/, 404)],
    ['an unknown domain', () => recorded('GET', /idonotown/)],
    ['a deletion', () => recorded('DELETE', /\/TXT$/)],
    ['a PUT that replaces', () => recorded('PUT', /createrecordset/)],
    ['a PUT with another name in its body', () => recorded('PUT', /orig\.testfqdn/)],
    ['a POST that creates', () => recorded('POST', /localhost\/A$|docs\/CNAME$/)],
  ])('the pretend Gandi answers like the recorded one: %s', (_, one) => {
    const { request, response } = one();
    const { pathname, searchParams } = new URL(request.url);
    const segments = pathname.slice(1).split('/').map(decodeURIComponent);
    const [name = '', type = ''] = segments.slice(5);
    const before = ['PUT', 'DELETE'].includes(request.method) ? [{ name, type, data: '"x"', ttl: 3600 }] : [];
    const world = { zones: pretendZones(pretendZone('t18s.fr', before)) };

    const answered = gandiAnswer(
      {
        method: request.method,
        path: pathname,
        segments,
        query: searchParams,
        headers: {},
        body: request.body ?? '',
      },
      world,
    );

    expect(answered.status).toBe(response.status);
    expect(answered.body ? JSON.parse(answered.body) : '').toEqual(
      response.body ? JSON.parse(response.body) : '',
    );
  });
});
