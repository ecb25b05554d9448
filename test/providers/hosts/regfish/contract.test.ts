import { regfish } from '../../../../src/providers/hosts/regfish.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { pretendRegfish, regfishError, regfishKey } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(regfish, pretendRegfish());

providerContract({
  name: 'regfish',
  setup,
  secrets: [regfishKey],
  moreThanAPage: 0,
  requests: (names) => ({ read: 1, write: names }),
  leftAlone: [
    [{ extra: { auto: true } }, 'holds a record that regfish makes itself'],
    [{ extra: { active: false } }, 'holds a record that is switched off'],
  ],
  refusals: [
    ...commonRefusals('regfish', '{"success":"x"}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check REGFISH_API_KEY.*no \[secret\]/,
      fault: refused(regfishError(401, `no ${regfishKey}`, 0)),
    },
    {
      title: 'a wrong key inside of a 200',
      kind: 'permanent',
      says: /check REGFISH_API_KEY/,
      fault: refused(regfishError(200, 'Invalid API key', 10_001)),
    },
    {
      title: 'a refused record inside of a 200',
      kind: 'record',
      readKind: 'permanent',
      says: /regfish refused.*invalid data/,
      fault: refused(regfishError(200, 'invalid data', 15_003)),
    },
  ],
});
