import { expect, test } from 'vitest';
import { bunny } from '../../../../src/providers/hosts/bunny.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, home, provided, terms } from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { bunnyError, bunnyKey, pretendBunny } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const { desired, record } = terms();

const contract: ProviderContract = {
  name: 'bunny.net',
  setup: worldOf(bunny, pretendBunny()),
  secrets: [bunnyKey],
  moreThanAPage: 0,
  moreZonesThanAPage: 1050,
  requests: (names) => ({ read: 2, write: names }),
  concurrency: 4,
  extra: { Weight: 30, Comment: 'the box under the stairs' },
  foreignTypes: /^(3|4|9)$/,
  leftAlone: [
    [{ extra: { SmartRoutingType: 1 } }, /holds a record with smart routing/],
    [{ extra: { SmartRoutingType: 'Geolocation' } }, /holds a record with smart routing/],
    [{ extra: { MonitorType: 2 } }, /holds a record with a monitor/],
    [{ extra: { Accelerated: true } }, /holds a record that the CDN answers for/],
    [{ type: 'PullZone', data: '' }, /^holds a (Pull Zone|PullZone) record$/],
    [{ type: 'Flatten', data: '' }, 'holds a Flatten record'],
    [{ type: 'Redirect', data: 'https://example.net/' }, 'holds a Redirect record'],
  ],
  refusals: [
    ...commonRefusals('bunny.net', '{"ErrorKey":"busy","Field":"","Message":"Sorry"}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check BUNNY_API_KEY.*401 Authorization failed \[secret\]/,
      fault: answer(401, JSON.stringify({ Message: `Authorization failed ${bunnyKey}` })),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /allowed to manage DNS.*403/,
      fault: answer(403, '{"Message":"Forbidden"}'),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /bunny\.net refused.*Value: is no address/,
      fault: refused(bunnyError(400, 'is no address', 'Value')),
    },
  ],
};

providerContract(contract);

test('bunny.net: switches on a record that its owner disabled', async () => {
  const disabled = { ...record('home', '192.0.2.10'), extra: { Disabled: true } };
  const { sync, held } = await provided(contract, [disabled]);

  await sync([desired('home')]);

  expect(held.list(home)[0]?.extra).not.toHaveProperty('Disabled');
});
