import { expect, test } from 'vitest';
import { planRemoval } from '../../../../src/core/plan.ts';
import { dynv6 } from '../../../../src/providers/hosts/dynv6.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, example, failureIn, freshSignal, home, provided, terms } from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { dynv6Error, dynv6Token, pretendDynv6 } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const { desired, record } = terms();

const contract: ProviderContract = {
  name: 'dynv6',
  setup: worldOf(dynv6, pretendDynv6()),
  secrets: [dynv6Token],
  moreThanAPage: 0,
  moreZonesThanAPage: 50,
  requests: (names) => ({ read: 3, write: names }),
  zoneTtl: true,
  ttls: [600, 600],
  refusals: [
    ...commonRefusals('dynv6', '{"error":{"name":"Sorry","message":"Sorry"}}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check DYNV6_TOKEN, which is an HTTP token.*401 Unauthorized: \[secret\] is unknown/,
      fault: refused(dynv6Error(401, 'Unauthorized', `${dynv6Token} is unknown`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /not limited to another one.*Forbidden/,
      fault: refused(dynv6Error(403, 'Forbidden', 'not allowed')),
    },
    {
      title: '422 with the field at fault',
      kind: 'record',
      readKind: 'permanent',
      says: /dynv6 refused.*Validation failed; data is no address/,
      fault: refused(
        dynv6Error(422, 'ValidationError', 'Validation failed', [{ name: 'data', message: 'is no address' }]),
      ),
    },
  ],
};

providerContract(contract);

test.each([
  ['follows the address of the zone', '', undefined],
  ['is made of a MAC address', '02:00:00:00:00:01', '2001:db8::ff:fe00:1'],
])('dynv6: leaves a record alone that %s', async (says, data, expandedData) => {
  const type = data === '' ? 'A' : 'AAAA';
  const special = { ...home, type, data, ttl: 600, ...(expandedData && { extra: { expandedData } }) };
  const { read, sync, server } = await provided(contract, [special]);
  const wish = desired('home', type === 'A' ? '192.0.2.10' : '2001:db8::10');

  const [set] = await read([wish]);
  await sync([wish]);

  expect(set?.conflict).toBe(`holds a record that ${says}`);
  expect(server.writes()).toEqual([]);
});

test('dynv6: keeps the address of the zone itself, a prefix being the address that it begins with', async () => {
  const { read, sync, held, server } = await provided(contract, [record('@', '2001:db8::')]);
  server.faults.inject({ kind: 'altered', alter: (body) => body.replace('"2001:db8::"', '"2001:db8::/64"') });
  const key = { name: '@', type: 'AAAA' } as const;

  const sets = await read([key]);
  await sync([desired('@', '2001:db8::10')]);

  expect(sets).toMatchObject([{ records: [{ value: '2001:db8::' }] }]);
  expect(held.values('@', 'AAAA')).toEqual(['2001:db8::10']);
});

test('dynv6: says that the address of a zone has to be removed by hand', async () => {
  const { provider, read } = await provided(contract, [record('@', '192.0.2.1')]);
  const changes = planRemoval(await read([{ name: '@', type: 'A' }]));

  const [confirmation] = await provider.apply(example, changes, freshSignal());

  expect(failureIn(confirmation)).toMatchObject({ kind: 'record' });
  expect(failureIn(confirmation)?.message).toMatch(/take it out by hand/);
});
