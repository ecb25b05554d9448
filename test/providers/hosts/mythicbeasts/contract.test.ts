import { mythicbeasts } from '../../../../src/providers/hosts/mythicbeasts.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { mythicError, mythicKey, pretendMythic } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(mythicbeasts, pretendMythic());

providerContract({
  name: 'Mythic Beasts',
  setup,
  secrets: [mythicKey.secret],
  moreThanAPage: 0,
  moreZonesThanAPage: 30,
  requests: (names) => ({ read: 1, write: names }),
  leftAlone: [
    [{ extra: { template: true } }, 'holds a record of a template'],
    [{ extra: { generated: true } }, 'holds a record that Mythic Beasts makes by itself'],
  ],
  refusals: [
    ...commonRefusals('Mythic Beasts', '{"error":"sorry"}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check MYTHICBEASTS_USERNAME and MYTHICBEASTS_PASSWORD.*401 no \[secret\]/,
      fault: refused(mythicError(401, `no ${mythicKey.secret}`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /must be allowed to read the zone and to change these records/,
      fault: refused(mythicError(403, 'no')),
    },
    {
      title: 'a refused record',
      kind: 'record',
      readKind: 'permanent',
      says: /Mythic Beasts refused.*ttl is too low/,
      fault: answer(400, '{"errors":["ttl is too low"]}'),
    },
  ],
});
