import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { plan, planRemoval } from '../../../src/core/plan.ts';
import { createHttp } from '../../../src/http/client.ts';
import { powerdns } from '../../../src/providers/hosts/powerdns.ts';
import { commonRefusals } from '../../providers/contract/common-refusals.ts';
import { answer, example, failureOf, freshSignal, home, terms } from '../../providers/contract/provided.ts';
import { providerContract } from '../../providers/contract/provider.ts';
import { dockerFor } from '../../support/docker.ts';
import { foreignRecords, type NewRecord } from '../../world/zone.ts';
import { realZone } from './real-zone.ts';
import { apiKey, frontOf, type PowerdnsServer, startPowerdns } from './server.ts';

const engine = await dockerFor('The tests of powerdns against a PowerDNS server');
const { desired, record } = terms();
const signal = freshSignal();
const comments = [{ account: 'owner', content: 'the door', modified_at: 1_700_000_000 }];

describe.runIf(engine)('against a real PowerDNS server', () => {
  let server: PowerdnsServer | undefined;

  beforeAll(async () => {
    if (engine) server = await startPowerdns(engine);
  });
  afterAll(() => server?.stop());

  function running(): PowerdnsServer {
    if (!server) throw new Error('the server did not start');
    return server;
  }

  const http = createHttp({ userAgent: 'integration', timeout: 5000 });
  afterAll(() => http.close());
  function provider(values: Readonly<Record<string, string>> = {}) {
    const given = { PDNS_API_KEY: apiKey, PDNS_API_URL: running().url, ...values };
    return powerdns.create(given, http, { clock: systemClock, timeout: 5000 });
  }

  providerContract({
    name: 'PowerDNS',
    async setup({ zone, records, moreZones = [], timeout }) {
      for (const other of moreZones) realZone(running(), other, foreignRecords);
      const held = realZone(running(), zone, [...foreignRecords, ...records]);
      const front = await frontOf(running());
      const http = createHttp({ userAgent: 'contract', timeout });
      const values = { PDNS_API_KEY: apiKey, PDNS_API_URL: front.url };
      const restarted = () => powerdns.create(values, http, { clock: systemClock, timeout });
      return {
        provider: restarted(),
        restarted,
        held,
        server: front,
        async stop() {
          await http.close();
          await front.stop();
        },
      };
    },
    secrets: [apiKey],
    moreThanAPage: 0,
    moreZonesThanAPage: 3,
    isReal: true,
    requests: () => ({ read: 1, write: 2 }),
    batch: true,
    extra: { comments },
    refusals: [
      ...commonRefusals('PowerDNS'),
      {
        title: '401',
        kind: 'permanent',
        says: /check PDNS_API_KEY \(401/,
        fault: answer(401, 'Unauthorized', { 'content-type': 'text/plain' }),
      },
      {
        title: '404',
        kind: 'permanent',
        says: /no zone example\.com.*DOMAIN.*PDNS_API_URL and PDNS_SERVER_NAME/,
        fault: answer(404, 'Not Found', { 'content-type': 'text/plain' }),
      },
      {
        title: '422 of an unknown zone at an old server',
        kind: 'permanent',
        says: /no zone example\.com.*Could not find domain/,
        fault: answer(422, `{"error":"Could not find domain 'example.com.'"}`),
      },
      {
        title: '422',
        kind: 'record',
        readKind: 'permanent',
        says: /PowerDNS refused.*unable to parse IP address/,
        fault: answer(422, '{"error":"Parsing record content: unable to parse IP address"}'),
      },
    ],
  });

  const zoneWith = (records: readonly NewRecord[], kind?: string) =>
    realZone(running(), example.name, [...foreignRecords, ...records], kind);
  const off = (name: string, data: string): NewRecord => ({
    ...record(name, data),
    extra: { disabled: true },
  });

  test('leaves disabled records and comments in the set, and switches the desired one on', async () => {
    const held = zoneWith([
      { ...record('home', '192.0.2.1'), extra: { comments } },
      off('home', '192.0.2.8'),
      off('home', '192.0.2.10'),
    ]);

    const before = await provider().read(example, [home], signal);
    await provider().apply(example, plan([desired('home')], before), signal);

    expect(before).toEqual([{ ...home, records: [{ value: '192.0.2.1', ttl: 600 }] }]);
    expect(held.list(home).map(({ data, extra }) => ({ data, ...extra }))).toEqual([
      { data: '192.0.2.10', comments },
      { data: '192.0.2.8', comments, disabled: true },
    ]);
  });

  test('leaves a record that was disabled after the zone was read', async () => {
    const held = zoneWith([record('home', '192.0.2.1')]);
    const one = provider();
    const before = await one.read(example, [home], signal);
    held.replace(home, [record('home', '192.0.2.1'), off('home', '192.0.2.8')]);

    await one.apply(example, plan([desired('home')], before), signal);

    expect(held.list(home).map(({ data, extra }) => ({ data, ...extra }))).toMatchObject([
      { data: '192.0.2.10' },
      { data: '192.0.2.8', disabled: true },
    ]);
  });

  test('does not take a disabled CNAME for an conflict', async () => {
    const held = zoneWith([
      { name: 'two', type: 'CNAME', data: 'example.net', ttl: 600, extra: { disabled: true } },
    ]);
    const sets = [desired('two')];

    const [confirmation] = await provider().apply(
      example,
      plan(sets, await provider().read(example, sets, signal)),
      signal,
    );

    expect(confirmation).toHaveProperty('held');
    expect(
      held
        .list({ name: 'two' })
        .map(({ type }) => type)
        .sort(),
    ).toEqual(['A', 'CNAME']);
  });

  test('removes a set, but not what is disabled in it', async () => {
    const held = zoneWith([record('home', '192.0.2.1'), off('home', '192.0.2.8')]);
    const changes = planRemoval(await provider().read(example, [home], signal));

    await provider().apply(example, changes, signal);

    expect(held.list(home)).toMatchObject([{ data: '192.0.2.8', extra: { disabled: true } }]);
  });

  test('says that the key is wrong', async () => {
    zoneWith([]);

    const failure = await failureOf(provider({ PDNS_API_KEY: 'wrong' }).read(example, [home], signal));

    expect(failure).toMatchObject({
      kind: 'permanent',
      message: expect.stringMatching(/check PDNS_API_KEY/),
    });
  });

  test('says that the server has no such name', async () => {
    const failure = await failureOf(provider({ PDNS_SERVER_NAME: 'other' }).read(example, [home], signal));

    expect(failure).toMatchObject({ kind: 'permanent', message: expect.stringMatching(/PDNS_SERVER_NAME/) });
  });

  test('writes nothing into a secondary zone, where it would be lost', async () => {
    realZone(running(), 'secondary.example', [], 'Slave');
    const zone = { name: 'secondary.example', display: 'secondary.example' };

    const failure = await failureOf(provider().read(zone, [home], signal));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(/secondary\.example is a secondary zone.*PDNS_API_URL/);
  });

  test.each(['/', '/api', '/api/v1', '/api/v1/'])('takes an address that ends in %s', async (end) => {
    zoneWith([record('home', '192.0.2.1')]);

    const [set] = await provider({ PDNS_API_URL: running().url + end }).read(example, [home], signal);

    expect(set?.records).toHaveLength(1);
  });
});
