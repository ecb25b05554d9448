import { describe, expect, test } from 'vitest';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import type { DesiredSet, RecordSet } from '../../../../src/dns/records.ts';
import { hetzner } from '../../../../src/providers/hosts/hetzner/hetzner.ts';
import { hurried } from '../../../support/hurried-clock.ts';
import type { PretendRequest } from '../../../world/pretend-server.ts';
import { failureIn, failureOf, freshSignal, provided, terms } from '../../contract/provided.ts';
import { worldOf } from '../../contract/world-of.ts';
import { type Exchange, fixtureText, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { describedBy } from '../../recorded/openapi.ts';
import { replay } from '../../recorded/replay.ts';
import { hetznerToken, pretendHetzner } from './service.ts';

const exchanges = hasFixtures ? recordedExchanges('hetzner') : [];
const pathOf = ({ request }: Exchange) => new URL(request.url).pathname;

function recorded(method: string, url: RegExp, status = method === 'GET' ? 200 : 201): Exchange {
  const found = exchanges.find(
    ({ request, response }) =>
      request.method === method && url.test(request.url) && response.status === status,
  );
  if (!found) throw new Error(`nothing like ${method} ${url} was recorded`);
  return found;
}

const replayOf = (choose: (request: PretendRequest) => Exchange | undefined, domain = 'devcoop.de') =>
  replay({
    definition: hurried(hetzner),
    values: { HETZNER_API_TOKEN: hetznerToken },
    urlSetting: 'HETZNER_API_URL',
    basePath: '/v1',
    domain,
    choose,
  });

/** Answers a write as `write` was answered, and then the questions about its action one after another. */
function withAction(write: Exchange) {
  const { id } = JSON.parse(write.response.body).action;
  const polls = exchanges.filter((one) => pathOf(one) === `/v1/zones/actions/${id}`);
  const left = [...polls];
  const list = recorded('GET', /rrsets\?type=TXT/);
  const choose = ({ method, path }: PretendRequest) => {
    if (method !== 'GET') return write;
    return path.endsWith('/rrsets') ? list : left.shift();
  };
  return { polls, left, choose };
}

function listingWithSets(): Exchange {
  const found = exchanges.find(
    (one) => pathOf(one).endsWith('/rrsets') && JSON.parse(one.response.body).rrsets.length > 0,
  );
  if (!found) throw new Error('no listing with record sets was recorded');
  return found;
}

const name = 'orig.nameonly.test';
const known: RecordSet = { name, type: 'A', records: [{ value: '192.0.2.1', ttl: 600 }] };
const desired: DesiredSet = { name, type: 'A', value: '192.0.2.10', ttl: 600 };

describe.skipIf(!hasFixtures)('exchanges recorded at Hetzner', () => {
  test.each([
    ['values', () => recorded('POST', /set_records$/), desired],
    ['a TTL', () => recorded('POST', /change_ttl$/), { ...desired, value: '192.0.2.1', ttl: 3600 }],
  ])(
    '%s were set: our call says the same, and is confirmed when the action has ended',
    async (_, one, set) => {
      const write = one();
      const { polls, left, choose } = withAction(write);
      const { provider, zone, server } = await replayOf(choose);

      const [confirmation] = await provider.apply(zone, plan([set], [known]), freshSignal());

      const [sent] = server.writes();
      const asked = server.log.filter(({ path }) => path.includes('/actions/') && !path.includes('/rrsets/'));
      expect(sent?.path).toBe(pathOf(write).replace('/TXT/', '/A/').replace('/53091/', '/devcoop.de/'));
      expect(Object.keys(JSON.parse(sent?.body ?? ''))).toEqual(
        Object.keys(JSON.parse(write.request.body ?? '')),
      );
      expect(confirmation).toEqual({
        name,
        type: 'A',
        held: { name, type: 'A', records: [{ value: set.value, ttl: set.ttl }] },
      });
      expect(asked).toHaveLength(polls.length);
      expect(left).toEqual([]);
    },
  );

  test('a record set was deleted: our call says the same, and is confirmed when the action has ended', async () => {
    const write = recorded('DELETE', /./);
    const { left, choose } = withAction(write);
    const { provider, zone, server } = await replayOf(choose);
    const removed = { ...known, name: '_acme-challenge.deleterecordset' };

    const confirmations = await provider.apply(zone, planRemoval([removed]), freshSignal());

    expect(server.writes()[0]?.path).toBe(
      pathOf(write).replace('/TXT', '/A').replace('/53091/', '/devcoop.de/'),
    );
    expect(confirmations).toEqual([{ name: removed.name, type: 'A', held: { ...removed, records: [] } }]);
    expect(left).toEqual([]);
  });

  test('every recorded action is followed to its end', async () => {
    const writes = exchanges.filter(
      ({ request, response }) => request.method !== 'GET' && response.status === 201,
    );
    let play = withAction(recorded('DELETE', /./));
    const { provider, zone } = await replayOf((request) => play.choose(request));

    for (const write of writes) {
      play = withAction(write);
      const [confirmation] = await provider.apply(zone, plan([desired], [known]), freshSignal());
      expect(failureIn(confirmation)).toBeUndefined();
      expect(play.left).toEqual([]);
    }
    expect(writes.length).toBeGreaterThan(20);
  });

  test('every recorded listing is understood', async () => {
    const listings = exchanges.filter(({ request }) => /\/rrsets\?/.test(request.url));
    let next = recorded('GET', /rrsets\?type=CNAME/);
    const { provider, zone } = await replayOf(() => next);

    for (next of listings) {
      const sets = await provider.read(zone, [known], freshSignal());
      expect(sets).toEqual([{ name, type: 'A', records: [] }]);
    }
    expect(listings.length).toBeGreaterThan(25);
  });

  test('an unknown zone and a bad token: the owner is told', async () => {
    const unknown = recorded('GET', /thisisadomainidonotown/, 404);
    const denied = recorded('GET', /devcoop\.de$/, 401);
    const first = await replayOf(() => unknown, 'thisisadomainidonotown.com');
    const second = await replayOf(() => denied);

    const noZone = await failureOf(first.provider.read(first.zone, [known], freshSignal()));
    const noToken = await failureOf(second.provider.read(second.zone, [known], freshSignal()));

    expect([noZone.kind, noToken.kind]).toEqual(['permanent', 'permanent']);
    expect(noZone.message).toMatch(/no zone thisisadomainidonotown\.com in this account.*Zone not found/);
    expect(noToken.message).toMatch(/check HETZNER_API_TOKEN.*the token you have provided is invalid/);
  });
});

const contract = { setup: worldOf(hetzner, pretendHetzner()) };
const { desired: wish, record } = terms();

describe.skipIf(!hasFixtures)('the pretend Hetzner', () => {
  /** The names of all fields, those of a list's entries once. */
  const shapeOf = (value: unknown, path = ''): string[] => {
    if (typeof value !== 'object' || value === null) return [path];
    if (Array.isArray(value)) return value.length === 0 ? [path] : shapeOf(value[0], `${path}[]`);
    return Object.entries(value).flatMap(([key, inner]) => shapeOf(inner, `${path}.${key}`));
  };

  test.each([
    ['a listing', 'GET', '/zones/example.com/rrsets?name=home', () => listingWithSets()],
    [
      'a change',
      'POST',
      '/zones/example.com/rrsets/home/A/actions/change_ttl',
      () => recorded('POST', /change_ttl/),
    ],
    ['a deletion', 'DELETE', '/zones/example.com/rrsets/home/A', () => recorded('DELETE', /./)],
    ['an action', 'GET', '/zones/actions/1001', () => recorded('GET', /zones\/actions/)],
    ['an unknown zone', 'GET', '/zones/example.org', () => recorded('GET', /idonotown/, 404)],
  ])('answers like the recorded one: %s', async (_, method, path, one) => {
    const { server } = await provided(contract, [record('home', '192.0.2.1')]);
    const headers = { authorization: `Bearer ${hetznerToken}` };
    const ask = (of: string, by: string) =>
      fetch(`${server.url}/v1${of}`, {
        method: by,
        headers,
        ...(by === 'POST' && { body: '{"ttl":3600}' }),
      });
    if (path.includes('1001')) await ask('/zones/example.com/rrsets/home/A', 'DELETE');

    const answered = await ask(path, method);

    const { status, body } = one().response;
    expect(answered.status).toBe(status);
    expect(shapeOf(await answered.json()).sort()).toEqual(shapeOf(JSON.parse(body)).sort());
  });
});

describe.skipIf(!hasFixtures)("requests held against Hetzner's own description", () => {
  const description = () => describedBy(JSON.parse(fixtureText('openapi/hetzner-zones.json')), '/v1');

  test('all that the adapter ever sends', async () => {
    const { sync, read, provider, server, held } = await provided(contract, [
      record('home', '192.0.2.1'),
      record('home', '192.0.2.2'),
      record('@', '192.0.2.10', 3600),
      record('none', '192.0.2.10', 0),
    ]);
    held.replace({ name: 'noted' }, [{ ...record('noted', '192.0.2.1'), extra: { comment: 'mine' } }]);
    const sets = ['home', '@', 'none', 'noted', '*.lab', 'xn--kche-0ra'].map((one) => wish(one));

    const confirmations = await sync([...sets, wish('home', '2001:db8::10', 86_400)]);
    await sync([wish('home', '192.0.2.77')]);
    const removal = planRemoval(await read([{ name: 'home', type: 'A' }]));
    const [removed] = await provider.apply(
      { name: 'example.com', display: 'example.com' },
      removal,
      freshSignal(),
    );

    expect([...confirmations, removed].map(failureIn).filter(Boolean)).toEqual([]);
    expect(server.log.flatMap((request) => description().problems(request))).toEqual([]);
    const kinds = new Set(server.log.map(({ method, segments }) => `${method} ${segments.slice(3).length}`));
    expect(kinds).toEqual(new Set(['GET 0', 'GET 1', 'POST 1', 'POST 5', 'DELETE 3']));
  });

  test.each<[what: string, request: Partial<PretendRequest>, problem: RegExp]>([
    [
      'a TTL of 30',
      { method: 'POST', path: '/v1/zones/a.test/rrsets/home/A/actions/change_ttl', body: '{"ttl":30}' },
      /ttl must be >= 60/,
    ],
    [
      'a TTL among the values',
      {
        method: 'POST',
        path: '/v1/zones/a.test/rrsets/home/A/actions/set_records',
        body: '{"records":[{"value":"192.0.2.1"}],"ttl":60}',
      },
      /must NOT have additional properties/,
    ],
    [
      'a question about no action',
      { path: '/v1/zones/actions', query: new URLSearchParams('id=none') },
      /id must be integer/,
    ],
    ['a PATCH', { method: 'PATCH', path: '/v1/zones/a.test/rrsets/home/A' }, /not described/],
  ])('the check itself finds %s', (_, given, problem) => {
    const request = {
      method: 'GET',
      path: '',
      query: new URLSearchParams(),
      headers: {},
      body: '',
      ...given,
    };

    const problems = description().problems({ ...request, segments: request.path.slice(1).split('/') });

    expect(problems.join('; ')).toMatch(problem);
  });
});
