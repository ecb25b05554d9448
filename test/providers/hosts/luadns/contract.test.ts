import { luadns } from '../../../../src/providers/hosts/luadns.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { luadnsAccount, luadnsError, pretendLuadns } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(luadns, pretendLuadns());

providerContract({
  name: 'LuaDNS',
  setup,
  secrets: [luadnsAccount.token],
  moreThanAPage: 0,
  moreZonesThanAPage: 30,
  // The first read looks the zone up.
  requests: (names) => ({ read: 2, write: names }),
  leftAlone: [[{ extra: { generated: true } }, 'holds a record that LuaDNS makes of another one']],
  refusals: [
    ...commonRefusals('LuaDNS', '{"status":"Sorry","message":"no"}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check LUADNS_API_USERNAME and LUADNS_API_TOKEN, and that the API is enabled.*401 no \[secret\], request apollo\/1/,
      fault: refused(luadnsError(401, `no ${luadnsAccount.token}`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /LUADNS_API_TOKEN must be allowed to edit the zone/,
      fault: refused(luadnsError(403, 'Forbidden')),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /LuaDNS refused.*TTL is too low/,
      fault: refused(luadnsError(400, 'TTL is too low')),
    },
  ],
});
