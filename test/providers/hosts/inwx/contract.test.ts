import { inwx } from '../../../../src/providers/hosts/inwx.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { withoutForeignMembers } from '../../../world/xml-rpc.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { inwxAccount, inwxError, pretendInwx } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);

providerContract({
  name: 'INWX',
  setup: worldOf(inwx, pretendInwx()),
  secrets: [inwxAccount.pass],
  moreThanAPage: 0,
  moreZonesThanAPage: 510,
  bare: withoutForeignMembers,
  requests: (names) => ({ read: 1, write: names }),
  refusals: [
    ...commonRefusals('INWX', inwxError(2600, 'Sorry').body),
    {
      title: 'a wrong password inside of a 200',
      kind: 'permanent',
      says: /check INWX_USERNAME and INWX_PASSWORD, and that the account has no two-factor login \(200 2200: no \[secret\]\)/,
      fault: refused(inwxError(2200, `no ${inwxAccount.pass}`)),
    },
    {
      title: 'a missing right',
      kind: 'permanent',
      says: /must be allowed to manage the DNS/,
      fault: refused(inwxError(2201, 'Authorization error')),
    },
    {
      title: 'too many requests inside of a 200',
      kind: 'limited',
      says: /too many requests/,
      fault: refused(inwxError(2502, 'Session limit exceeded')),
    },
    {
      title: 'a failed command',
      kind: 'transient',
      says: /2400: Command failed/,
      fault: refused(inwxError(2400, 'Command failed')),
    },
    {
      title: 'a refused record',
      kind: 'record',
      readKind: 'permanent',
      says: /INWX refused.*Parameter value syntax error/,
      fault: refused(inwxError(2005, 'Parameter value syntax error')),
    },
  ],
});
