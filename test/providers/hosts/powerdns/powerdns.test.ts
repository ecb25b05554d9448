import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../src/base/clock.ts';
import { plan, planRemoval } from '../../../../src/core/plan.ts';
import { parseZone } from '../../../../src/dns/name.ts';
import type { DesiredSet, RecordKey } from '../../../../src/dns/records.ts';
import { createHttp } from '../../../../src/http/client.ts';
import { powerdns } from '../../../../src/providers/hosts/powerdns.ts';
import { pretendServer } from '../../../world/pretend-server.ts';

const zone = parseZone('example.com');
const home: RecordKey = { name: 'home', type: 'A' };
const desired: DesiredSet = { ...home, value: '192.0.2.10', ttl: 600 };
const { signal } = new AbortController();
const on = (content: string) => ({ content, disabled: false });
const off = (content: string) => ({ content, disabled: true });

/** A server that has one record set and knows the two calls that are made; `world.records` is what it holds. */
async function serverWith(...records: { content: string; disabled: boolean }[]) {
  const world: { records: typeof records; about?: object } = { records };
  const server = await pretendServer(({ method, body }) => {
    if (method === 'PATCH') {
      world.records = JSON.parse(body).rrsets[0].records;
      return { status: 204 };
    }
    const rrsets = [{ name: 'home.example.com.', type: 'A', ttl: 600, records: world.records }];
    return { status: 200, body: JSON.stringify({ kind: 'Native', ...world.about, rrsets }) };
  });
  const http = createHttp({ userAgent: 'unit', timeout: 5000 });
  onTestFinished(async () => {
    await http.close();
    await server.stop();
  });
  const values = { PDNS_API_KEY: 'key', PDNS_API_URL: server.url };
  const provider = powerdns.create(values, http, { clock: systemClock, timeout: 5000 });
  return { world, server, provider };
}

test('keeps a record that was disabled after the zone was read, with two requests', async () => {
  const { world, server, provider } = await serverWith(on('192.0.2.1'));
  const known = await provider.read(zone, [home], signal);
  world.records = [on('192.0.2.1'), off('192.0.2.200')];
  server.clearLog();

  await provider.apply(zone, plan([desired], known), signal);

  expect(world.records).toEqual([on('192.0.2.10'), off('192.0.2.200')]);
  expect(server.log.map(({ method }) => method)).toEqual(['GET', 'PATCH']);
});

test('does not bring back a disabled record that was deleted after the zone was read', async () => {
  const { world, provider } = await serverWith(on('192.0.2.1'), off('192.0.2.200'));
  const known = await provider.read(zone, [home], signal);
  world.records = [on('192.0.2.1')];

  await provider.apply(zone, planRemoval(known), signal);

  expect(world.records).toEqual([]);
});

test('writes nothing when the zone cannot be read before, and leaves nothing unconfirmed', async () => {
  const { server, provider } = await serverWith(on('192.0.2.1'));
  const known = await provider.read(zone, [home], signal);
  server.faults.inject({ kind: 'answer', status: 500 }, { when: ({ method }) => method === 'GET' });

  const [confirmation] = await provider.apply(zone, plan([desired], known), signal);

  expect(confirmation).toMatchObject({ failure: { kind: 'transient', unconfirmed: false } });
  expect(server.writes()).toEqual([]);
});

test.each([
  [{ kind: 'Master', soa_edit_api: '' }, true],
  [{ kind: 'Primary', soa_edit_api: '' }, true],
  [{ kind: 'Producer', soa_edit_api: '' }, true],
  [{ kind: 'Master', soa_edit_api: 'DEFAULT' }, false],
  [{ kind: 'Native', soa_edit_api: '' }, false],
  [{ kind: 'Master' }, false],
])('notes a primary zone whose serial stays as it is, until that is mended: %j', async (about, isNoted) => {
  const { world, provider } = await serverWith(on('192.0.2.1'));
  world.about = about;

  await provider.read(zone, [home], signal);

  const text = expect.stringMatching(
    /secondaries keep the old address: .*pdnsutil set-meta example\.com SOA-EDIT-API DEFAULT/,
  );
  expect(provider.notes?.(zone)).toEqual(isNoted ? [{ code: 'not-served', text }] : []);
  world.about = { kind: 'Master', soa_edit_api: 'DEFAULT' };
  await provider.read(zone, [home], signal);
  expect(provider.notes?.(zone)).toEqual([]);
});
