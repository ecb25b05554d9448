import { describe, expect, test } from 'vitest';
import { plan } from '../../../../src/core/plan.ts';
import { route53 } from '../../../../src/providers/hosts/route53/route53.ts';
import type { PretendRequest } from '../../../world/pretend-server.ts';
import { pretendZone, pretendZones } from '../../../world/zone.ts';
import { failureIn, failureOf, freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { replay } from '../../recorded/replay.ts';
import { route53Answer } from './service.ts';

const zoneName = 'fullcr1stal.tk';
const exchanges = hasFixtures ? recordedExchanges('route53') : [];
const of = (method: string, path: RegExp) =>
  exchanges.filter(({ request }) => request.method === method && path.test(request.url));
const zoneList = of('GET', /hostedzonesbyname/)[0];

const replayOf = (choose: (request: PretendRequest) => Exchange | undefined, domain = zoneName) =>
  replay({
    definition: route53,
    values: { AWS_ACCESS_KEY_ID: 'AKIA0', AWS_SECRET_ACCESS_KEY: 's' },
    urlSetting: 'ROUTE53_API_URL',
    domain,
    choose: (request) => (request.segments[1] === 'hostedzonesbyname' ? zoneList : choose(request)),
  });

describe.skipIf(!hasFixtures)('exchanges recorded at Route 53', () => {
  test('a listing: addresses are told, a CNAME is an conflict, an absent name is absent', async () => {
    const listing = of('GET', /rrset/).find(({ response }) => response.body.includes('<Name>docs.'));
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

    const id = /\/hostedzone\/(\w+)</.exec(zoneList?.response.body ?? '')?.[1];
    expect(server.log.at(-1)?.segments).toEqual(['2013-04-01', 'hostedzone', id, 'rrset']);
    expect(sets).toEqual([
      { name: 'localhost', type: 'A', records: [{ value: '127.0.0.1', ttl: 3600 }] },
      { name: 'docs', type: 'A', records: [], conflict: 'holds a CNAME to docs.example.com' },
      { name: 'absent', type: 'AAAA', records: [] },
    ]);
  });

  test('every recorded listing is understood', async () => {
    const listings = of('GET', /rrset/);
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);

    for (next of listings) {
      const keys = ['@', 'localhost', 'test'].map((name) => ({ name, type: 'A' }) as const);
      const sets = await provider.read(zone, keys, freshSignal());
      const held = next.response.body.match(/<Type>A<\/Type>/g) ?? [];
      expect(sets.flatMap(({ records }) => records)).toHaveLength(held.length);
    }
    expect(listings.length).toBeGreaterThan(40);
  });

  test('the zones of the account that only follow the one asked for are not taken for it', async () => {
    const { provider, zone } = await replayOf(() => undefined, 'example.com');

    const failure = await failureOf(provider.read(zone, [{ name: '@', type: 'A' }], freshSignal()));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toContain('no zone example.com in this account');
  });

  test('every recorded answer to a change batch confirms it, although it says PENDING', async () => {
    const posts = of('POST', /rrset/).filter(({ response }) => response.status === 200);
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);

    for (next of posts) {
      const [confirmation] = await provider.apply(zone, changes, freshSignal());
      expect(next.response.body).toContain('PENDING');
      expect(confirmation).toHaveProperty('held');
    }
    expect(posts.length).toBeGreaterThan(20);
  });

  test('the recorded refusal fails the record and gives the reason in plain text', async () => {
    const refused = of('POST', /rrset/).find(({ response }) => response.status === 400);
    const listing = of('GET', /rrset/)[0];
    const { provider, zone } = await replayOf(({ method }) => (method === 'POST' ? refused : listing));

    const [confirmation] = await provider.apply(zone, changes, freshSignal());

    expect(failureIn(confirmation)).toMatchObject({ kind: 'record', unconfirmed: false });
    expect(failureIn(confirmation)?.message).toContain(
      `InvalidChangeBatch: [Duplicate Resource Record: '"challengetoken"']`,
    );
  });

  test('our change batch has the elements of the recorded one, in its order', async () => {
    const recorded = of('POST', /rrset/).find(({ request }) => request.body?.includes('CREATE'));
    const { provider, zone, server } = await replayOf(() => recorded);

    await provider.apply(zone, changes, freshSignal());

    const [sent] = server.writes();
    expect(shapeOf(sent?.body)).toBe(shapeOf(recorded?.request.body));
    expect(sent?.path).toBe(new URL(recorded?.request.url ?? 'http://x').pathname);
  });

  test('the pretend Route 53 lists in the order of the recorded one', () => {
    const full = of('GET', /rrset/).at(-1)?.response.body ?? '';
    const sets = [...full.matchAll(/<Name>(.*?)<\/Name><Type>(.*?)<\/Type>/g)].map(([, name, type]) => ({
      name: name === `${zoneName}.` ? '@' : (name ?? '').slice(0, -zoneName.length - 2),
      type: type ?? '',
      data: 'x',
      ttl: 60,
    }));
    const zones = pretendZones(pretendZone(zoneName, sets.toReversed()));
    const path = `/2013-04-01/hostedzone/ZFULLCR1STALTK/rrset`;
    const query = new URLSearchParams();
    const request = { method: 'GET', path, segments: path.slice(1).split('/'), query, headers: {}, body: '' };

    const { body = '' } = route53Answer(request, { zones });

    const names = (xml: string) => xml.match(/<Name>.*?<\/Type>/g);
    expect(names(body)).toEqual(names(full));
    expect(sets.length).toBeGreaterThan(5);
  });
});

const changes = plan(
  [{ name: 'home', type: 'A', value: '192.0.2.1', ttl: 600 }],
  [{ name: 'home', type: 'A', records: [] }],
);

/** A change batch without what differs from change to change. */
function shapeOf(body: string | null | undefined): string | undefined {
  return body
    ?.replaceAll(/<\?xml.*?\?>|<Comment>.*?<\/Comment>/g, '')
    .replaceAll(/<(Action|Name|Type|TTL|Value)>.*?</g, '<$1><');
}
