import { describe, expect, test } from 'vitest';
import { plan } from '../../../../src/core/plan.ts';
import type { RecordKey } from '../../../../src/dns/records.ts';
import { isWrite } from '../../../world/faults.ts';
import { answer, failureIn, failureOf } from '../../contract/provided.ts';
import { address, desiredHome, godaddyWorld, home, signal, zone } from './world.ts';

const keys = (...names: string[]) => names.map((name): RecordKey => ({ name, type: 'A' }));
const records = '/v1/domains/example.com/records';

describe('GoDaddy v1 reads', () => {
  test('one name with one call', async () => {
    const { read, calls } = await godaddyWorld('v1', [address('home', '192.0.2.1')]);

    await read([home]);

    expect(calls()).toEqual([`GET ${records}/A/home`]);
  });

  test('many names of one type with one call', async () => {
    const { read, calls } = await godaddyWorld('v1', [
      address('@', '192.0.2.1'),
      address('home', '192.0.2.2'),
    ]);

    const sets = await read(keys('@', 'home'));

    expect(calls()).toEqual([`GET ${records}/A?limit=500`]);
    expect(sets.map((set) => set.records.length)).toEqual([1, 1]);
  });

  test('name by name where the list of a type is not served', async () => {
    const world = await godaddyWorld('v1', [address('@', '192.0.2.1'), address('home', '192.0.2.2')], {
      typeListing: 'not-served',
    });

    const sets = await world.read(keys('@', 'home', 'www'));

    expect(sets.map((set) => set.records[0]?.value)).toEqual(['192.0.2.1', '192.0.2.2', undefined]);
    expect(sets[2]?.conflict).toBe('holds a CNAME to example.net');
  });

  test('records that tell no name and type, as they stand in the question', async () => {
    const { read, server } = await godaddyWorld('v1', []);
    server.faults.inject(answer(200, '[{"data":"192.0.2.7","ttl":600}]'));

    const [set] = await read([home]);

    expect(set?.records).toEqual([{ value: '192.0.2.7', ttl: 600 }]);
  });

  test('a CNAME that is not found as none', async () => {
    const { read, server } = await godaddyWorld('v1', []);
    server.faults.inject(answer(404, '{"code":"NOT_FOUND","message":"No such record"}'), {
      when: ({ path }) => path.includes('/CNAME/'),
    });

    const [set] = await read([home]);

    expect(set).toEqual({ ...home, records: [] });
  });

  test('name by name where the list of a type is refused', async () => {
    const { read, server } = await godaddyWorld('v1', [address('home', '192.0.2.2')]);
    server.faults.inject(answer(422, '{"code":"INVALID_BODY"}'), { when: ({ query }) => query.has('limit') });

    const sets = await read(keys('home', 'other'));

    expect(sets.map((set) => set.records[0]?.value)).toEqual(['192.0.2.2', '192.0.2.99']);
  });

  test('a name by itself when later pages do not show it', async () => {
    const many = Array.from({ length: 600 }, (_, n) => address(`host${n}`, '192.0.2.1'));
    const { read, server } = await godaddyWorld('v1', [...many, address('home', '192.0.2.2')]);
    server.faults.inject(answer(200, '[]'), { when: ({ query }) => query.has('offset') });

    const sets = await read(keys('host0', 'home'));

    expect(sets.map((set) => set.records[0]?.value)).toEqual(['192.0.2.1', '192.0.2.2']);
  });

  test('a name by itself when the list never ends and does not show it', async () => {
    const many = Array.from({ length: 600 }, (_, n) => address(`host${n}`, '192.0.2.1'));
    const { read, server } = await godaddyWorld('v1', [...many, address('home', '192.0.2.2')], {
      typeListing: 'one-page-again-and-again',
    });

    const sets = await read(keys('host0', 'home'));

    expect(sets.map((set) => set.records[0]?.value)).toEqual(['192.0.2.1', '192.0.2.2']);
    expect(server.log).toHaveLength(3);
  });

  test('no name by name in a zone that is not there', async () => {
    const { provider, server } = await godaddyWorld('v1');

    const failure = await failureOf(
      provider.read({ name: 'a.test', display: 'a.test' }, keys('@', 'home'), signal),
    );

    expect(failure.kind).toBe('permanent');
    expect(server.log).toHaveLength(1);
  });

  test('never an empty name, which would be a call about the whole type', async () => {
    const { read, provider, server } = await godaddyWorld('v1');
    const nameless = { ...home, name: '' };
    const changes = plan([{ ...desiredHome, name: '' }], [{ ...nameless, records: [] }]);

    const failure = await failureOf(read([nameless]));
    const [confirmation] = await provider.apply(zone, changes, signal);

    expect([failure.kind, failureIn(confirmation)?.kind]).toEqual(['record', 'record']);
    expect(server.log).toEqual([]);
  });
});

describe('GoDaddy v1 writes', () => {
  test('with exactly one PUT: an array with data and an integer TTL', async () => {
    const { sync, server } = await godaddyWorld('v1', [address('home', '192.0.2.1')]);

    await sync([desiredHome]);

    expect(server.writes()).toMatchObject([{ method: 'PUT', path: `${records}/A/home`, status: 200 }]);
    expect(server.writes()[0]?.body).toBe('[{"data":"192.0.2.10","ttl":600}]');
  });

  test('the apex as @ and a wildcard as *, in the path', async () => {
    const { sync, server } = await godaddyWorld('v1');

    await sync(['@', '*', '*.lab'].map((name) => ({ ...desiredHome, name })));

    expect(server.writes().map(({ path }) => path)).toEqual([
      `${records}/A/@`,
      `${records}/A/*`,
      `${records}/A/*.lab`,
    ]);
  });

  test('and takes JSON for a confirmation like an empty body', async () => {
    const { sync, server } = await godaddyWorld('v1');
    server.faults.inject(answer(200, '{}'), { when: isWrite });

    const [confirmation] = await sync([desiredHome]);

    expect(confirmation).toMatchObject({ held: { records: [{ value: '192.0.2.10', ttl: 600 }] } });
  });

  test('and removes with DELETE, but not in a zone that is not there', async () => {
    const { provider, server } = await godaddyWorld('v1', [address('home', '192.0.2.1')]);
    const known = { ...home, records: [{ value: '192.0.2.1', ttl: 600 }] };
    const removal = { ...home, desired: null, current: known, create: false, remove: known.records };

    const [removed] = await provider.apply(zone, [removal], signal);
    const [elsewhere] = await provider.apply({ name: 'a.test', display: 'a.test' }, [removal], signal);

    expect(server.writes()[0]).toMatchObject({ method: 'DELETE', path: `${records}/A/home`, status: 204 });
    expect(removed).toHaveProperty('held.records', []);
    expect(failureIn(elsewhere)?.kind).toBe('permanent');
  });

  test('with the key and secret, and says what to do when they are wrong', async () => {
    const given = { GODADDY_API_KEY: 'wrongKey', GODADDY_API_SECRET: 'wrongSecret' };
    const { read, server } = await godaddyWorld('v1', [], { given });

    const failure = await failureOf(read([home]));

    expect(server.log[0]?.headers.authorization).toBe('sso-key wrongKey:wrongSecret');
    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(/check GODADDY_API_KEY.*UNABLE_TO_AUTHENTICATE/);
    expect(failure.message).not.toMatch(/wrongKey|wrongSecret/);
  });
});
