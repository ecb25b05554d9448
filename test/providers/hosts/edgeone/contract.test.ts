import { expect, test } from 'vitest';
import { planRemoval } from '../../../../src/core/plan.ts';
import { edgeone } from '../../../../src/providers/hosts/edgeone/edgeone.ts';
import { bodyOf, type PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, example, failureIn, failureOf, home, provided, terms } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { accelerated, edgeoneError, edgeoneKeys, pretendEdgeone, recordId } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(edgeone, pretendEdgeone());
const { desired, record } = terms();

providerContract({
  name: 'EdgeOne',
  setup,
  secrets: Object.values(edgeoneKeys),
  moreThanAPage: 1010,
  moreZonesThanAPage: 110,
  // The site, its records and its accelerated names.
  requests: (names) => ({ read: 3, write: names }),
  handle: ({ id }) => recordId(id),
  refusals: [
    ...commonRefusals('EdgeOne', '{"Response":{"Error":{"Code":"Sorry","Message":"no"},"RequestId":"r"}}'),
    {
      title: 'a wrong signature',
      kind: 'permanent',
      says: /check EDGEONE_SECRET_ID and EDGEONE_SECRET_KEY \(200 AuthFailure\.SignatureFailure: \[secret\], request/,
      fault: refused(edgeoneError('AuthFailure.SignatureFailure', edgeoneKeys.secretKey)),
    },
    {
      title: 'a clock that is wrong',
      kind: 'transient',
      says: /set this machine's clock/,
      fault: refused(edgeoneError('AuthFailure.SignatureExpire', 'expired')),
    },
    {
      title: 'a missing permission',
      kind: 'permanent',
      says: /its policy must allow teo:DescribeZones/,
      fault: refused(edgeoneError('UnauthorizedOperation.CamUnauthorized', 'no')),
    },
    {
      title: 'too many requests inside of a 200',
      kind: 'limited',
      says: /too many requests/,
      fault: refused(edgeoneError('LimitExceeded.RateLimitExceeded', 'slower')),
    },
    {
      title: 'another change that is under way',
      kind: 'transient',
      says: /ResourceLockedTemporary/,
      fault: refused(edgeoneError('OperationDenied.ResourceLockedTemporary', 'try again')),
    },
    {
      title: 'a site that is switched off',
      kind: 'permanent',
      says: /EdgeOne lets nothing be changed in this site as it is now.*ErrZoneIsAlreadyPaused/,
      fault: refused(edgeoneError('OperationDenied.ErrZoneIsAlreadyPaused', 'paused')),
    },
    {
      title: 'a site that is gone',
      kind: 'permanent',
      says: /EdgeOne has no zone example\.com in this account/,
      fault: refused(edgeoneError('ResourceUnavailable.ZoneNotFound', 'gone')),
    },
    {
      title: 'a refused address',
      kind: 'record',
      readKind: 'permanent',
      says: /EdgeOne refused.*not this one/,
      fault: refused(edgeoneError('InvalidParameterValue.InvalidDNSContent', 'not this one')),
    },
  ],
});

test.each([
  [{ Location: 'Asia' }, 'holds a record for the line Asia alone'],
  [{ Weight: 20 }, 'holds a record with a weight'],
  [{ Weight: 0 }, 'holds a record with a weight'],
  [{ Status: 'disable' }, 'holds a record that is switched off'],
])('EdgeOne: a record with %o is left alone and named', async (extra, conflict) => {
  const { read, sync, held } = await provided({ setup });
  held.add({ ...record('home', '192.0.2.1'), extra });
  const before = held.snapshot();

  const [set] = await read([home]);
  await sync([desired('home')]);

  expect(set?.conflict).toBe(conflict);
  expect(held.snapshot()).toBe(before);
});

test.each([
  ['with a record', [record('home', '192.0.2.1')]],
  ['without one', []],
])('EdgeOne: an accelerated domain name %s is left alone and named', async (_, records) => {
  const { read, sync, held, server } = await provided({ setup }, records);
  for (const name of ['home', 'www2']) held.add({ ...record(name, ''), type: accelerated, data: '' });
  const before = held.snapshot();

  const sets = await read([home, { name: 'absent', type: 'A' }]);
  await sync([desired('home')]);

  expect(sets.map(({ conflict }) => conflict)).toEqual([
    'holds an accelerated domain name, which EdgeOne answers for itself',
    undefined,
  ]);
  expect(held.snapshot()).toBe(before);
  expect(server.writes()).toEqual([]);
});

test('EdgeOne: a record that was deleted meanwhile is no failure of its removal', async () => {
  const { provider, read, held, server } = await provided({ setup }, [record('home', '192.0.2.1')]);
  const changes = planRemoval(await read([home]));
  server.faults.inject(refused(edgeoneError('InvalidParameter', 'no such record')), {
    when(request) {
      if (server.isWrite(request)) held.replace(home, []);
      return server.isWrite(request);
    },
  });

  const confirmations = await provider.apply(example, changes, new AbortController().signal);

  expect(confirmations.map(failureIn)).toEqual([undefined]);
  expect(server.writes()).toHaveLength(1);
});

test('EdgeOne: a change names the record, its line and that it has no weight', async () => {
  const { sync, server } = await provided({ setup }, [record('home', '192.0.2.1')]);

  await sync([desired('home')]);

  const [change] = server.writes();
  expect(change?.headers['x-tc-action']).toBe('ModifyDnsRecords');
  expect(change && bodyOf(change)).toMatchObject({
    DnsRecords: [
      {
        ...{ Name: 'home.example.com', Type: 'A', Content: '192.0.2.10', TTL: 600 },
        ...{ Location: 'Default', Weight: -1 },
      },
    ],
  });
});

test('EdgeOne: a domain that is connected otherwise has its records elsewhere', async () => {
  const partial = pretendEdgeone({ 'example.com': { Type: 'partial' } });
  const { read, provider } = await provided({ setup: worldOf(edgeone, partial) });

  const failure = await failureOf(read([home]));

  expect(failure).toMatchObject({ kind: 'permanent' });
  expect(failure.message).toContain('is connected to EdgeOne without its name servers');
  expect(await provider.zones?.(new AbortController().signal)).toEqual([]);
});

test.each([
  [{ Status: 'pending' }, /EdgeOne says that example\.com is pending/],
  [{ Paused: true }, /example\.com is switched off at EdgeOne/],
])('EdgeOne: the owner is told of a site with %o', async (site, says) => {
  const { read, provider } = await provided({
    setup: worldOf(edgeone, pretendEdgeone({ 'example.com': site })),
  });

  await read([home]);

  expect(provider.notes?.(example)).toEqual([{ code: 'inactive', text: expect.stringMatching(says) }]);
});
