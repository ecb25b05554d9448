import { glesys } from '../../../../src/providers/hosts/glesys.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { glesysAccount, glesysError, pretendGlesys } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);

providerContract({
  name: 'Glesys',
  setup: worldOf(glesys, pretendGlesys()),
  secrets: [glesysAccount.key],
  moreThanAPage: 0,
  moreZonesThanAPage: 30,
  requests: (names) => ({ read: 1, write: names }),
  refusals: [
    ...commonRefusals('Glesys', '{"response":{}}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check GLESYS_API_USER and GLESYS_API_KEY.*401 no \[secret\]/,
      fault: refused(glesysError(401, `no ${glesysAccount.key}`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /GLESYS_API_KEY must have the permission for Domain/,
      fault: refused(glesysError(403, 'Forbidden')),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /Glesys refused.*Invalid data/,
      fault: refused(glesysError(400, 'Invalid data')),
    },
  ],
});
