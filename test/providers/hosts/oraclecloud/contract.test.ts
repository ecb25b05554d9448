import { oraclecloud } from '../../../../src/providers/hosts/oraclecloud.ts';
import { testKey } from '../../../support/rsa-key.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { oracleError, oracleHash, pretendOracle } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const keyLine = testKey.split('\n')[3] ?? '';

const contract: ProviderContract = {
  name: 'Oracle Cloud',
  setup: worldOf(oraclecloud, pretendOracle()),
  secrets: [keyLine],
  moreThanAPage: 210,
  moreZonesThanAPage: 210,
  requests: (names) => ({ read: Math.ceil((names + 12) / 100), write: 1 }),
  batch: true,
  handle: oracleHash,
  leftAlone: [[{ extra: { isProtected: true } }, 'holds a record that Oracle protects']],
  refusals: [
    ...commonRefusals('Oracle Cloud', '{"code":"Sorry","message":"Sorry"}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check OCI_TENANCY_OCID, OCI_USER_OCID, OCI_FINGERPRINT and OCI_PRIVATE_KEY.*clock is right.*\[secret\]/,
      fault: refused(oracleError(401, 'NotAuthenticated', `incorrect ${keyLine}`)),
    },
    {
      title: '404, which stands for a missing right as well',
      kind: 'permanent',
      says: /no zone example\.com.*a policy allows the user's group.*NotAuthorizedOrNotFound/,
      fault: refused(oracleError(404, 'NotAuthorizedOrNotFound', 'Authorization failed or not found.')),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /Oracle Cloud refused.*InvalidParameter: no address/,
      fault: refused(oracleError(400, 'InvalidParameter', 'no address')),
    },
  ],
};

providerContract(contract);
