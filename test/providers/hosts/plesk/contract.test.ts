import { plesk } from '../../../../src/providers/hosts/plesk.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { bareResults, pleskError, pleskLogin, pretendPlesk } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);

providerContract({
  name: 'Plesk',
  setup: worldOf(plesk, pretendPlesk()),
  secrets: [pleskLogin.password],
  ttls: [300, 300],
  zoneTtl: true,
  moreThanAPage: 0,
  bare: bareResults,
  // The first read looks the site up.
  moreZonesThanAPage: 30,
  requests: (names) => ({ read: 2, write: 2 * names }),
  refusals: [
    ...commonRefusals('Plesk', '<packet/>'),
    {
      title: 'a wrong password inside of a 200',
      kind: 'permanent',
      says: /check PLESK_USERNAME and PLESK_PASSWORD \(200 1001: no \[secret\]\)/,
      fault: refused(pleskError('system', 1001, `no ${pleskLogin.password}`)),
    },
    {
      title: 'a missing right',
      kind: 'permanent',
      says: /must be allowed to use remote API and to manage DNS/,
      fault: refused(pleskError('dns/get_rec', 1006, 'Permission denied')),
    },
    {
      title: 'a refused record',
      kind: 'record',
      readKind: 'permanent',
      says: /Plesk refused.*Wrong value/,
      fault: refused(pleskError('dns/add_rec', 1023, 'Wrong value')),
    },
    {
      title: 'another error',
      kind: 'transient',
      says: /1002: Agent is busy/,
      fault: refused(pleskError('dns/add_rec', 1002, 'Agent is busy')),
    },
  ],
});
