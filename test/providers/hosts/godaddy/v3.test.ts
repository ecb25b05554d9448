import { describe, expect, test } from 'vitest';
import { plan } from '../../../../src/core/plan.ts';
import type { RecordKey } from '../../../../src/dns/records.ts';
import { answerLost, isWrite } from '../../../world/faults.ts';
import { answer, failureIn, failureOf } from '../../contract/provided.ts';
import { v3Error } from './service-v3.ts';
import { address, desiredHome, godaddyWorld, home, signal, zone } from './world.ts';

const keys = (...names: string[]) => names.map((name): RecordKey => ({ name, type: 'A' }));
const path = '/v3/domains/zones/example.com/dns-records';
const methods = (log: readonly { method: string }[]) => log.map(({ method }) => method);

describe('GoDaddy v3 reads', () => {
  test('one name with one call', async () => {
    const { read, calls } = await godaddyWorld('v3', [address('home', '192.0.2.1')]);

    await read([home]);

    expect(calls()).toEqual([`GET ${path}?type=A&name=home&page=1&pageSize=100`]);
  });

  test('many names of one type with one call', async () => {
    const { read, calls } = await godaddyWorld('v3', [
      address('@', '192.0.2.1'),
      address('home', '192.0.2.2'),
    ]);

    const sets = await read(keys('@', 'home'));

    expect(calls()).toEqual([`GET ${path}?type=A&page=1&pageSize=100`]);
    expect(sets.map((set) => set.records.length)).toEqual([1, 1]);
  });

  test('pages by number and never follows an address', async () => {
    const { read, server } = await godaddyWorld('v3');
    const links = [{ rel: 'next', href: 'http://127.0.0.1:9/v3/elsewhere' }];
    server.faults.inject(answer(200, JSON.stringify({ items: [], links: [{ rel: 'self', href: '/' }] })), {
      when: ({ query }) => query.get('page') === '2',
    });
    const item = { recordId: 'a', name: 'home', type: 'A', data: '192.0.2.1', ttl: 600 };
    server.faults.inject(answer(200, JSON.stringify({ items: [item], links })));

    const [set] = await read([home]);

    expect(set?.records).toEqual([{ value: '192.0.2.1', ttl: 600, id: 'a' }]);
    expect(server.log.map(({ query }) => query.get('page'))).toEqual(['1', '2']);
  });

  test('gives up on a list that repeats itself', async () => {
    const { read, server } = await godaddyWorld('v3');
    const links = [{ rel: 'next', href: '/' }];
    const item = { recordId: 'a', name: 'other', type: 'A', data: '192.0.2.1', ttl: 600 };
    server.faults.inject(answer(200, JSON.stringify({ items: [item], links })));

    const failure = await failureOf(read([home]));

    expect(failure.kind).toBe('transient');
    expect(server.log).toHaveLength(2);
  });

  test('never an empty name', async () => {
    const { read, provider, server } = await godaddyWorld('v3');
    const nameless = { ...home, name: '' };
    const changes = plan([{ ...desiredHome, name: '' }], [{ ...nameless, records: [] }]);

    const failure = await failureOf(read([nameless]));
    const [confirmation] = await provider.apply(zone, changes, signal);

    expect([failure.kind, failureIn(confirmation)?.kind]).toEqual(['record', 'record']);
    expect(server.log).toEqual([]);
  });
});

describe('GoDaddy v3 writes', () => {
  test('a new address with exactly one POST and then one DELETE of the old record', async () => {
    const { sync, server } = await godaddyWorld('v3', [address('home', '192.0.2.1')]);

    await sync([desiredHome]);

    expect(methods(server.log)).toEqual(['GET', 'POST', 'DELETE']);
    expect(server.writes()[0]?.body).toBe('{"name":"home","type":"A","data":"192.0.2.10","ttl":600}');
  });

  test('nothing to the old record when the new one is refused', async () => {
    const { sync, server, held } = await godaddyWorld('v3', [address('home', '192.0.2.1')]);
    server.faults.inject(answer(422, '{}'), { when: isWrite });

    const [confirmation] = await sync([desiredHome]);

    expect(failureIn(confirmation)).toMatchObject({ kind: 'record', unconfirmed: false });
    expect(held.values('home', 'A')).toEqual(['192.0.2.1']);
    expect(methods(server.writes())).toEqual(['POST']);
  });

  test('leaves it unconfirmed when the old record could not be deleted', async () => {
    const { sync, server, held } = await godaddyWorld('v3', [address('home', '192.0.2.1')]);
    const gone = server.faults.inject(answer(429, '{"retryAfterSec":9}'), {
      when: ({ method }) => method === 'DELETE',
    });

    const [confirmation] = await sync([desiredHome]);

    expect(failureIn(confirmation)).toMatchObject({ kind: 'limited', retryAfter: 9000, unconfirmed: true });
    gone();
    await sync([desiredHome]);
    expect(held.values('home', 'A')).toEqual(['192.0.2.10']);
  });

  test.each([
    ['refuses a second record of the value', 'duplicate', ['POST', 'GET', 'DELETE', 'POST']],
    ['holds both', 'second-record', ['POST', 'DELETE']],
    ['changes the one that is there', 'same-record', ['POST']],
  ] as const)('a new TTL alone when GoDaddy %s', async (_, otherTtl, expected) => {
    const { sync, read, server, held } = await godaddyWorld('v3', [address('home', '192.0.2.10', 3600)], {
      otherTtl,
    });

    await sync([desiredHome]);

    expect(methods(server.log).slice(1)).toEqual(expected);
    expect(held.list(home)).toMatchObject([{ data: '192.0.2.10', ttl: 600 }]);
    expect(plan([desiredHome], await read([home]))).toEqual([]);
  });

  test('leaves it unconfirmed when the record could not be created again after its TTL changed', async () => {
    const { sync, server, held } = await godaddyWorld('v3', [address('home', '192.0.2.10', 3600)]);
    let posts = 0;
    const gone = server.faults.inject(answer(500, '{}'), {
      when: ({ method }) => method === 'POST' && ++posts > 1,
    });

    const [confirmation] = await sync([desiredHome]);

    expect(failureIn(confirmation)).toMatchObject({ kind: 'transient', unconfirmed: true });
    gone();
    await sync([desiredHome]);
    expect(held.list(home)).toMatchObject([{ data: '192.0.2.10', ttl: 600 }]);
  });

  test.each([
    ['409', v3Error(409, 'DUPLICATE_RECORD', 'already there').body ?? '', 409],
    [
      '422',
      v3Error(422, 'VALIDATION_ERROR', 'x', [{ issue: 'DUPLICATE_RECORD', description: '' }]).body ?? '',
      422,
    ],
  ])(
    'takes a duplicate (%s) for done once it has seen it, and deletes the old record',
    async (_, body, status) => {
      const { provider, read, server, held } = await godaddyWorld('v3', [address('home', '192.0.2.1')]);
      const changes = plan([desiredHome], await read([home]));
      held.add(address('home', '192.0.2.10'));
      server.faults.inject(answer(status, body), { when: ({ method }) => method === 'POST' });
      server.clearLog();

      const [confirmation] = await provider.apply(zone, changes, signal);

      expect(confirmation).toMatchObject({ held: { records: [{ value: '192.0.2.10', ttl: 600 }] } });
      expect(confirmation).toHaveProperty('held.records.0.id');
      expect(methods(server.log)).toEqual(['POST', 'GET', 'DELETE']);
      expect(held.values('home', 'A')).toEqual(['192.0.2.10']);
    },
  );

  test('does not believe in a duplicate that is not listed', async () => {
    const { sync, server } = await godaddyWorld('v3');
    server.faults.inject(answer(409, '{"name":"DUPLICATE_RECORD"}'), { when: isWrite });

    const [confirmation] = await sync([desiredHome]);

    expect(failureIn(confirmation)).toMatchObject({ kind: 'record', unconfirmed: false });
  });

  test.each([
    ['an empty body', ''],
    ['a body without the id', '{"name":"home","type":"A","data":"192.0.2.10","ttl":600}'],
  ])('reads the id when 201 comes with %s', async (_, body) => {
    const { provider, read, server, held } = await godaddyWorld('v3');
    const changes = plan([desiredHome], await read([home]));
    held.add(address('home', '192.0.2.10'));
    server.faults.inject(answer(201, body), { when: isWrite });

    const [confirmation] = await provider.apply(zone, changes, signal);

    expect(confirmation).toHaveProperty('held.records.0.id');
  });

  test('does not believe in a 201 that nothing shows', async () => {
    const { sync, server } = await godaddyWorld('v3');
    server.faults.inject(answer(201, ''), { when: isWrite });

    const [confirmation] = await sync([desiredHome]);

    expect(failureIn(confirmation)).toMatchObject({ kind: 'transient', unconfirmed: true });
  });

  test('nothing at all while a record to delete has no id', async () => {
    const { provider, server, held } = await godaddyWorld('v3', [address('home', '192.0.2.1')]);
    const known = { ...home, records: [{ value: '192.0.2.1', ttl: 600 }] };

    const [confirmation] = await provider.apply(zone, plan([desiredHome], [known]), signal);

    expect(failureIn(confirmation)).toMatchObject({ kind: 'record', unconfirmed: false });
    expect(server.log).toEqual([]);
    expect(held.values('home', 'A')).toEqual(['192.0.2.1']);
  });

  test('reads again when the answer to the DELETE was lost', async () => {
    const { sync, server, held } = await godaddyWorld('v3', [address('home', '192.0.2.1')]);
    server.faults.inject(answerLost, { when: ({ method }) => method === 'DELETE', times: 1 });

    const [confirmation] = await sync([desiredHome]);

    expect(failureIn(confirmation)).toMatchObject({ kind: 'transient', unconfirmed: true });
    expect(held.values('home', 'A')).toEqual(['192.0.2.10']);
  });

  test('two instances at once end with one record', async () => {
    const { sync, held, read } = await godaddyWorld('v3', [address('home', '192.0.2.1', 3600)]);

    const outcomes = await Promise.all([sync([desiredHome]), sync([desiredHome])]);

    expect(outcomes.flat().map((one) => failureIn(one)?.message)).toEqual([undefined, undefined]);
    expect(held.values('home', 'A')).toEqual(['192.0.2.10']);
    expect(plan([desiredHome], await read([home]))).toEqual([]);
  });

  test('with the token, and says what to do when it is wrong', async () => {
    const { read, server } = await godaddyWorld('v3', [], { given: { GODADDY_TOKEN: 'wrongToken' } });

    const failure = await failureOf(read([home]));

    expect(server.log[0]?.headers.authorization).toBe('Bearer wrongToken');
    expect(failure.message).toMatch(/check GODADDY_TOKEN.*UNABLE_TO_AUTHENTICATE/);
    expect(failure.message).not.toContain('wrongToken');
  });
});
