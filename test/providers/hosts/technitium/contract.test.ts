import { technitium } from '../../../../src/providers/hosts/technitium.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { pretendTechnitium, technitiumError, technitiumToken } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(technitium, pretendTechnitium());

providerContract({
  name: 'Technitium',
  setup,
  secrets: [technitiumToken],
  moreThanAPage: 0,
  moreZonesThanAPage: 30,
  requests: (names) => ({ read: 1, write: names }),
  extra: { comments: 'the house', disabled: false },
  leftAlone: [
    [{ extra: { disabled: true } }, 'holds a record that is switched off'],
    [{ extra: { expiryTtl: 60 } }, 'holds a record that is to expire'],
    [{ type: 'APP', data: '' }, 'holds a record of an application of the server'],
    [{ type: 'ANAME', data: 'example.net' }, 'holds an ANAME to example.net'],
  ],
  refusals: [
    ...commonRefusals('Technitium', '{"status":"x"}'),
    {
      title: 'a wrong token inside of a 200',
      kind: 'permanent',
      says: /check TECHNITIUM_API_TOKEN \(200 invalid-token: no \[secret\]\)/,
      fault: refused(technitiumError(`no ${technitiumToken}`, 'invalid-token')),
    },
    {
      title: 'a missing permission',
      kind: 'permanent',
      says: /must be allowed to view and modify the zone/,
      fault: refused(technitiumError('Access was denied.')),
    },
    {
      title: 'a refused record',
      kind: 'record',
      readKind: 'permanent',
      says: /Technitium refused.*Parameter 'ttl' is invalid/,
      fault: refused(technitiumError("Parameter 'ttl' is invalid.")),
    },
  ],
});
