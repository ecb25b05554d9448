import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { planRemoval } from '../../../../src/core/plan.ts';
import type { DesiredSet, RecordKey } from '../../../../src/dns/records.ts';
import type { PretendRequest } from '../../../world/pretend-server.ts';
import { fixtureText, hasFixtures } from '../../recorded/fixtures.ts';
import { type Description, describedBy } from '../../recorded/openapi.ts';
import { address, desiredHome, godaddyWorld, home, signal, zone } from './world.ts';

const desired: DesiredSet[] = [
  desiredHome,
  { name: '@', type: 'A', value: '192.0.2.10', ttl: 86_400 },
  { name: '*.lab', type: 'AAAA', value: '2001:db8::10', ttl: 3600 },
  { name: 'xn--kche-0ra', type: 'A', value: '192.0.2.10', ttl: 600 },
];
const before = [address('home', '192.0.2.1'), address('home', '192.0.2.2'), address('@', '192.0.2.10', 3600)];
const documents: Record<'v1' | 'v3', () => Description> = {
  v1: () => describedBy(JSON.parse(fixtureText('openapi/godaddy-v1.json'))),
  v3: () => describedBy(parseYaml(fixtureText('openapi/godaddy-v3-records.yaml')), '/v3/domains'),
};

/** Everything that the adapter ever sends: reads of one name and of many, every kind of change, a removal. */
async function allRequests(version: 'v1' | 'v3'): Promise<readonly PretendRequest[]> {
  const { sync, read, provider, server } = await godaddyWorld(version, before);
  const www: RecordKey = { name: 'www', type: 'A' };
  await sync(desired);
  await read([www]);
  await sync([{ ...desiredHome, ttl: 1200 }]);
  await provider.apply(zone, planRemoval(await read([home])), signal);
  return server.log;
}

describe.skipIf(!hasFixtures)("requests held against GoDaddy's own description", () => {
  test('of v1: all but the listing of one type, which it leaves out and the recordings know', async () => {
    const description = documents.v1();
    const requests = await allRequests('v1');
    const described = requests.filter(({ path }) => !/\/records\/[A-Z]+$/.test(path));

    const problems = described.flatMap((request) => description.problems(request));

    expect(problems).toEqual([]);
    expect(new Set(described.map(({ method }) => method))).toEqual(new Set(['GET', 'PUT', 'DELETE']));
    const listings = requests.filter((request) => !described.includes(request));
    expect(new Set(listings.map(({ method }) => method))).toEqual(new Set(['GET']));
  });

  test('of v3: all of them', async () => {
    const description = documents.v3();
    const requests = await allRequests('v3');

    const problems = requests.flatMap((request) => description.problems(request));

    expect(problems).toEqual([]);
    expect(new Set(requests.map(({ method }) => method))).toEqual(new Set(['GET', 'POST', 'DELETE']));
  });

  test.each<[what: string, version: 'v1' | 'v3', request: Partial<PretendRequest>, problem: RegExp]>([
    ['v3 PUT', 'v3', { method: 'PUT', path: '/v3/domains/zones/a.test/dns-records/x' }, /not described/],
    [
      'a page of 101',
      'v3',
      { path: '/v3/domains/zones/a.test/dns-records', query: new URLSearchParams('pageSize=101') },
      /pageSize must be <= 100/,
    ],
    [
      'a TTL of 60',
      'v3',
      {
        method: 'POST',
        path: '/v3/domains/zones/a.test/dns-records',
        body: '{"name":"a","type":"A","data":"x","ttl":60}',
      },
      /ttl must be >= 600/,
    ],
    [
      'a missing name',
      'v3',
      {
        method: 'POST',
        path: '/v3/domains/zones/a.test/dns-records',
        body: '{"type":"A","data":"x","ttl":600}',
      },
      /required property 'name'/,
    ],
    [
      'an object',
      'v1',
      { method: 'PUT', path: '/v1/domains/a.test/records/A/home', body: '{"data":"x"}' },
      /must be array/,
    ],
    [
      'a TTL in quotes',
      'v1',
      { method: 'PUT', path: '/v1/domains/a.test/records/A/home', body: '[{"data":"x","ttl":"600"}]' },
      /ttl must be integer/,
    ],
    [
      'a field of another API',
      'v1',
      { method: 'PUT', path: '/v1/domains/a.test/records/A/home', body: '[{"data":"x","proxied":true}]' },
      /field proxied is not described/,
    ],
    ['an unknown type', 'v1', { path: '/v1/domains/a.test/records/CAA/home' }, /must be equal to one of/],
    ['an empty name', 'v1', { path: '/v1/domains/a.test/records/A/' }, /not described/],
  ])('the check itself finds %s', (_, version, given, problem) => {
    const request = {
      method: 'GET',
      path: '',
      query: new URLSearchParams(),
      headers: {},
      body: '',
      ...given,
    };

    const problems = documents[version]().problems({
      ...request,
      segments: request.path.slice(1).split('/'),
    });

    expect(problems.join('; ')).toMatch(problem);
  });
});
