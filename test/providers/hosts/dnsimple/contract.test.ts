import { describe, expect, test } from 'vitest';
import { plan } from '../../../../src/core/plan.ts';
import { parseZone } from '../../../../src/dns/name.ts';
import { dnsimple } from '../../../../src/providers/hosts/dnsimple/dnsimple.ts';
import type { PretendAnswer, PretendRequest } from '../../../world/pretend-server.ts';
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
  type DnsimpleWorld,
  dnsimpleAccount,
  dnsimpleError,
  dnsimpleReset,
  dnsimpleToken,
  pretendDnsimple,
} from './service.ts';

const setup = (...given: Parameters<typeof pretendDnsimple>) => worldOf(dnsimple, pretendDnsimple(...given));

const { desired, record } = terms();
const refused = ({ status, body = '', headers }: PretendAnswer) => answer(status, body, headers);

const refusals: readonly Refusal[] = [
  ...commonRefusals('DNSimple', '{}', { reset: dnsimpleReset * 1000 }),
  {
    title: '401',
    kind: 'permanent',
    says: /DNSIMPLE_OAUTH_TOKEN.*expired.*401 Authentication failed for \[secret\]/,
    fault: refused(dnsimpleError(401, `Authentication failed for ${dnsimpleToken}`)),
  },
  {
    title: '402',
    kind: 'permanent',
    says: /paid plan.*402/,
    fault: refused(dnsimpleError(402, 'Your account is not subscribed')),
  },
  {
    title: '403',
    kind: 'permanent',
    says: /does not allow this for example\.com: DNSIMPLE_OAUTH_TOKEN must be allowed to read and edit/,
    fault: refused(dnsimpleError(403, 'Permission Denied. Required Scope: zones:*:write')),
  },
  {
    title: '400 with the fields that are wrong',
    kind: 'record',
    readKind: 'permanent',
    says: /DNSimple refused.*content.*must be an IPv4 address/,
    fault: refused(dnsimpleError(400, 'Validation failed', { content: ['must be an IPv4 address'] })),
  },
  {
    title: '429 with a reset time to come',
    kind: 'limited',
    retryAfter: 1_800_000,
    says: /too many requests.*429 quota exceeded/,
    fault: answer(429, '{"message":"quota exceeded"}', {
      date: 'Mon, 09 Jul 2018 05:37:56 GMT',
      'x-ratelimit-reset': '1531116476',
    }),
  },
];

const pages = (names: number) => Math.ceil((names + 20) / 100);
const common = {
  filtersWildcards: true,
  secrets: [dnsimpleToken],
  moreThanAPage: 230,
  moreZonesThanAPage: 110,
  refusals,
};
const withBatches: ProviderContract = {
  ...common,
  name: 'DNSimple with batches',
  setup: setup(),
  // The first read asks for the account, and whether the zone is served.
  requests: (names) => ({ read: 2 + pages(names), write: 1 }),
  batch: true,
};
const withoutBatches: ProviderContract = {
  ...common,
  name: 'DNSimple without batches',
  concurrency: 4,
  requests: (names) => ({ read: 1 + pages(names), write: names }),
  async setup(options) {
    const made = await setup({ batches: false }, { DNSIMPLE_ACCOUNT_ID: dnsimpleAccount })(options);
    const learning = [desired('learning', '192.0.2.9'), desired('learning', '2001:db8::9')];
    const absent = learning.map(({ name, type }) => ({ name, type, records: [] }));
    await made.provider.apply(parseZone(options.zone), plan(learning, absent), freshSignal());
    made.held.replace({ name: 'learning' }, []);
    made.server.clearLog();
    return made;
  },
};
providerContract(withBatches);
providerContract(withoutBatches);

describe('DNSimple', () => {
  const names = ['one', 'two', 'three', 'four', 'five'];
  const sets = names.map((name) => desired(name));
  const before = names.map((name) => record(name, '192.0.2.1'));
  const isBatch = ({ path }: PretendRequest) => path.endsWith('/batch');
  const world = (options: Partial<DnsimpleWorld>, settings: Record<string, string> = {}) =>
    provided({ ...withBatches, setup: setup(options, settings) }, before);

  test('learns once that the plan has no batches', async () => {
    const { sync, server, held } = await world({ batches: false });

    const first = await sync(sets);
    const again = await sync(names.map((name) => desired(name, '192.0.2.20')));

    expect([...first, ...again].map(failureIn).filter(Boolean)).toEqual([]);
    expect(names.map((name) => held.values(name, 'A'))).toEqual(names.map(() => ['192.0.2.20']));
    expect(server.log.filter(isBatch).map(({ status }) => status)).toEqual([412]);
  });

  test('changes a single record without a batch', async () => {
    const { sync, server } = await world({});

    await sync([desired('one')]);

    expect(server.writes().map(({ method }) => method)).toEqual(['PATCH']);
  });

  test.each<[string, Partial<DnsimpleWorld>]>([
    ['whose zone is served by an integrated DNS provider', { batches: 'not-this-zone' }],
    ['that takes fewer records in a batch', { largestBatch: 2 }],
  ])('changes every record of an account %s', async (_, options) => {
    const { sync, remaining } = await world(options);

    const confirmations = await sync(sets);

    expect(confirmations.map(failureIn).filter(Boolean)).toEqual([]);
    expect(await remaining(sets)).toEqual([]);
  });

  test('sends no batch of more operations than DNSimple takes', async () => {
    const { sync, server, held } = await world({});
    const many = Array.from({ length: 130 }, (_, n) => desired(`host${n}`));

    const confirmations = await sync(many);

    expect(confirmations.map(failureIn).filter(Boolean)).toEqual([]);
    expect(server.writes().map(({ path, status }) => [path.split('/').at(-1), status])).toEqual([
      ['batch', 200],
      ['batch', 200],
    ]);
    expect(many.flatMap(({ name }) => held.values(name, 'A'))).toHaveLength(130);
  });

  test('changes the others when one record of a batch is gone', async () => {
    const { provider, read, held } = await world({});
    const changes = plan(sets, await read(sets));
    held.replace({ name: 'two', type: 'A' }, []);

    const confirmations = await provider.apply(example, changes, freshSignal());

    const failures = confirmations.filter(failureIn);
    expect(failures).toMatchObject([{ name: 'two', failure: { kind: 'transient', unconfirmed: true } }]);
    expect(names.map((name) => held.values(name, 'A').length)).toEqual([1, 0, 1, 1, 1]);
  });

  test('says what is wrong with one record of a batch, and changes the others', async () => {
    const { sync, held } = await world({});

    const confirmations = await sync([...sets, desired('six', '192.0.2.10', 30)]);

    const failures = confirmations.flatMap((one) => failureIn(one) ?? []);
    expect(failures.map(({ message }) => message)).toEqual([
      expect.stringMatching(/DNSimple refused the record: .*ttl must be an integer of 60 or more/),
    ]);
    expect(names.map((name) => held.values(name, 'A'))).toEqual(names.map(() => ['192.0.2.10']));
  });

  test.each([1, 3])('takes a record for its own that another instance made first, of %d', async (many) => {
    const { provider, read, held } = await world({});
    const wanted = ['six', 'seven', 'eight'].slice(0, many).map((name) => desired(name));
    const changes = plan(wanted, await read(wanted));
    held.add(record('six', '192.0.2.10'));

    const confirmations = await provider.apply(example, changes, freshSignal());

    expect(confirmations.map(failureIn)).toEqual(wanted.map(() => undefined));
    expect(confirmations[0]).toMatchObject({ held: { records: [{ value: '192.0.2.10', ttl: 600 }] } });
    expect(wanted.map(({ name }) => held.values(name, 'A'))).toEqual(wanted.map(() => ['192.0.2.10']));
  });

  test('leaves a record alone that DNSimple manages itself', async () => {
    const { read, sync, held } = await world({});
    held.replace({ name: 'one' }, [{ ...record('one', '192.0.2.1'), extra: { system_record: true } }]);

    const [set] = await read([{ name: 'one', type: 'A' }]);
    const confirmations = await sync(sets);

    expect(set?.conflict).toBe('holds a record that DNSimple manages itself');
    expect(confirmations.map(({ name }) => name)).toEqual(names.slice(1));
    expect(held.values('one', 'A')).toEqual(['192.0.2.1']);
  });

  test.each([
    [
      'one of them',
      [{ regions: ['SV1'] }, { regions: ['global'] }],
      /served in certain regions alone \(SV1\)/,
    ],
    ['the only one', [{ regions: ['SV1', 'AMS'] }], /served in certain regions alone \(SV1, AMS\)/],
  ])('leaves records alone that are served by region: %s', async (_, extras, conflict) => {
    const { read, sync, held } = await world({});
    held.replace(
      { name: 'one', type: 'A' },
      extras.map((extra, n) => ({ ...record('one', `192.0.2.${n + 1}`), extra })),
    );
    const there = held.values('one', 'A');

    const [set] = await read([{ name: 'one', type: 'A' }]);
    const confirmations = await sync(sets);

    expect(set?.conflict).toMatch(conflict);
    expect(confirmations.map(({ name }) => name)).toEqual(names.slice(1));
    expect(held.values('one', 'A')).toEqual(there);
  });

  test('says that a user token needs the account', async () => {
    const { read } = await world({ owner: 'user' });

    const failure = await failureOf(read([home]));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toContain('DNSIMPLE_ACCOUNT_ID');
  });

  test('works with a user token and the account', async () => {
    const { sync, remaining } = await world({ owner: 'user' }, { DNSIMPLE_ACCOUNT_ID: dnsimpleAccount });

    await sync(sets);

    expect(await remaining(sets)).toEqual([]);
  });

  test('says when the account does not hold the zone', async () => {
    const { read } = await world({}, { DNSIMPLE_ACCOUNT_ID: '2020' });

    const failure = await failureOf(read([home]));

    expect(failure.message).toMatch(/no zone example\.com in this account.*DNSIMPLE_ACCOUNT_ID/);
  });
});
