import { expect, test } from 'vitest';
import { ns1 } from '../../../../src/providers/hosts/ns1.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, failureIn, provided, terms } from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { ns1Error, ns1Key, pretendNs1 } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const { desired, record } = terms();

const contract: ProviderContract = {
  name: 'NS1',
  setup: worldOf(ns1, pretendNs1()),
  secrets: [ns1Key],
  moreThanAPage: 0,
  moreZonesThanAPage: 50,
  requests: (names) => ({ read: 1, write: 2 * names }),
  filtersWildcards: true,
  extra: { meta: { note: 'the box under the stairs' } },
  leftAlone: [
    [{ extra: { tier: 3 } }, /has a filter chain/],
    [{ extra: { link: 'other.example.com' } }, /is linked to other\.example\.com/],
    [{ type: 'ALIAS', data: 'example.net' }, 'holds an ALIAS to example.net'],
    [{ type: 'URLFWD', data: 'example.net' }, 'holds a URL forwarding'],
  ],
  refusals: [
    ...commonRefusals('NS1', '{"message":"Sorry"}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check NS1_API_KEY.*401 Unauthorized \[secret\]/,
      fault: refused(ns1Error(401, `Unauthorized ${ns1Key}`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /permissions to view zones and manage records.*Forbidden/,
      fault: refused(ns1Error(403, 'Forbidden')),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /NS1 refused.*invalid answer/,
      fault: refused(ns1Error(400, 'invalid answer')),
    },
  ],
};

providerContract(contract);

test.each([
  ['a filter chain', { filters: [{ filter: 'up' }] }],
  ['regions', { regions: { home: { meta: {} } } }],
])('NS1: leaves a record alone whose %s the list does not show', async (what, extra) => {
  const { sync, held, server } = await provided(contract, [{ ...record('home', '192.0.2.1'), extra }]);

  const [confirmation] = await sync([desired('home')]);

  expect(failureIn(confirmation)).toMatchObject({ kind: 'record' });
  expect(failureIn(confirmation)?.message).toContain(`has ${what} at NS1`);
  expect(held.values('home', 'A')).toEqual(['192.0.2.1']);
  expect(server.writes()).toEqual([]);
});
