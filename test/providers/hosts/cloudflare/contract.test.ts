import { describe, expect, test } from 'vitest';
import { plan } from '../../../../src/core/plan.ts';
import { cloudflare } from '../../../../src/providers/hosts/cloudflare/cloudflare.ts';
import type { PretendAnswer, PretendRequest } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, example, failureOf, freshSignal, home, provided, terms } from '../../contract/provided.ts';
import { type ProviderContract, providerContract, type Refusal } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { cfError, cfRecordId, cfZoneId, cloudflareToken, pretendCloudflare } from './service.ts';

const setup = (...given: Parameters<typeof pretendCloudflare>) =>
  worldOf(cloudflare, pretendCloudflare(...given), { overSockets: true });

const { desired, record } = terms();
const refused = ({ status, body = '', headers }: PretendAnswer) => answer(status, body, headers);
const ofCode = (status: number, code: number, message: string) => refused(cfError(status, code, message));

const refusals: readonly Refusal[] = [
  ...commonRefusals('Cloudflare'),
  {
    title: '6003 of a malformed token',
    kind: 'permanent',
    says: /CLOUDFLARE_API_TOKEN.*Zone:Read and DNS:Edit.*400 6003: Invalid request headers: Invalid format for \[secret\]/,
    fault: refused(cfError(400, 6003, 'Invalid request headers', `Invalid format for ${cloudflareToken}`)),
  },
  {
    title: '9109 of an unknown token',
    kind: 'permanent',
    says: /CLOUDFLARE_API_TOKEN must be valid and have the permissions Zone:Read and DNS:Edit/,
    fault: ofCode(403, 9109, 'Invalid access token'),
  },
  {
    title: "9109 of an address that is not on the token's list",
    kind: 'permanent',
    says: /^CLOUDFLARE_API_TOKEN may be used from certain IP addresses only.*Client IP Address Filtering.*192\.0\.2\.7/,
    fault: ofCode(403, 9109, 'Cannot use the access token from location: 192.0.2.7'),
  },
  {
    title: '10000 of a missing permission, as 400',
    kind: 'permanent',
    says: /DNS:Edit.*400 10000: Authentication error/,
    fault: ofCode(400, 10000, 'Authentication error'),
  },
  {
    title: '7003 of an unknown zone id',
    kind: 'permanent',
    says: /no zone example\.com.*CLOUDFLARE_ZONE_ID/,
    fault: ofCode(400, 7003, 'Could not route to /zones/x'),
  },
  {
    title: 'an error with status 200',
    kind: 'permanent',
    says: /DNS:Edit.*200 10000/,
    fault: ofCode(200, 10000, 'Authentication error'),
  },
  ...[500, 503].flatMap((status) =>
    [9109, 10000, 1001, 81058].map(
      (code): Refusal => ({
        title: `${code} with ${status}`,
        kind: 'transient',
        says: /fault of its own/,
        fault: ofCode(status, code, 'Authentication error'),
      }),
    ),
  ),
  {
    title: '10000 with 429',
    kind: 'limited',
    says: /too many requests.*429 10000/,
    fault: ofCode(429, 10000, 'Authentication error'),
  },
  {
    title: '9005 of a bad address',
    kind: 'record',
    readKind: 'permanent',
    says: /Cloudflare refused.*Content for A record must be a valid IPv4 address/,
    fault: ofCode(400, 9005, 'Content for A record must be a valid IPv4 address.'),
  },
];

const contract: ProviderContract = {
  name: 'Cloudflare',
  setup: setup(),
  secrets: [cloudflareToken],
  moreThanAPage: 5050,
  moreZonesThanAPage: 60,
  // The first read looks up the zone's id.
  requests: () => ({ read: 2, write: 1 }),
  batch: true,
  extra: { proxied: true, comment: 'my home', tags: ['owner:me'] },
  handle: cfRecordId,
  filtersWildcards: true,
  refusals,
};
providerContract(contract);

describe('Cloudflare', () => {
  const enforcing = (proxied: 'true' | 'false'): ProviderContract => ({
    ...contract,
    setup: setup({}, { CLOUDFLARE_PROXIED: proxied }),
  });

  test('changes a hundred names with one request once they are known', async () => {
    const names = Array.from({ length: 100 }, (_, n) => `host${n}`);
    const { sync, server } = await provided(
      contract,
      names.map((name) => record(name, '192.0.2.1')),
    );
    await sync(names.map((name) => desired(name)));
    server.clearLog();

    await sync(names.map((name) => desired(name, '192.0.2.11')));

    expect(server.log.map(({ method, segments }) => [method, segments.at(-1)])).toEqual([
      ['GET', 'dns_records'],
      ['POST', 'batch'],
    ]);
  });

  test('splits what is more than the smallest plan takes at once', async () => {
    const names = Array.from({ length: 150 }, (_, n) => `host${n}`);
    const two = names.flatMap((name) => [record(name, '192.0.2.1'), record(name, '192.0.2.2')]);
    const { sync, remaining, server } = await provided(contract, two);
    const sets = names.map((name) => desired(name));

    await sync(sets);

    expect(server.writes()).toHaveLength(2);
    expect(await remaining(sets)).toEqual([]);
  });

  test.each([
    ['true', undefined, true],
    ['true', false, true],
    ['false', true, false],
    [undefined, true, true],
    [undefined, undefined, false],
  ] as const)(
    'CLOUDFLARE_PROXIED=%s makes a record that is proxied: %s proxied: %s',
    async (asked, before, after) => {
      const extra = { comment: 'my home', ...(before !== undefined && { proxied: before }) };
      const there = before === undefined ? [] : [{ ...record('home', '192.0.2.10'), extra }];
      const { sync, remaining, held } = await provided(asked ? enforcing(asked) : contract, there);

      await sync([desired('home')]);

      expect(await remaining([desired('home')])).toEqual([]);
      expect(held.list(home)).toMatchObject([{ data: '192.0.2.10', extra: { proxied: after } }]);
      if (before !== undefined) expect(held.list(home)[0]?.extra?.comment).toBe('my home');
      if (!after) expect(held.list(home)[0]?.ttl).toBe(600);
    },
  );

  test('sends nothing but the address for a record whose proxy status is not its business', async () => {
    const extra = { proxied: true };
    const { sync, server, held } = await provided(contract, [{ ...record('home', '192.0.2.1'), extra }]);

    await sync([desired('home')]);

    const id = held.list(home).map(cfRecordId)[0];
    expect(JSON.parse(server.writes()[0]?.body ?? '')).toEqual({ patches: [{ id, content: '192.0.2.10' }] });
  });

  test.each([
    [
      'Workers',
      { read_only: true, origin_worker_id: 'w1' },
      'holds a record that Cloudflare Workers manages',
    ],
    ['Email Routing', { read_only: true, email_routing: true }, 'another product of Cloudflare manages'],
    ['an app', { managed_by_apps: true }, 'another product of Cloudflare manages'],
  ])('leaves a record alone that is managed by %s, and sends the others', async (_, meta, conflict) => {
    const { read, sync, held, server } = await provided(contract, [
      { ...record('home', '192.0.2.1'), extra: { meta } },
      { ...record('two', '192.0.2.1'), extra: { meta: { auto_added: true, read_only: false } } },
    ]);

    const [set] = await read([home]);
    await sync([desired('home'), desired('two')]);

    expect(set?.conflict).toContain(conflict);
    expect(held.values('home', 'A')).toEqual(['192.0.2.1']);
    expect(held.values('two', 'A')).toEqual(['192.0.2.10']);
    expect(server.writes()).toHaveLength(1);
  });

  test('sends TTL 1 for auto, and does not write again', async () => {
    const { sync, remaining } = await provided(contract, [record('home', '192.0.2.1')]);

    await sync([desired('home', '192.0.2.10', 1)]);

    expect(await remaining([desired('home', '192.0.2.10', 1)])).toEqual([]);
  });

  test('removes the rest when one of many record sets is gone already', async () => {
    const { provider, read, held } = await provided(contract, [
      record('one', '192.0.2.1'),
      record('two', '192.0.2.2'),
    ]);
    const sets = [desired('one'), desired('two')];
    const known = await read(sets);
    const changes = known.map((set) => ({
      ...set,
      desired: null,
      current: set,
      create: false,
      remove: set.records,
    }));
    held.replace({ name: 'one', type: 'A' }, []);

    const confirmations = await provider.apply(example, changes, new AbortController().signal);

    expect(confirmations.map((one) => 'held' in one)).toEqual([true, true]);
    expect(held.values('two', 'A')).toEqual([]);
  });

  test('writes the rest when one record is there already, and looks at that again', async () => {
    const { provider, read, held } = await provided(contract);
    const changes = plan([desired('one'), desired('two')], await read([desired('one'), desired('two')]));
    held.add(record('one', '192.0.2.10'));

    const confirmations = await provider.apply(example, changes, new AbortController().signal);

    const [one, two] = ['one', 'two'].map((name) =>
      confirmations.find((confirmation) => confirmation.name === name),
    );
    expect(one).toMatchObject({ failure: { kind: 'transient', unconfirmed: true } });
    expect(two).toHaveProperty('held');
  });

  test('needs no Zone:Read when the id of the zone is given', async () => {
    const withId: ProviderContract = {
      ...contract,
      setup: setup({ withoutZoneRead: true }, { CLOUDFLARE_ZONE_ID: cfZoneId('example.com') }),
    };
    const { sync, remaining } = await provided(withId);

    await sync([desired('home')]);

    expect(await remaining([desired('home')])).toEqual([]);
  });

  test('says which permission is missing when it sees no zone', async () => {
    const { read } = await provided({ ...contract, setup: setup({ withoutZoneRead: true }) });

    const failure = await failureOf(read([home]));

    expect(failure).toMatchObject({ kind: 'permanent' });
    expect(failure.message).toMatch(/no zone example\.com.*Zone:Read and DNS:Edit.*CLOUDFLARE_ZONE_ID/);
  });

  test('takes the zone that is active among those of one name', async () => {
    const several = setup({ statuses: ['moved', 'active', 'pending'] });
    const { sync, held } = await provided({ ...contract, setup: several });

    await sync([desired('home')]);

    expect(held.values('home', 'A')).toEqual(['192.0.2.10']);
  });

  test.each([
    ['pending', /its status is pending\); .*registrar.*not those of Cloudflare yet/],
    ['moved', /its status is moved\); .*registrar are still those of Cloudflare/],
  ])('says of a zone that is %s what keeps it from being served', async (status, says) => {
    const { read, server } = await provided({ ...contract, setup: setup({ statuses: [status] }) });

    const failure = await failureOf(read([home]));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(says);
    expect(server.log).toHaveLength(1);
  });

  describe.each([
    [403, 9109],
    [404, 7003],
  ])('after %s %s for an id that was looked up', (status, code) => {
    async function refusedOnce() {
      const made = await provided(contract, [record('home', '192.0.2.1')]);
      const changes = plan([desired('home')], await made.read([home]));
      made.server.clearLog();
      const isOld = ({ path }: PretendRequest) => path.includes('dns_records');
      made.server.faults.inject(ofCode(status, code, 'Unauthorized'), { when: isOld, times: 1 });
      const lookUps = () => made.server.log.filter(({ path }) => path.endsWith('/zones')).length;
      return { ...made, changes, lookUps };
    }

    test('looks it up anew at the next read', async () => {
      const { read, lookUps } = await refusedOnce();

      await failureOf(read([home]));
      await read([home]);

      expect(lookUps()).toBe(1);
    });

    test('looks it up anew at the next write', async () => {
      const { provider, changes, lookUps, held } = await refusedOnce();

      await provider.apply(example, changes, freshSignal());
      await provider.apply(example, changes, freshSignal());

      expect(lookUps()).toBe(1);
      expect(held.values('home', 'A')).toEqual(['192.0.2.10']);
    });
  });

  test('touches nothing when the given id is that of another zone', async () => {
    const other: ProviderContract = {
      ...contract,
      setup: setup({}, { CLOUDFLARE_ZONE_ID: cfZoneId('example.net') }),
    };
    const { provider, server } = await provided(other, [], { zone: 'example.net' });

    const failure = await failureOf(provider.read(example, [home], new AbortController().signal));

    expect(failure.message).toBe('CLOUDFLARE_ZONE_ID is the id of example.net, not of example.com');
    expect(server.writes()).toEqual([]);
  });
});
