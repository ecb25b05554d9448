import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import { digitalocean } from '../../../../src/providers/hosts/digitalocean.ts';
import type { PretendRequest } from '../../../world/pretend-server.ts';
import { type NewRecord, pretendZone, pretendZones } from '../../../world/zone.ts';
import { failureOf, freshSignal, provided, terms } from '../../contract/provided.ts';
import { worldOf } from '../../contract/world-of.ts';
import { type Exchange, fixtureText, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { type Description, describedBy } from '../../recorded/openapi.ts';
import { aboutHome, replay } from '../../recorded/replay.ts';
import { digitaloceanAnswer, pretendDigitalocean } from './service.ts';

const zoneName = 'foxwoodswebsites.com';
const exchanges = hasFixtures ? recordedExchanges('digitalocean') : [];

function recorded(method: string, path: RegExp): Exchange {
  const found = exchanges.find(({ request }) => request.method === method && path.test(request.url));
  if (!found) throw new Error(`nothing like ${method} ${path} was recorded`);
  return found;
}

const replayOf = (domain: string, choose: (request: PretendRequest) => Exchange | undefined) =>
  replay({
    definition: digitalocean,
    values: { DO_AUTH_TOKEN: 't' },
    urlSetting: 'DO_API_URL',
    basePath: '/v2',
    domain,
    choose,
  });

describe.skipIf(!hasFixtures)('exchanges recorded at DigitalOcean', () => {
  test('a listing of two pages: both are read, and the CNAME on the first is an conflict', async () => {
    const cassette = exchanges.find(({ request }) => request.url.endsWith('?page=2'))?.cassette;
    const ofPage = (page: string | null) =>
      exchanges.find(
        (one) => one.cassette === cassette && one.request.url.endsWith(page ? `?page=${page}` : '/records'),
      );
    const { provider, zone, server } = await replayOf(zoneName, ({ query }) => ofPage(query.get('page')));

    const sets = await provider.read(
      zone,
      [
        { name: 'localhost', type: 'A' },
        { name: 'docs', type: 'A' },
        { name: 'absent', type: 'AAAA' },
      ],
      freshSignal(),
    );

    expect(server.log).toHaveLength(2);
    expect(sets).toMatchObject([
      { name: 'localhost', records: [{ value: '127.0.0.1', ttl: 3600, id: expect.stringMatching(/^\d+$/) }] },
      { name: 'docs', records: [], conflict: 'holds a CNAME to docs.example.com' },
      { name: 'absent', records: [] },
    ]);
  });

  test('an unknown domain: the owner is told, with the id that support asks for', async () => {
    const unknown = recorded('GET', /thisisadomainidonotown/);
    const { provider, zone } = await replayOf('thisisadomainidonotown.com', () => unknown);

    const failure = await failureOf(provider.read(zone, [{ name: 'home', type: 'A' }], freshSignal()));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(/no zone thisisadomainidonotown\.com.*404 not_found/);
  });

  test('every recorded answer to a POST confirms the record that was sent', async () => {
    const posts = exchanges.filter(({ request }) => request.method === 'POST');
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(zoneName, () => next && aboutHome(next));

    for (next of posts) {
      const said = JSON.parse(next.request.body ?? '');
      const desired = { name: 'home', type: 'A', value: '192.0.2.1', ttl: said.ttl } as const;
      const changes = plan([desired], [{ name: 'home', type: 'A', records: [] }]);
      const [confirmation] = await provider.apply(zone, changes, freshSignal());
      expect(confirmation).toMatchObject({ held: { records: [{ value: said.data, ttl: said.ttl }] } });
    }
    expect(posts.length).toBeGreaterThan(5);
  });

  test('every recorded answer to a PUT confirms a change, and every one to a DELETE a removal', async () => {
    const put = recorded('PUT', /records/);
    const del = recorded('DELETE', /records/);
    const { provider, zone } = await replayOf(zoneName, ({ method }) =>
      method === 'DELETE' ? del : aboutHome(put),
    );
    const known = {
      name: 'home',
      type: 'A',
      records: [
        { id: '1', value: '192.0.2.9', ttl: 600 },
        { id: '2', value: '192.0.2.8', ttl: 600 },
      ],
    } as const;

    const [updated] = await provider.apply(
      zone,
      plan([{ name: 'home', type: 'A', value: '192.0.2.1', ttl: 3600 }], [known]),
      freshSignal(),
    );
    const [removed] = await provider.apply(zone, planRemoval([known]), freshSignal());

    expect(updated).toMatchObject({ held: { records: [{ value: 'challengetoken', ttl: 3600 }] } });
    expect(removed).toEqual({ name: 'home', type: 'A', held: { name: 'home', type: 'A', records: [] } });
  });

  test('the pretend DigitalOcean answers like the recorded one', () => {
    const first = recorded('GET', /records$/);
    const records: NewRecord[] = JSON.parse(first.response.body).domain_records;
    const plainRecords = records.map(({ name, type, data, ttl }) => ({ name, type, data, ttl }));
    const zones = pretendZones(pretendZone(zoneName, plainRecords));
    const post = recorded('POST', /records$/);
    const request = (method: string, path: string, body = ''): PretendRequest => ({
      method,
      path,
      segments: path.slice(1).split('/'),
      query: new URLSearchParams({ per_page: '200' }),
      headers: {},
      body,
    });
    const withoutIds = (text: string) => JSON.parse(text.replaceAll(/"id":\d+/g, '"id":0'));

    const listed = digitaloceanAnswer(request('GET', `/v2/domains/${zoneName}/records`), zones);
    const created = digitaloceanAnswer(
      request('POST', `/v2/domains/${zoneName}/records`, post.request.body ?? ''),
      zones,
    );
    const unknown = digitaloceanAnswer(request('GET', '/v2/domains/other.test/records'), zones);

    expect(withoutIds(listed.body ?? '').domain_records).toEqual(
      withoutIds(first.response.body).domain_records,
    );
    expect([created.status, withoutIds(created.body ?? '')]).toEqual([
      post.response.status,
      withoutIds(post.response.body),
    ]);
    expect(unknown.status).toBe(404);
    expect(JSON.parse(unknown.body ?? '')).toMatchObject(
      JSON.parse(recorded('GET', /thisisadomain/).response.body),
    );
  });
});

describe.skipIf(!hasFixtures)("requests held against DigitalOcean's own description", () => {
  test('all of them fit', async () => {
    const { desired, record } = terms();
    const { sync, read, provider, server } = await provided(
      {
        setup: worldOf(digitalocean, pretendDigitalocean()),
      },
      [
        record('home', '192.0.2.1'),
        record('home', '192.0.2.2'),
        ...Array.from({ length: 220 }, (_, n) => record(`host${n}`, '192.0.2.1')),
      ],
    );
    await sync([desired('home'), desired('@'), desired('*.lab', '2001:db8::10')]);
    await sync([desired('home', '192.0.2.11')]);
    const known = await read([{ name: 'home', type: 'A' }]);
    await provider.apply({ name: 'example.com', display: 'example.com' }, planRemoval(known), freshSignal());
    const description = records();

    const problems = server.log.flatMap((request) => description.problems(request));

    expect(problems).toEqual([]);
    expect(new Set(server.log.map(({ method }) => method))).toEqual(
      new Set(['GET', 'POST', 'PATCH', 'DELETE']),
    );
  });

  test.each<[what: string, request: Partial<PretendRequest>, problem: RegExp]>([
    ['a page of 201', { query: new URLSearchParams('per_page=201') }, /per_page must be <= 200/],
    ['a missing name', { method: 'POST', body: '{"type":"A","data":"x"}' }, /required property 'name'/],
    ['a field of another API', { method: 'POST', body: '{"proxied":true}' }, /proxied is not described/],
    [
      'an id that is no number',
      { method: 'DELETE', path: '/v2/domains/a.test/records/x' },
      /must be integer/,
    ],
  ])('the check itself finds %s', (_, given, problem) => {
    const request = {
      method: 'GET',
      path: '/v2/domains/a.test/records',
      query: new URLSearchParams(),
      headers: {},
      body: '',
      ...given,
    };

    const problems = records().problems({ ...request, segments: request.path.slice(1).split('/') });

    expect(problems.join('; ')).toMatch(problem);
  });
});

/** The vendor's fragments as one document. The model of a record is not among them, so its example stands in. */
function records(): Description {
  const fragment = (name: string) => parseYaml(fixtureText(`openapi/digitalocean/${name}.yml`));
  const own = fragment('parameters');
  const shared = {
    per_page: { name: 'per_page', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 200 } },
    page: { name: 'page', in: 'query', schema: { type: 'integer', minimum: 1 } },
  };
  const parameterOf = ({ $ref: ref }: { $ref: string }) => ({ ...own, ...shared })[ref.split('#/')[1] ?? ''];
  const example = fragment('created_domain_record').content['application/json'].schema.example.domain_record;
  const [, { required }] = fragment('domain_record_types').domain_record_a.allOf;
  const properties = {
    ...Object.fromEntries(Object.keys(example).map((field) => [field, {}])),
    type: { type: 'string' },
    name: { type: 'string' },
    data: { type: 'string' },
    ttl: { type: 'integer', minimum: 30 },
  };
  const operation = (name: string, model?: object) => ({
    parameters: fragment(name).parameters.map(parameterOf),
    ...(model && { requestBody: { content: { 'application/json': { schema: model } } } }),
  });
  const model = { type: 'object', properties };
  return describedBy({
    paths: {
      '/v2/domains/{domain_name}/records': {
        get: operation('domains_list_records'),
        post: operation('domains_create_record', { ...model, required }),
      },
      '/v2/domains/{domain_name}/records/{domain_record_id}': {
        patch: operation('domains_patch_record', model),
        delete: operation('domains_delete_record'),
      },
    },
  });
}
