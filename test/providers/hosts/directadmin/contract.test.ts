import { directadmin } from '../../../../src/providers/hosts/directadmin.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { directadminError, directadminLogin, pretendDirectadmin } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);

providerContract({
  name: 'DirectAdmin',
  setup: worldOf(directadmin, pretendDirectadmin()),
  secrets: [directadminLogin.password],
  moreThanAPage: 0,
  moreZonesThanAPage: 30,
  requests: (names) => ({ read: 1, write: names }),
  refusals: [
    ...commonRefusals('DirectAdmin', '{"error":1}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check DIRECTADMIN_USERNAME and DIRECTADMIN_PASSWORD.*no \[secret\]/,
      fault: refused(directadminError('Not logged in', `no ${directadminLogin.password}`, 401)),
    },
    {
      title: 'a command that the key may not run',
      kind: 'permanent',
      says: /must be allowed to run the command for DNS control/,
      fault: refused(directadminError('Access denied', 'this key may not do that')),
    },
    {
      title: 'a refused record inside of a 200',
      kind: 'record',
      readKind: 'permanent',
      says: /DirectAdmin refused.*Cannot add record: bad value/,
      fault: refused(directadminError('Cannot add record', 'bad value')),
    },
  ],
});
