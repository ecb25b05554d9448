import { active24 } from '../../../../src/providers/hosts/active24.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { websupportError, websupportKeys } from '../websupport/service.ts';
import { ways } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);

for (const way of ways)
  providerContract({
    name: 'Active24',
    setup: worldOf(active24, way),
    secrets: Object.values(websupportKeys),
    moreThanAPage: 1010,
    moreZonesThanAPage: 30,
    // The first read looks the service up; each record is created, looked for and the old one deleted.
    requests: (names) => ({ read: 2, write: 3 * names }),
    refusals: [
      ...commonRefusals('Active24', '{"title":"sorry"}'),
      {
        title: '401',
        kind: 'permanent',
        says: /check ACTIVE24_API_KEY and ACTIVE24_SECRET, and the clock.*\[secret\]/,
        fault: refused(websupportError(401, `no ${websupportKeys.secret}`)),
      },
      {
        title: '403',
        kind: 'permanent',
        says: /must be allowed to manage the DNS of the domain.*unauthorized/,
        fault: refused(websupportError(403, 'This action is unauthorized.')),
      },
      {
        title: '422',
        kind: 'record',
        readKind: 'permanent',
        says: /Active24 refused.*The given data was invalid/,
        fault: refused(websupportError(422, 'The given data was invalid.')),
      },
    ],
  });
