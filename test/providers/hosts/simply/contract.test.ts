import { simply } from '../../../../src/providers/hosts/simply.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { pretendSimply, simplyAccount, simplyError } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);

providerContract({
  name: 'simply.com',
  setup: worldOf(simply, pretendSimply()),
  secrets: [simplyAccount.key],
  moreThanAPage: 0,
  requests: (names) => ({ read: 1, write: names }),
  refusals: [
    ...commonRefusals('simply.com', '{"error":"sorry"}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check SIMPLY_ACCOUNT_NAME and SIMPLY_API_KEY.*no \[secret\]/,
      fault: refused(simplyError(401, `no ${simplyAccount.key}`)),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /simply\.com refused.*invalid data/,
      fault: refused(simplyError(400, 'invalid data')),
    },
  ],
});
