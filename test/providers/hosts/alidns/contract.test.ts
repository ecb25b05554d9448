import { alidns } from '../../../../src/providers/hosts/alidns.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { aliError, aliKeys, pretendAli } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(alidns, pretendAli());

providerContract({
  name: 'Alibaba Cloud',
  setup,
  secrets: Object.values(aliKeys),
  moreThanAPage: 510,
  moreZonesThanAPage: 110,
  requests: (names) => ({ read: 1, write: names }),
  leftAlone: [
    [{ extra: { Line: 'telecom' } }, 'holds a record for the line telecom alone'],
    [{ extra: { Weight: 20 } }, 'holds a record with a weight'],
    [{ extra: { Locked: true } }, 'holds a record that is locked'],
    [{ extra: { Status: 'Disable' } }, 'holds a record that is switched off'],
    [{ type: 'REDIRECT_URL', data: 'https://example.net' }, 'holds a redirection'],
  ],
  refusals: [
    ...commonRefusals('Alibaba Cloud DNS', '{"Code":"Sorry","Message":"no"}'),
    {
      title: 'a wrong key, with 404',
      kind: 'permanent',
      says: /check ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY.*InvalidAccessKeyId\.NotFound/,
      fault: refused(aliError(404, 'InvalidAccessKeyId.NotFound', 'not found')),
    },
    {
      title: 'a wrong signature, which is echoed',
      kind: 'permanent',
      says: /check ALICLOUD_ACCESS_KEY.*\[secret\]/,
      fault: refused(
        aliError(400, 'SignatureDoesNotMatch', `server string to sign is: ${aliKeys.accessKeyId}`),
      ),
    },
    {
      title: 'a clock that is wrong',
      kind: 'transient',
      says: /set this machine's clock/,
      fault: refused(aliError(400, 'InvalidTimeStamp.Expired', 'expired')),
    },
    {
      title: 'a missing permission',
      kind: 'permanent',
      says: /policy of the RAM user must allow alidns:DescribeDomainRecords/,
      fault: refused(
        aliError(403, 'Forbidden.RAM', 'User not authorized to operate on the specified resource'),
      ),
    },
    {
      title: 'too many requests with 400',
      kind: 'limited',
      says: /too many requests/,
      fault: refused(aliError(400, 'Throttling.User', 'Request was denied due to user flow control.')),
    },
    {
      title: 'a refused TTL',
      kind: 'record',
      readKind: 'permanent',
      says: /refused.*TTL/,
      fault: refused(aliError(400, 'QuotaExceeded.TTL', 'The TTL is too low for this edition.')),
    },
  ],
});
