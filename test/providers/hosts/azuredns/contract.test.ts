import { expect, test } from 'vitest';
import { plan } from '../../../../src/core/plan.ts';
import { azuredns } from '../../../../src/providers/hosts/azuredns/azuredns.ts';
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
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { azureError, azureSecret, azureToken, pretendAzure } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const { desired, record } = terms();

const contract: ProviderContract = {
  name: 'Azure DNS',
  setup: worldOf(azuredns, pretendAzure()),
  secrets: [azureSecret, azureToken(1)],
  moreThanAPage: 210,
  moreZonesThanAPage: 210,
  requests: (names) => ({ read: 1 + Math.ceil((names + 12) / 100), write: names }),
  extra: { metadata: { kept: 'the box under the stairs' } },
  foreignTypes: /\/(SOA|NS|MX|TXT|CAA)$/,
  leftAlone: [
    [{ extra: { target: '/subscriptions/x/publicIPAddresses/y' } }, 'holds an alias to a resource of Azure'],
  ],
  refusals: [
    ...commonRefusals('Azure DNS', '{"error":{"code":"Sorry","message":"Sorry"}}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.*401/,
      fault: refused(azureError(401, 'InvalidAuthenticationToken', `expired ${azureSecret}`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /needs the role DNS Zone Contributor.*AuthorizationFailed/,
      fault: refused(azureError(403, 'AuthorizationFailed', 'does not have authorization')),
    },
    {
      title: '409 of another change',
      kind: 'transient',
      says: /is busy with another change.*Another operation is pending/,
      fault: refused(azureError(409, 'Conflict', 'Another operation is pending on this zone')),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /Azure DNS refused.*BadRequest: not valid/,
      fault: refused(azureError(400, 'BadRequest', 'not valid')),
    },
  ],
};

providerContract(contract);

test.each([
  ['was changed', [record('home', '192.0.2.1')]],
  ['was made', []],
])('Azure DNS: overwrites no record set that %s right after it was read', async (_, before) => {
  const { provider, read, held, server } = await provided(contract, before);
  const changes = plan([desired('home')], await read([home]));
  held.replace(home, [record('home', '198.51.100.7')]);

  const [confirmation] = await provider.apply(example, changes, freshSignal());

  expect(failureIn(confirmation)).toMatchObject({ kind: 'transient', unconfirmed: true });
  expect(held.values('home', 'A')).toEqual(['198.51.100.7']);
  expect(server.writes()).toHaveLength(1);
});

test('Azure DNS: tells the owner of a secret that is refused', async () => {
  const { read, server } = await provided(contract);
  const body = JSON.stringify({ error: 'invalid_client', error_description: `AADSTS7000215 ${azureSecret}` });
  server.faults.inject(answer(401, body), { when: ({ method }) => method === 'POST' });

  const failure = await failureOf(read([home]));

  expect(failure.kind).toBe('permanent');
  expect(failure.message).toMatch(/the value of the secret and not its id.*AADSTS7000215 \[secret\]/);
});
