import { dinahosting } from '../../../../src/providers/hosts/dinahosting.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { dinahostingError, dinahostingLogin, pretendDinahosting } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(dinahosting, pretendDinahosting());

providerContract({
  name: 'dinahosting',
  setup,
  secrets: [dinahostingLogin.password],
  ttls: [300, 300],
  zoneTtl: true,
  moreThanAPage: 0,
  moreZonesThanAPage: 30,
  requests: (names) => ({ read: 1, write: 2 * names }),
  leftAlone: [[{ type: 'URL', data: 'https://example.net' }, /^holds a (redirection|URL)/]],
  refusals: [
    ...commonRefusals('dinahosting', '{"responseCode":"x"}'),
    {
      title: 'a wrong password inside of a 200',
      kind: 'permanent',
      says: /check DINAHOSTING_USERNAME and DINAHOSTING_PASSWORD \(200 2200: no \[secret\]\)/,
      fault: refused(dinahostingError(2200, `no ${dinahostingLogin.password}`)),
    },
    {
      title: 'a missing right',
      kind: 'permanent',
      says: /must be allowed to manage the DNS zone/,
      fault: refused(dinahostingError(2201, 'Authorization error.')),
    },
    {
      title: 'a refused record',
      kind: 'record',
      readKind: 'permanent',
      says: /dinahosting refused.*Command failed/,
      fault: refused(dinahostingError(2400, 'Command failed.')),
    },
  ],
});
