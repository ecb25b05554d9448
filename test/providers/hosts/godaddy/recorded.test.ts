import { describe, expect, test } from 'vitest';
import { plan } from '../../../../src/core/plan.ts';
import type { RecordKey } from '../../../../src/dns/records.ts';
import { godaddy } from '../../../../src/providers/hosts/godaddy/godaddy.ts';
import { failureOf, freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { type Replay, replay as replayOf } from '../../recorded/replay.ts';

describe.skipIf(!hasFixtures)('exchanges recorded at GoDaddy', () => {
  const exchanges = hasFixtures ? recordedExchanges('godaddy') : [];
  const pathOf = ({ request }: Exchange) => new URL(request.url).pathname;
  const recorded = (method: string, path: RegExp) => {
    const found = exchanges.find((one) => one.request.method === method && path.test(pathOf(one)));
    if (!found) throw new Error(`nothing like ${method} ${path} was recorded`);
    return found;
  };

  test('an A record that was absent, then set: our PUT says the same, and its empty answer confirms', async () => {
    const read = recorded('GET', /\/records\/A\/localhost$/);
    const put = recorded('PUT', /\/records\/A\/localhost$/);
    const [said] = JSON.parse(put.request.body ?? '');
    const { provider, zone, server } = await replay(zoneOf(read), ({ method, path }) => {
      if (path.includes('/CNAME/')) return read;
      return [read, put].find((one) => one.request.method === method && pathOf(one) === path);
    });
    const key: RecordKey = { name: 'localhost', type: 'A' };

    const known = await provider.read(zone, [key], freshSignal());
    const changes = plan([{ ...key, value: said.data, ttl: said.ttl }], known);
    const confirmations = await provider.apply(zone, changes, freshSignal());

    expect(known).toEqual([{ ...key, records: [] }]);
    expect(confirmations).toEqual([
      { ...key, held: { ...key, records: [{ value: said.data, ttl: said.ttl }] } },
    ]);
    expect(said).toMatchObject(JSON.parse(server.writes()[0]?.body ?? '')[0]);
  });

  test('a name that holds a CNAME: it is named as the conflict', async () => {
    const absent = recorded('GET', /\/records\/A\/localhost$/);
    const cname = recorded('GET', /\/records\/CNAME\//);
    const { provider, zone } = await replay(zoneOf(cname), ({ path }) =>
      path.includes('/CNAME/') ? cname : absent,
    );

    const [set] = await provider.read(zone, [{ name: 'docs', type: 'A' }], freshSignal());

    expect(set?.conflict).toBe(`holds a CNAME to ${JSON.parse(cname.response.body)[0].data}`);
  });

  test('a listing of a whole zone: of a type, its own names only', async () => {
    const listing = recorded('GET', /\/records$/);
    const all: { name: string; type: string; data: string; ttl: number }[] = JSON.parse(
      listing.response.body,
    );
    const held = (name: string) =>
      all
        .filter((record) => record.type === 'A' && record.name === name)
        .map(({ data, ttl }) => ({ value: data, ttl }));
    const { provider, zone } = await replay(zoneOf(listing), () => listing);

    const sets = await provider.read(
      zone,
      [
        { name: '@', type: 'A' },
        { name: 'localhost', type: 'A' },
      ],
      freshSignal(),
    );

    expect(sets.map((set) => set.records)).toEqual([held('@'), held('localhost')]);
    expect(sets.every((set) => set.records.length > 0)).toBe(true);
  });

  test('every recorded answer to a PUT confirms', async () => {
    const puts = exchanges.filter((one) => one.request.method === 'PUT');
    let next: Exchange | undefined;
    const { provider, zone } = await replay('example.com', () => next);
    const desired = { name: 'home', type: 'A', value: '192.0.2.1', ttl: 600 } as const;
    const changes = plan([desired], [{ name: 'home', type: 'A', records: [] }]);

    for (next of puts) {
      const [confirmation] = await provider.apply(zone, changes, freshSignal());
      expect(confirmation).toHaveProperty('held');
    }
    expect(puts.length).toBeGreaterThan(20);
  });

  test('every recorded answer to a GET of records is understood', async () => {
    const gets = exchanges.filter((one) => one.request.method === 'GET' && pathOf(one).includes('/records'));
    let next: Exchange | undefined;
    const { provider, zone } = await replay('example.com', () => next);

    for (next of gets) {
      const [set] = await provider.read(zone, [{ name: '@', type: 'A' }], freshSignal());
      const body: { type: string }[] = JSON.parse(next.response.body);
      expect(set?.records).toHaveLength(body.filter((record) => record.type === 'A').length);
    }
    expect(gets.length).toBeGreaterThan(30);
  });

  test('an unknown domain: the owner is told, with the id that support asks for', async () => {
    const unknown = recorded('GET', /\/thisisadomainidonotown\.com$/);
    const { provider, zone } = await replay('thisisadomainidonotown.com', () => unknown);
    const one: RecordKey = { name: 'home', type: 'A' };

    const failures = await Promise.all([
      failureOf(provider.read(zone, [one], freshSignal())),
      failureOf(provider.read(zone, [one, { name: 'two', type: 'A' }], freshSignal())),
    ]);

    for (const failure of failures) {
      expect(failure.kind).toBe('permanent');
      expect(failure.message).toContain(`request ${unknown.response.headers['x-request-id']}`);
    }
  });
});

function zoneOf(exchange: Exchange): string {
  return new URL(exchange.request.url).pathname.split('/')[3] ?? '';
}

function replay(domain: string, choose: Replay['choose']) {
  const values = { GODADDY_API_KEY: 'k', GODADDY_API_SECRET: 's' };
  return replayOf({ definition: godaddy, values, urlSetting: 'GODADDY_API_URL', domain, choose });
}
