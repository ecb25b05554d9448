import { describe, expect, onTestFinished, test } from 'vitest';
import { createHttp } from '../../../../src/http/client.ts';
import { netcup } from '../../../../src/providers/hosts/netcup/netcup.ts';
import { isUsable } from '../../../../src/settings/setting.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import type { LoggedRequest, PretendAnswer, PretendRequest } from '../../../world/pretend-server.ts';
import { foreignRecords, pretendZone, pretendZones } from '../../../world/zone.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import {
  answer,
  example,
  failureIn,
  failureOf,
  freshSignal,
  home,
  provided,
  terms,
} from '../../contract/provided.ts';
import { type ProviderContract, providerContract, type Refusal } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import {
  type NetcupWorld,
  netcupCredentials,
  netcupError,
  netcupPath,
  netcupServer,
  netcupSessionId,
  pretendNetcup,
} from './service.ts';

const setup = (...given: Parameters<typeof pretendNetcup>) => worldOf(netcup, pretendNetcup(...given));

const refused = ({ status, body = '', headers }: PretendAnswer) => answer(status, body, headers);
const validation = (message: string, action = 'updateDnsRecords') =>
  refused(netcupError(action, 4013, 'Validation Error.', message));
const limit = 'More than 180 requests per minute. Please wait and retry later.';

const refusals: readonly Refusal[] = [
  ...commonRefusals('netcup'),
  {
    title: '4013 of too many requests',
    kind: 'limited',
    says: /too many requests.*200 4013: Validation Error.: More than 180 requests.*request pretend-1/,
    fault: validation(limit),
  },
  {
    title: '4013 of a record',
    kind: 'record',
    readKind: 'permanent',
    says: /netcup refused.*destination is incorrect for \[secret\]/,
    fault: validation(`destination is incorrect for ${netcupSessionId}1`),
  },
  {
    title: '4013 of the zone',
    kind: 'permanent',
    says: /no zone example\.com in this account.*CloudDNS/,
    fault: validation('Value in field domainname does not match requirements of type: domainname. '),
  },
  {
    title: '5028 of the zone',
    kind: 'permanent',
    says: /no zone example\.com in this account/,
    fault: refused(
      netcupError(
        'updateDnsRecords',
        5028,
        'Update of DNS records failed',
        'Can not update (all) DNS records for zone. The zone example.com could not be found.',
      ),
    ),
  },
  {
    title: '4001 time after time',
    kind: 'transient',
    says: /200 4001/,
    fault: refused(netcupError('', 4001, 'Api session id in invalid format', 'The session id is not valid.')),
  },
  {
    title: 'a code that nobody knows',
    kind: 'transient',
    says: /answered as netcup's API does not.*200 5999/,
    fault: refused(netcupError('', 5999, 'Internal error', 'Something is wrong.')),
  },
];

const contract: ProviderContract = {
  name: 'netcup',
  setup: setup(),
  secrets: [netcupCredentials.NETCUP_API_KEY, netcupCredentials.NETCUP_API_PASSWORD, netcupSessionId],
  moreThanAPage: 500,
  // A session and the list; the update and the end of the session.
  requests: () => ({ read: 2, write: 2 }),
  batch: true,
  ttls: [600, 600],
  zoneTtl: true,
  refusals,
};
providerContract(contract);

const actionOf = ({ body }: PretendRequest): string => JSON.parse(body).action;
const actions = (log: readonly LoggedRequest[]) => log.map(actionOf);

describe('netcup', () => {
  const { desired, record } = terms(contract);
  const names = ['one', 'two', 'three', 'four', 'five'];
  const sets = names.map((name) => desired(name));
  const before = names.map((name) => record(name, '192.0.2.1'));
  const world = (options: Partial<NetcupWorld> = {}, settings: Record<string, string> = {}) =>
    provided({ ...contract, setup: setup(options, settings) }, before);

  test('logs in, lists, updates once with the changed records alone, and logs out', async () => {
    const sessions = new Set<string>();
    const { sync, server } = await world({ sessions });

    await sync([desired('one'), desired('new'), desired('two', '192.0.2.1')]);

    expect(actions(server.log)).toEqual(['login', 'infoDnsRecords', 'updateDnsRecords', 'logout']);
    expect(JSON.parse(server.writes()[0]?.body ?? '').param.dnsrecordset.dnsrecords).toEqual([
      { hostname: 'new', type: 'A', destination: '192.0.2.10' },
      { id: expect.stringMatching(/^\d+$/), hostname: 'one', type: 'A', destination: '192.0.2.10' },
    ]);
    expect([...sessions]).toEqual([]);
  });

  test('uses a session again, and begins another when netcup has forgotten it', async () => {
    const sessions = new Set<string>();
    const { read, server } = await world({ sessions });

    await read([home]);
    await read([home]);
    sessions.clear();
    const again = await read(sets);

    expect(actions(server.log)).toEqual([
      'login',
      'infoDnsRecords',
      'infoDnsRecords',
      'infoDnsRecords',
      'login',
      'infoDnsRecords',
    ]);
    expect(again.map(({ records }) => records.length)).toEqual(names.map(() => 1));
  });

  test('carries out an update whose session had ended', async () => {
    const sessions = new Set<string>();
    const { read, sync, held } = await world({ sessions });
    await read([home]);
    sessions.clear();

    const confirmations = await sync(sets);

    expect(confirmations.map(failureIn)).toEqual(names.map(() => undefined));
    expect(names.map((name) => held.values(name, 'A'))).toEqual(names.map(() => ['192.0.2.10']));
  });

  test('begins a session of its own when the last one may be over', async () => {
    const clock = new VirtualClock();
    const zone = pretendZone('example.com', foreignRecords);
    const server = await netcupServer({ zones: pretendZones(zone) });
    const http = createHttp({ userAgent: 'contract', timeout: 5000 });
    onTestFinished(async () => {
      await http.close();
      await server.stop();
    });
    const values = { ...netcupCredentials, NETCUP_API_URL: server.url + netcupPath };
    const provider = netcup.create(values, http, { clock, timeout: 5000 });

    await provider.read(example, [home], freshSignal());
    await clock.advance(9 * 60_000);
    await provider.read(example, [home], freshSignal());
    await clock.advance(5 * 60_000);
    await provider.read(example, [home], freshSignal());

    expect(actions(server.log)).toEqual([
      'login',
      'infoDnsRecords',
      'infoDnsRecords',
      'login',
      'infoDnsRecords',
    ]);
  });

  test('says that the credentials are wrong', async () => {
    const { read } = await world({}, { NETCUP_API_PASSWORD: 'wrongPassword' });

    const failure = await failureOf(read([home]));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(/does not accept the credentials.*NETCUP_API_PASSWORD/);
  });

  test('says that too many logins may be wrong credentials', async () => {
    const { read, server } = await world();
    server.faults.inject(validation(limit, 'login'));

    const failure = await failureOf(read([home]));

    expect(failure.kind).toBe('limited');
    expect(failure.message).toMatch(/too many requests.*wrong credentials.*NETCUP_API_KEY/);
  });

  test('takes an empty zone for empty, and fills it', async () => {
    const { held, sync } = await world();
    held.replace({}, []);

    const confirmations = await sync(sets);

    expect(confirmations.map(failureIn)).toEqual(names.map(() => undefined));
    expect(held.list()).toHaveLength(names.length);
  });

  test('does not take 5029 of a zone that is not there for an empty zone', async () => {
    const { read, server } = await world();
    const message = 'Can not get DNS records for zone. The zone example.com could not be found.';
    server.faults.inject(
      refused(netcupError('infoDnsRecords', 5029, 'Getting DNS records failed', message)),
      {
        when: (request) => actionOf(request) === 'infoDnsRecords',
      },
    );

    const failure = await failureOf(read([home]));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toContain('no zone example.com');
  });

  test('never takes a success without a list for an empty zone', async () => {
    const { read, server } = await world();
    const body = { status: 'success', statuscode: 2000, responsedata: '' };
    server.faults.inject(answer(200, JSON.stringify(body)), {
      when: (request) => actionOf(request) === 'infoDnsRecords',
    });

    const failure = await failureOf(read([home]));

    expect(failure.kind).toBe('transient');
  });

  test.each([[false], [true]])(
    'changes the others when one record is refused (carried out in part: %s)',
    async (partial) => {
      const { sync, held } = await world({ partial });
      held.replace({ name: 'three' }, [
        { ...record('three', '192.0.2.1'), type: 'CNAME', data: 'example.net' },
      ]);
      const all = [...sets.filter(({ name }) => name !== 'three'), desired('new')];

      await sync([...all, desired('bad', '192.0.2.300')]);
      const confirmations = await sync([...all, desired('bad', '192.0.2.300')]);

      expect(confirmations).toMatchObject([{ name: 'bad', failure: { kind: 'record', unconfirmed: false } }]);
      for (const { name } of all) expect(held.values(name, 'A')).toEqual(['192.0.2.10']);
    },
  );

  test('does not log out after a failure', async () => {
    const { sync, server } = await world();
    server.faults.inject(validation(limit), { when: server.isWrite });

    await sync(sets);

    expect(actions(server.log)).toEqual(['login', 'infoDnsRecords', 'updateDnsRecords']);
  });

  test('confirms what was written although the end of the session failed', async () => {
    const { sync, server } = await world();
    server.faults.inject(
      { kind: 'drop', carriedOut: false },
      { when: (request) => actionOf(request) === 'logout' },
    );

    const confirmations = await sync(sets);

    expect(confirmations.map(failureIn)).toEqual(names.map(() => undefined));
  });

  test.each([
    ['http://127.0.0.1:1/endpoint.php?JSON', true],
    ['https://ccp.netcup.net/', true],
    ['https://user:pass@ccp.netcup.net/?JSON', false],
    ['ftp://ccp.netcup.net/?JSON', false],
    ['ccp.netcup.net', false],
  ])('of NETCUP_API_URL=%s: %s', (value, valid) => {
    const setting = netcup.settings.NETCUP_API_URL;

    expect(setting && isUsable(setting, value)).toBe(valid);
  });
});
