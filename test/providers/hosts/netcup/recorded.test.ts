import { describe, expect, test } from 'vitest';
import { plan } from '../../../../src/core/plan.ts';
import { netcup } from '../../../../src/providers/hosts/netcup/netcup.ts';
import type { PretendRequest } from '../../../world/pretend-server.ts';
import { pretendZone, pretendZones } from '../../../world/zone.ts';
import { failureOf, freshSignal } from '../../contract/provided.ts';
import { type Exchange, hasFixtures, recordedExchanges } from '../../recorded/fixtures.ts';
import { replay } from '../../recorded/replay.ts';
import { netcupAnswer, netcupCredentials, netcupPath } from './service.ts';

interface HeldAtNetcup {
  readonly id: string;
  readonly hostname: string;
  readonly type: string;
  readonly destination: string;
}

const zoneName = 'coldfix.de';
const exchanges = hasFixtures ? recordedExchanges('netcup') : [];
const actionOf = ({ body }: { readonly body: string | null }): string => JSON.parse(body ?? '').action;
const all = (action: string) => exchanges.filter(({ request }) => actionOf(request) === action);
const listIn = ({ response }: Exchange): HeldAtNetcup[] => JSON.parse(response.body).responsedata.dnsrecords;

function recorded(action: string, text: string): Exchange {
  const found = all(action).find(({ response }) => response.body.includes(text));
  if (!found) throw new Error(`no ${action} with ${text} was recorded`);
  return found;
}

/** Every session begins as recorded; what else is asked is chosen. */
const replayOf = (choose: (action: string) => Exchange | undefined) =>
  replay({
    definition: netcup,
    values: netcupCredentials,
    urlSetting: 'NETCUP_API_URL',
    basePath: netcupPath,
    domain: zoneName,
    choose: (request: PretendRequest) => {
      const action = actionOf(request);
      return action === 'login' ? recorded('login', 'apisessionid') : choose(action);
    },
  });

describe.skipIf(!hasFixtures)('exchanges recorded at netcup', () => {
  test('a list: addresses, a CNAME as an conflict, and a name that is absent', async () => {
    const list = recorded('infoDnsRecords', '"hostname":"localhost"');
    const { provider, zone } = await replayOf(() => list);

    const sets = await provider.read(
      zone,
      [
        { name: '@', type: 'A' },
        { name: 'localhost', type: 'A' },
        { name: 'www', type: 'A' },
        { name: 'absent', type: 'AAAA' },
      ],
      freshSignal(),
    );

    expect(sets).toMatchObject([
      { name: '@', records: [{ id: '405422', value: '37.120.171.171', ttl: null }] },
      { name: 'localhost', records: [{ value: '127.0.0.1', ttl: null }] },
      { name: 'www', records: [], conflict: 'holds a CNAME to @' },
      { name: 'absent', records: [] },
    ]);
  });

  test('every recorded list is understood', async () => {
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);

    for (next of all('infoDnsRecords')) {
      const [set] = await provider.read(zone, [{ name: 'localhost', type: 'A' }], freshSignal());
      const held = listIn(next).filter(({ hostname, type }) => hostname === 'localhost' && type === 'A');
      expect(set?.records.map(({ id }) => id)).toEqual(held.map(({ id }) => id));
    }
    expect(all('infoDnsRecords').length).toBeGreaterThan(40);
  });

  test('every recorded answer to an update confirms what it lists', async () => {
    const desired = { name: '@', type: 'A', value: '37.120.171.171', ttl: 600 } as const;
    const changes = plan([desired], [{ name: '@', type: 'A', records: [] }]);
    let next: Exchange | undefined;
    const { provider, zone } = await replayOf(() => next);

    for (next of all('updateDnsRecords')) {
      const confirmations = await provider.apply(zone, changes, freshSignal());
      expect(confirmations).toMatchObject([{ held: { records: [{ id: '405422', value: desired.value }] } }]);
    }
    expect(all('updateDnsRecords').length).toBeGreaterThan(20);
  });

  test('an answer that does not list the record confirms nothing', async () => {
    const desired = { name: 'home', type: 'A', value: '192.0.2.1', ttl: 600 } as const;
    const changes = plan([desired], [{ name: 'home', type: 'A', records: [] }]);
    const { provider, zone } = await replayOf((action) => all(action)[0]);

    const [confirmation] = await provider.apply(zone, changes, freshSignal());

    expect(confirmation).toMatchObject({ failure: { kind: 'transient', unconfirmed: true } });
  });

  test('an unknown domain, an error with status 200: the owner is told', async () => {
    const { provider, zone } = await replayOf(() => recorded('infoDnsZone', '5031'));

    const failure = await failureOf(provider.read(zone, [{ name: 'home', type: 'A' }], freshSignal()));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(/no zone coldfix\.de in this account.*200 5031: .*Domain not found/);
  });

  test('the pretend netcup answers like the recorded one', () => {
    const list = recorded('infoDnsRecords', '"hostname":"localhost"');
    const zone = pretendZone(zoneName, []);
    zone.restore(
      listIn(list).map(({ id, hostname, type, destination }) => ({
        id,
        name: hostname,
        type,
        data: destination,
        ttl: 600,
      })),
    );
    const ask = (action: string, domainname: string) =>
      JSON.parse(
        netcupAnswer(
          action,
          { apisessionid: 's', domainname, dnsrecordset: { dnsrecords: [] } },
          { zones: pretendZones(zone) },
          new Set(['s']),
        ).body ?? '',
      );
    const shape = (body: object) => Object.keys(body).sort();

    const listed = ask('infoDnsRecords', zoneName);
    const updated = ask('updateDnsRecords', zoneName);
    const unknown = ask('infoDnsRecords', 'other.test');

    expect(listed.responsedata).toEqual(JSON.parse(list.response.body).responsedata);
    expect(shape(updated)).toEqual(shape(JSON.parse(all('updateDnsRecords')[0]?.response.body ?? '')));
    expect(shape(unknown)).toEqual(shape(JSON.parse(recorded('infoDnsZone', '5031').response.body)));
    expect(unknown).toMatchObject({ status: 'error', statuscode: 5031, responsedata: '' });
  });
});
