import { constellix } from '../../../../src/providers/hosts/constellix.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { constellixError, constellixKeys, pretendConstellix } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(constellix, pretendConstellix());

providerContract({
  name: 'Constellix',
  setup,
  secrets: Object.values(constellixKeys),
  moreThanAPage: 0,
  moreZonesThanAPage: 30,
  listsByType: true,
  // The first read looks the zone up.
  requests: (names) => ({ read: 2, write: names }),
  leftAlone: [
    [{ extra: { recordOption: 'failover' } }, 'holds a record set with failover'],
    [{ extra: { recordOption: 'pools' } }, 'holds a record set with pools'],
    [{ extra: { gtdRegion: 2 } }, 'holds a record set for one region alone'],
    [{ extra: { geolocation: { geoipFilter: 1 } } }, 'holds a record set for one region alone'],
    [{ extra: { noAnswer: true } }, 'holds a record set that is switched off'],
  ],
  refusals: [
    ...commonRefusals('Constellix', '{"errors":[]}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check CONSTELLIX_API_KEY and CONSTELLIX_SECRET_KEY, and the clock.*\[secret\]/,
      fault: refused(constellixError(401, `no ${constellixKeys.key}`)),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /Constellix refused.*bad value/,
      fault: refused(constellixError(400, 'bad value')),
    },
  ],
});
