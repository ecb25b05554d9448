import { expect, test } from 'vitest';
import { planRemoval } from '../../../../src/core/plan.ts';
import { aliesa } from '../../../../src/providers/hosts/aliesa/aliesa.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
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
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { esaError, esaKeys, pretendEsa, recordId } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(aliesa, pretendEsa());
const { desired, record } = terms();
const home6 = { name: 'home', type: 'AAAA' } as const;

providerContract({
  name: 'Alibaba Cloud ESA',
  setup,
  secrets: Object.values(esaKeys),
  // Those of one name are one record there.
  moreThanAPage: 0,
  moreZonesThanAPage: 510,
  // The number of the site, and its records, of which a page has room for a hundred.
  requests: (names) => ({ read: 1 + Math.ceil((names + 12) / 100), write: names }),
  handle: ({ name }) => String(recordId(name)),
  extra: { Comment: 'the box under the stairs' },
  needsIpv4: true,
  refusals: [
    ...commonRefusals('Alibaba Cloud ESA', '{"Code":"Sorry","Message":"no"}'),
    {
      title: 'a wrong key, with 404',
      kind: 'permanent',
      says: /check ALIESA_ACCESS_KEY and ALIESA_SECRET_KEY.*InvalidAccessKeyId\.NotFound/,
      fault: refused(esaError(404, 'InvalidAccessKeyId.NotFound', 'not found')),
    },
    {
      title: 'a clock that is wrong',
      kind: 'transient',
      says: /set this machine's clock/,
      fault: refused(esaError(400, 'InvalidTimeStamp.Expired', 'expired')),
    },
    {
      title: 'a missing permission',
      kind: 'permanent',
      says: /policy of the RAM user must allow esa:ListSites/,
      fault: refused(
        esaError(403, 'Forbidden.RAM', 'User not authorized to operate on the specified resource'),
      ),
    },
    {
      title: 'too many requests with 400',
      kind: 'limited',
      says: /too many requests/,
      fault: refused(esaError(400, 'Throttling.User', 'Request was denied due to user flow control.')),
    },
    {
      title: 'a refused value',
      kind: 'record',
      readKind: 'permanent',
      says: /refused.*not this one/,
      fault: refused(esaError(400, 'InvalidRecordValue', 'not this one')),
    },
  ],
});

test('Alibaba Cloud ESA: all records of a site with more than a page are read', async () => {
  const names = Array.from({ length: 110 }, (_, n) => `host${n}`);
  const { read } = await provided(
    { setup },
    names.map((name) => record(name, '192.0.2.1')),
  );

  const sets = await read(names.map((name) => ({ name, type: 'A' })));

  expect(sets.flatMap(({ records }) => records.map(({ value }) => value))).toHaveLength(110);
});

test.each([['accelerated', { Proxied: true }, 'holds a record that ESA accelerates']])(
  'Alibaba Cloud ESA: a name that is %s is left alone in both families',
  async (_, extra, conflict) => {
    const { read, sync, held, server } = await provided({ setup });
    held.add({ ...record('home', '192.0.2.1'), extra });
    const before = held.snapshot();

    const sets = await read([home, home6]);
    await sync([desired('home'), desired('home', '2001:db8::10')]);

    expect(sets.map((set) => set.conflict)).toEqual([conflict, conflict]);
    expect(held.snapshot()).toBe(before);
    expect(server.writes()).toEqual([]);
  },
);

test('Alibaba Cloud ESA: a change of one family leaves the addresses of the other', async () => {
  const { sync, held, server } = await provided({ setup }, [
    record('home', '192.0.2.1'),
    record('home', '2001:db8::1'),
    record('home', '2001:db8::2'),
  ]);

  await sync([desired('home')]);

  expect(held.values('home', 'A')).toEqual(['192.0.2.10']);
  expect(held.values('home', 'AAAA')).toEqual(['2001:db8::1', '2001:db8::2']);
  expect(server.writes().map(({ query }) => query.get('Action'))).toEqual(['UpdateRecord']);
});

test('Alibaba Cloud ESA: both families come and go, the one of IPv4 first and last', async () => {
  const { provider, sync, read, held, server } = await provided({ setup });

  const made = await sync([desired('home', '2001:db8::10'), desired('home')]);
  const gone = await provider.apply(example, planRemoval(await read([home, home6])), freshSignal());

  expect(made.map(({ type }) => type)).toEqual(['AAAA', 'A']);
  expect([...made, ...gone].map(failureIn)).toEqual([undefined, undefined, undefined, undefined]);
  expect(held.list({ name: 'home' }).filter(({ type }) => type.startsWith('A'))).toEqual([]);
  const sent = server.writes().map(({ query }) => [query.get('Action'), query.get('Data')]);
  expect(sent).toEqual([
    ['CreateRecord', '{"Value":"192.0.2.10"}'],
    ['UpdateRecord', '{"Value":"192.0.2.10,2001:db8::10"}'],
    ['UpdateRecord', '{"Value":"192.0.2.10"}'],
    ['DeleteRecord', null],
  ]);
});

test('Alibaba Cloud ESA: an IPv4 address whose change was lost is not undone by that of the IPv6 address', async () => {
  const { sync, held, server } = await provided({ setup }, [
    record('home', '192.0.2.1'),
    record('home', '2001:db8::1'),
  ]);
  const both = [desired('home'), desired('home', '2001:db8::10')];
  server.faults.inject({ kind: 'altered', alter: () => 'cut' }, { when: server.isWrite, times: 1 });

  const confirmations = await sync(both);

  expect(confirmations.map((one) => failureIn(one)?.unconfirmed)).toEqual([true, true]);
  expect(held.values('home', 'A')).toEqual(['192.0.2.10']);
  expect(held.values('home', 'AAAA')).toEqual(['2001:db8::1']);
  expect((await sync(both)).map(failureIn)).toEqual([undefined]);
  expect(held.values('home', 'AAAA')).toEqual(['2001:db8::10']);
});

test('Alibaba Cloud ESA: a name cannot have an IPv6 address alone, which is told without a request', async () => {
  const { sync, server } = await provided({ setup });

  const [failure] = (await sync([desired('home', '2001:db8::10')])).map(failureIn);

  expect(failure).toMatchObject({ kind: 'record' });
  expect(failure?.message).toContain('takes no IPv6 address without an IPv4 address of the same name');
  expect(server.writes()).toEqual([]);
});

test('Alibaba Cloud ESA: the IPv4 address stays where others of IPv6 do', async () => {
  const { provider, read, held } = await provided({ setup }, [
    record('home', '192.0.2.1'),
    record('home', '2001:db8::1'),
  ]);

  const [confirmation] = await provider.apply(example, planRemoval(await read([home])), freshSignal());

  expect(failureIn(confirmation)?.message).toContain('keeps no IPv6 address without an IPv4 address');
  expect(held.values('home', 'A')).toEqual(['192.0.2.1']);
});

test('Alibaba Cloud ESA: a domain that is connected otherwise has its records elsewhere', async () => {
  const byCname = pretendEsa({ 'example.com': { AccessType: 'CNAME' } });
  const { read, provider } = await provided({ setup: worldOf(aliesa, byCname) });

  const failure = await failureOf(read([home]));

  expect(failure).toMatchObject({ kind: 'permanent' });
  expect(failure.message).toContain('is connected to ESA by CNAME');
  expect(await provider.zones?.(freshSignal())).toEqual([]);
});

test('Alibaba Cloud ESA: the owner is told of a site that is not active', async () => {
  const pending = pretendEsa({ 'example.com': { Status: 'pending' } });
  const { read, provider } = await provided({ setup: worldOf(aliesa, pending) });

  await read([home]);

  expect(provider.notes?.(example)).toMatchObject([
    { code: 'inactive', text: expect.stringContaining('ESA says that example.com is pending') },
  ]);
});
