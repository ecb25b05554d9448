import { expect, test } from 'vitest';
import { constellix } from '../../../../src/providers/hosts/constellix.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, home, provided, terms } from '../../contract/provided.ts';
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

test.each([
  [{ recordOption: 'failover' }, 'holds a record set with failover'],
  [{ recordOption: 'pools' }, 'holds a record set with pools'],
  [{ gtdRegion: 2 }, 'holds a record set for one region alone'],
  [{ geolocation: { geoipFilter: 1 } }, 'holds a record set for one region alone'],
  [{ noAnswer: true }, 'holds a record set that is switched off'],
])('Constellix: a set with %o is left alone and named', async (extra, conflict) => {
  const { read, sync, held } = await provided({ setup });
  held.add({ ...terms().record('home', '192.0.2.1'), extra });
  const before = held.snapshot();

  const [set] = await read([home]);
  await sync([terms().desired('home')]);

  expect(set?.conflict).toBe(conflict);
  expect(held.snapshot()).toBe(before);
});
