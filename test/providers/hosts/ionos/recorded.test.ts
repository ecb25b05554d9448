import { describe, expect, test } from 'vitest';
import { planRemoval } from '../../../../src/core/plan.ts';
import { ionos } from '../../../../src/providers/hosts/ionos.ts';
import type { PretendRequest } from '../../../world/pretend-server.ts';
import { pretendZone, pretendZones } from '../../../world/zone.ts';
import { failureOf, freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { replay } from '../../recorded/replay.ts';
import { ionosAnswer } from './service.ts';

const zoneName = 'example.com';
const exchanges = hasFixtures ? recordedExchanges('ionos') : [];
const of = (method: string, path: RegExp) =>
  exchanges.filter(({ request }) => request.method === method && path.test(request.url));
const [zones] = of('GET', /\/zones$/);
const listings = of('GET', /\/zones\/.*recordName=/);

const replayOf = (choose: (request: PretendRequest) => Exchange | undefined, domain = zoneName) =>
  replay({
    definition: ionos,
    values: { IONOS_API_KEY: 'p.s' },
    urlSetting: 'IONOS_API_URL',
    basePath: '/dns/v1',
    domain,
    choose: (request) => (request.path.endsWith('/zones') ? zones : choose(request)),
  });

interface IonosRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly ttl: number;
}
const recordsIn = ({ response }: Exchange): IonosRecord[] => JSON.parse(response.body).records;

describe.skipIf(!hasFixtures)('exchanges recorded at IONOS', () => {
  test('every recorded listing is understood, by the id that the list of zones gave', async () => {
    let next: Exchange | undefined;
    const { provider, zone, server } = await replayOf(() => next);

    for (next of listings) {
      const full = new URL(next.request.url).searchParams.get('recordName') ?? '';
      const name = full.slice(0, -zoneName.length - 1);
      const [set] = await provider.read(zone, [{ name, type: 'A' }], freshSignal());
      // Only TXT records were asked for.
      expect(set).toEqual({ name, type: 'A', records: [] });
      expect(server.log.at(-1)?.query.get('recordName')).toBe(full);
    }
    expect(server.log.at(-1)?.path).toBe(new URL(listings[0]?.request.url ?? '').pathname);
    expect(listings.flatMap(recordsIn).length).toBeGreaterThan(5);
  });

  test('an A record as it was answered when it was created is told', async () => {
    const created = of('POST', /records$/).find(({ response }) => response.body.includes('"type": "A"'));
    const [said] = JSON.parse(created?.response.body ?? '[]');
    const listing = listings[0];
    const answer = listing && {
      ...listing,
      response: {
        ...listing.response,
        body: JSON.stringify({ ...JSON.parse(zones?.response.body ?? '')[0], records: [said] }),
      },
    };
    const { provider, zone } = await replayOf(() => answer);

    const [set] = await provider.read(zone, [{ name: 'localhost', type: 'A' }], freshSignal());

    expect(set?.records).toEqual([{ id: said.id, value: '127.0.0.1', ttl: 3600 }]);
  });

  test('a domain that is not in the list of zones: the owner is told', async () => {
    const { provider, zone } = await replayOf(() => undefined, 'thisisadomainidonotown.com');

    const failure = await failureOf(provider.read(zone, [{ name: '@', type: 'A' }], freshSignal()));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toContain('no zone thisisadomainidonotown.com');
  });

  test('every recorded answer to a DELETE, which is empty, confirms the removal', async () => {
    const deletions = of('DELETE', /records/);
    let next: Exchange | undefined;
    const held = { name: `home.${zoneName}`, type: 'A', content: '192.0.2.1', ttl: 600, id: 'a1' };
    const listing = listings[0] && {
      ...listings[0],
      response: { ...listings[0].response, body: JSON.stringify({ records: [held] }) },
    };
    const { provider, zone } = await replayOf(({ method }) => (method === 'DELETE' ? next : listing));
    const known = await provider.read(zone, [{ name: 'home', type: 'A' }], freshSignal());

    for (next of deletions) {
      const [confirmation] = await provider.apply(zone, planRemoval(known), freshSignal());
      expect(next.response.body).toBe('');
      expect(confirmation).toMatchObject({ held: { records: [] } });
    }
    expect(deletions.length).toBeGreaterThan(5);
  });

  test('the pretend IONOS answers like the recorded one', () => {
    const world = { zones: pretendZones(pretendZone(zoneName, [])) };
    const [post] = of('POST', /records$/);
    const listing = listings.find((one) => recordsIn(one).length > 0);
    const ask = (method: string, url: string, body = '') => {
      const { pathname: path, searchParams: query } = new URL(url, 'http://x');
      const segments = path.slice(1).split('/');
      const answer = ionosAnswer({ method, path, segments, query, headers: {}, body }, world);
      return { status: answer.status, body: shapeOf(answer.body) };
    };
    const id = JSON.parse(ionosAnswer(requestFor('/dns/v1/zones'), world).body ?? '')[0].id;

    const zoneList = ask('GET', '/dns/v1/zones');
    const created = ask('POST', `/dns/v1/zones/${id}/records`, post?.request.body ?? '');
    const { name } = JSON.parse(post?.request.body ?? '')[0];
    const listed = ask('GET', `/dns/v1/zones/${id}?recordName=${name}`);
    const absent = ask('GET', `/dns/v1/zones/${id}?recordName=absent.${zoneName}`);

    expect(zoneList).toEqual({ status: 200, body: shapeOf(zones?.response.body) });
    expect(created).toEqual({ status: 201, body: shapeOf(post?.response.body) });
    expect(Object.keys(Object(listed.body))).toEqual(Object.keys(Object(shapeOf(listing?.response.body))));
    expect(absent.body).toMatchObject({ records: [] });
  });
});

function requestFor(path: string): PretendRequest {
  const segments = path.slice(1).split('/');
  return { method: 'GET', path, segments, query: new URLSearchParams(), headers: {}, body: '' };
}

/** JSON without what is new with each record. */
function shapeOf(body = ''): unknown {
  return JSON.parse(body.replaceAll(/"(id|changeDate)": ?"[^"]*"/g, '"$1":""'));
}
