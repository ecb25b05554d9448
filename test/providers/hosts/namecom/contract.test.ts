import { expect, test } from 'vitest';
import { namecom } from '../../../../src/providers/hosts/namecom.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, home, provided } from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { namecomError, namecomToken, pretendNamecom } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);

const contract: ProviderContract = {
  name: 'Name.com',
  setup: worldOf(namecom, pretendNamecom()),
  secrets: [namecomToken],
  moreThanAPage: 1050,
  moreZonesThanAPage: 1050,
  requests: (names) => ({ read: 1, write: names }),
  concurrency: 4,
  refusals: [
    ...commonRefusals('Name.com', '{"message":"Sorry"}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check NAMECOM_USERNAME and NAMECOM_API_TOKEN.*two-step verification.*401 Unauthorized \[secret\]/,
      fault: refused(namecomError(401, `Unauthorized ${namecomToken}`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /must use the name servers of Name\.com.*Permission denied/,
      fault: refused(namecomError(403, 'Permission denied')),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /Name\.com refused.*Bad Request: no address/,
      fault: refused(namecomError(400, 'Bad Request', 'no address')),
    },
  ],
};

providerContract(contract);

test('Name.com: makes no address beside an ANAME', async () => {
  const { read } = await provided(contract, [{ name: 'home', type: 'ANAME', data: 'example.net', ttl: 300 }]);

  expect(await read([home])).toMatchObject([{ conflict: 'holds an ANAME to example.net' }]);
});

test('Name.com: an account without a record has no list of them', async () => {
  const { read, server } = await provided(contract);
  server.faults.inject(answer(200, '{"from":0,"to":0,"totalCount":0}'));

  expect(await read([home])).toEqual([{ ...home, records: [] }]);
});
