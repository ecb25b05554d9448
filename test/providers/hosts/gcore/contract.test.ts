import { expect, test } from 'vitest';
import { gcore } from '../../../../src/providers/hosts/gcore.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, home, provided, terms } from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { gcoreError, gcoreToken, pretendGcore } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const { desired, record } = terms();

const contract: ProviderContract = {
  name: 'Gcore',
  setup: worldOf(gcore, pretendGcore()),
  secrets: [gcoreToken],
  moreThanAPage: 1050,
  moreZonesThanAPage: 1050,
  requests: (names) => ({ read: 1, write: names }),
  concurrency: 4,
  extra: { meta: { notes: ['the box under the stairs'] } },
  leftAlone: [
    [{ extra: { pickers: [{ type: 'geodns' }] } }, 'holds records that Gcore chooses from'],
    [{ extra: { filters: [{ type: 'first_n', limit: 1 }] } }, 'holds records that Gcore chooses from'],
    [{ extra: { setMeta: { failover: { frequency: 15 } } } }, 'holds records that Gcore chooses from'],
    [{ extra: { meta: { weight: 25 } } }, 'holds records that Gcore chooses from'],
  ],
  refusals: [
    ...commonRefusals('Gcore', '{"error":"Sorry"}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check GCORE_PERMANENT_API_TOKEN.*401 invalid token \[secret\]/,
      fault: refused(gcoreError(401, `invalid token ${gcoreToken}`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /must be allowed to manage DNS.*forbidden/,
      fault: refused(gcoreError(403, 'forbidden')),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /Gcore refused.*invalid content/,
      fault: refused(gcoreError(400, 'invalid content')),
    },
  ],
};

providerContract(contract);

test('Gcore: switches on a record that its owner disabled', async () => {
  const disabled = { ...record('home', '192.0.2.10'), extra: { enabled: false } };
  const { sync, held } = await provided(contract, [disabled]);

  await sync([desired('home')]);

  expect(held.list(home)[0]?.extra).toBeUndefined();
});
