import { describe, expect, test } from 'vitest';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import type { DesiredSet, RecordSet } from '../../../../src/dns/records.ts';
import { porkbun } from '../../../../src/providers/hosts/porkbun.ts';
import type { PretendRequest } from '../../../world/pretend-server.ts';
import { pretendZone, pretendZones } from '../../../world/zone.ts';
import { failureIn, failureOf, freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { replay } from '../../recorded/replay.ts';
import { porkbunAnswer, porkbunKeys } from './service.ts';

const exchanges = hasFixtures ? recordedExchanges('porkbun') : [];

function allRecorded(url: RegExp, body = /./): Exchange[] {
  const found = exchanges.filter(
    ({ request, response }) => url.test(request.url) && body.test(response.body),
  );
  if (found.length === 0) throw new Error(`nothing like ${url} with ${body} was recorded`);
  return found;
}
const recorded = (url: RegExp, body?: RegExp) => allRecorded(url, body)[0];

const replayOf = (choose: (request: PretendRequest) => Exchange | undefined, domain = 'example.xyz') =>
  replay({
    definition: porkbun,
    values: { PORKBUN_API_KEY: 'k', PORKBUN_SECRET_API_KEY: 's' },
    urlSetting: 'PORKBUN_API_URL',
    basePath: '/api/json/v3',
    domain,
    choose,
  });

const known: RecordSet = { name: 'home', type: 'A', records: [{ id: '7', value: '192.0.2.1', ttl: 600 }] };
const desired: DesiredSet = { name: 'home', type: 'A', value: '192.0.2.10', ttl: 3600 };

describe.skipIf(!hasFixtures)('exchanges recorded at Porkbun', () => {
  test('a listing of a whole zone: addresses, CNAMEs as conflicts, and a name that is absent', async () => {
    const { provider, zone, server } = await replayOf(() => recorded(/retrieve/, /docs\.example\.xyz/));

    const sets = await provider.read(
      zone,
      [
        { name: '@', type: 'A' },
        { name: 'localhost', type: 'A' },
        { name: 'docs', type: 'A' },
        { name: '*', type: 'A' },
        { name: 'absent', type: 'AAAA' },
      ],
      freshSignal(),
    );

    expect(server.log.map(({ path }) => path)).toEqual(['/api/json/v3/dns/retrieve/example.xyz']);
    expect(sets).toMatchObject([
      { name: '@', records: [{ id: '421658077', value: '8.8.8.8', ttl: 600 }] },
      { name: 'localhost', records: [{ id: '432480875', value: '127.0.0.1', ttl: 3600 }] },
      { name: 'docs', records: [], conflict: 'holds a CNAME to docs.example.com' },
      { name: '*', records: [], conflict: 'holds a CNAME to example.xyz' },
      { name: 'absent', records: [] },
    ]);
  });

  test('every recorded listing is understood', async () => {
    const listings = allRecorded(/retrieve\/example\.xyz$/);
    let next = listings[0];
    const { provider, zone } = await replayOf(() => next);

    for (next of listings) {
      const [set] = await provider.read(zone, [{ name: '@', type: 'A' }], freshSignal());
      expect(set?.records).toMatchObject([{ value: '8.8.8.8' }]);
    }
    expect(listings.length).toBeGreaterThan(40);
  });

  test.each([
    ['create', plan([desired], [{ ...known, records: [] }]), 15],
    ['edit', plan([desired], [known]), 2],
    ['delete', planRemoval([known]), 2],
  ])(
    'every recorded answer to a call of %s confirms, and ours says the same',
    async (call, changes, atLeast) => {
      const calls = allRecorded(new RegExp(`/dns/${call}/`));
      let next = calls[0];
      const { provider, zone, server } = await replayOf(() => next);

      for (next of calls) {
        const [confirmation] = await provider.apply(zone, changes, freshSignal());
        expect(failureIn(confirmation)).toBeUndefined();
        const given = JSON.parse(next.response.body).id;
        if (call === 'create' && confirmation && 'held' in confirmation)
          expect(confirmation.held.records).toEqual([
            { id: String(given), value: desired.value, ttl: desired.ttl },
          ]);
      }
      const { apikey, secretapikey, ...said } = JSON.parse(server.log[0]?.body ?? '');
      expect([apikey, secretapikey]).toEqual(['k', 's']);
      expect(Object.keys(said).sort()).toEqual(Object.keys(JSON.parse(calls[0]?.request.body ?? '')).sort());
      expect(calls.length).toBeGreaterThan(atLeast);
    },
  );

  test('an unknown domain: the owner is told', async () => {
    const unknown = recorded(/idonotown/);
    const { provider, zone } = await replayOf(() => unknown, 'thisisadomainidonotown.com');

    const failure = await failureOf(provider.read(zone, [known], freshSignal()));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(/thisisadomainidonotown\.com: check DOMAIN.*400 Invalid domain/);
  });

  test.each([
    ['a listing', () => recorded(/retrieve\/example\.xyz$/), 'retrieve/example.xyz'],
    ['a new record', () => recorded(/create/), 'create/example.xyz'],
    ['an edit', () => recorded(/edit/), 'edit/example.xyz/1'],
    ['a deletion', () => recorded(/delete/), 'delete/example.xyz/1'],
    ['an unknown domain', () => recorded(/idonotown/), 'retrieve/thisisadomainidonotown.com'],
  ])('the pretend Porkbun answers in the form of the recorded one: %s', (_, one, call) => {
    const exchange = one();
    const path = `/api/json/v3/dns/${call}`;
    const body = JSON.stringify({ ...porkbunKeys, ...JSON.parse(exchange?.request.body ?? '{}') });
    const segments = path.slice(1).split('/');
    const zone = pretendZone('example.xyz', [{ name: 'home', type: 'TXT', data: 'x', ttl: 600 }]);
    const world = { zones: pretendZones(zone), codes: false };

    const answered = porkbunAnswer(
      { method: 'POST', path, segments, query: new URLSearchParams(), headers: {}, body },
      world,
    );

    expect(answered.status).toBe(exchange?.response.status);
    expect(formOf(JSON.parse(answered.body ?? ''))).toEqual(
      formOf(JSON.parse(exchange?.response.body ?? '')),
    );
  });
});

/** The fields and the kinds of what they hold; of a list, those of its first entry. */
function formOf(value: unknown): unknown {
  if (Array.isArray(value)) return [formOf(value[0])];
  if (typeof value !== 'object' || value === null) return value === null ? 'string' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, formOf(inner)]));
}
