import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import { powerdns } from '../../../../src/providers/hosts/powerdns.ts';
import type { PretendRequest } from '../../../world/pretend-server.ts';
import { failureOf, freshSignal, terms } from '../../contract/provided.ts';
import { type Exchange, fixtureText, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { describedBy } from '../../recorded/openapi.ts';
import { replay } from '../../recorded/replay.ts';

const zoneName = 'sometestdomain.com';
const exchanges = hasFixtures ? recordedExchanges('powerdns') : [];
const zonePath = `/api/v1/servers/localhost/zones/${zoneName}.`;
const signal = freshSignal();
const { desired } = terms();

interface RecordedSet {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly records: readonly { readonly content: string }[];
}
const setsIn = (json: string): RecordedSet[] => JSON.parse(json).rrsets;
const reads = exchanges.filter(
  ({ request, response }) => request.method === 'GET' && response.status === 200,
);
const writes = exchanges.filter(({ request }) => request.method === 'PATCH');

const replayOf = (domain: string, choose: (request: PretendRequest) => Exchange | undefined) =>
  replay({ definition: powerdns, values: { PDNS_API_KEY: 'k' }, urlSetting: 'PDNS_API_URL', domain, choose });

describe.skipIf(!hasFixtures)('exchanges recorded at PowerDNS', () => {
  test('every recorded zone is understood: its addresses and its CNAMEs', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(zoneName, () => next);
    let addresses = 0;
    let cnames = 0;

    for (next of reads) {
      const recorded = setsIn(next.response.body);
      const names = recorded.map(({ name }) => name.slice(0, -zoneName.length - 2) || '@');
      const keys = names.map((name) => ({ name, type: 'A' }) as const);
      const sets = await provider.read(zone, keys, signal);
      for (const [index, { type, ttl, records }] of recorded.entries()) {
        const [{ content = '' } = {}] = records;
        if (type === 'A') expect(sets[index]?.records).toEqual([{ value: content, ttl }]);
        if (type === 'CNAME') expect(sets[index]?.conflict).toBe(`holds a CNAME to ${content.slice(0, -1)}`);
        addresses += Number(type === 'A');
        cnames += Number(type === 'CNAME');
      }
    }

    expect(reads.length).toBeGreaterThan(30);
    expect([addresses > 0, cnames > 0]).toEqual([true, true]);
  });

  test('what we send has the form of what was sent, and the recorded answer confirms it', async () => {
    const zone = reads.find(({ response }) => setsIn(response.body).length > 0);
    for (const write of writes) {
      const [recorded] = setsIn(write.request.body ?? '');
      const {
        provider,
        zone: domain,
        server,
      } = await replayOf(zoneName, ({ method }) => (method === 'PATCH' ? write : zone));
      const held = { name: 'home', type: 'A', records: [{ value: '192.0.2.1', ttl: 3600 }] } as const;
      const isRemoval = recorded?.records.length === 0;
      const changes = isRemoval ? planRemoval([held]) : plan([desired('home')], [held]);

      const [confirmation] = await provider.apply(domain, changes, signal);

      expect(confirmation).toHaveProperty('held');
      const [sent] = server.writes();
      expect([sent?.method, sent?.path]).toEqual(['PATCH', zonePath]);
      const [ours] = setsIn(sent?.body ?? '');
      expect(Object.keys(ours ?? {}).sort()).toEqual(Object.keys(recorded ?? {}).sort());
      expect(ours?.records).toEqual(isRemoval ? [] : [{ content: '192.0.2.10', disabled: false }]);
    }
    expect(writes.length).toBeGreaterThan(20);
  });

  test('an unknown zone, which an old server tells with 422', async () => {
    const unknown = exchanges.find(({ response }) => response.status === 422);
    const { provider, zone } = await replayOf('thisisadomainidonotown.com', () => unknown);

    const failure = await failureOf(provider.read(zone, [{ name: 'home', type: 'A' }], signal));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(/no zone thisisadomainidonotown\.com.*422 Could not find domain/);
  });
});

describe.skipIf(!hasFixtures)("requests held against PowerDNS's own description", () => {
  const description = describedBy(
    hasFixtures ? parseYaml(fixtureText('openapi/powerdns.yaml')) : {},
    '/api/v1',
  );

  test('all of them fit', async () => {
    const { provider, zone, server } = await replayOf(zoneName, ({ method }) =>
      method === 'PATCH' ? writes[0] : reads[0],
    );
    const sets = [desired('home'), desired('@'), desired('*.lab', '2001:db8::10')];

    await provider.apply(zone, plan(sets, await provider.read(zone, sets, signal)), signal);
    const held = { name: 'home', type: 'A', records: [{ value: '192.0.2.1', ttl: 3600 }] } as const;
    await provider.apply(zone, planRemoval([held]), signal);

    expect(server.log.map(({ method }) => method)).toEqual(['GET', 'GET', 'PATCH', 'GET', 'PATCH']);
    expect(server.log.flatMap((request) => description.problems(request))).toEqual([]);
  });

  test.each<[what: string, body: unknown, problem: RegExp]>([
    [
      'a set without its TTL',
      { rrsets: [{ name: 'a.', type: 'A', records: [] }] },
      /required property 'ttl'/,
    ],
    [
      'a TTL in quotes',
      { rrsets: [{ name: 'a.', type: 'A', ttl: '60', records: [] }] },
      /ttl must be integer/,
    ],
    [
      'a field of another API',
      { rrsets: [{ name: 'a.', type: 'A', ttl: 60, records: [{ content: 'x', proxied: true }] }] },
      /must NOT have additional properties/,
    ],
  ])('the check itself finds %s', (_, body, problem) => {
    const request = { method: 'PATCH', path: zonePath, query: new URLSearchParams(), headers: {} };
    const segments = zonePath.slice(1).split('/');

    const problems = description.problems({ ...request, segments, body: JSON.stringify(body) });

    expect(problems.join('; ')).toMatch(problem);
  });
});
