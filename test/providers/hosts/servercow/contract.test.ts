import { servercow } from '../../../../src/providers/hosts/servercow.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { pretendServercow, servercowError, servercowUser } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);

providerContract({
  name: 'Servercow',
  setup: worldOf(servercow, pretendServercow()),
  secrets: [servercowUser.password],
  moreThanAPage: 0,
  requests: (names) => ({ read: 1, write: names }),
  refusals: [
    ...commonRefusals('Servercow', '{"error":"sorry"}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check SERVERCOW_USERNAME and SERVERCOW_PASSWORD.*401 no \[secret\]/,
      fault: refused(servercowError(401, `no ${servercowUser.password}`)),
    },
    {
      title: 'wrong credentials inside of a 200',
      kind: 'permanent',
      says: /check SERVERCOW_USERNAME and SERVERCOW_PASSWORD/,
      fault: refused(servercowError(200, 'Unauthorized')),
    },
    {
      title: 'a refused record inside of a 200',
      kind: 'record',
      readKind: 'permanent',
      says: /Servercow refused.*bad content/,
      fault: refused(servercowError(200, 'bad content')),
    },
  ],
});
