import { njalla } from '../../../../src/providers/hosts/njalla.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { njallaError, njallaToken, pretendNjalla } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(njalla, pretendNjalla());

providerContract({
  name: 'Njalla',
  setup,
  secrets: [njallaToken],
  ttls: [900, 3600],
  moreThanAPage: 0,
  moreZonesThanAPage: 30,
  requests: (names) => ({ read: 1, write: names }),
  leftAlone: [
    [{ type: 'Dynamic', data: 'key' }, 'holds a record of the type Dynamic'],
    [{ type: 'Redirect', data: 'key' }, 'holds a record of the type Redirect'],
  ],
  refusals: [
    ...commonRefusals('Njalla', '{"error":{"code":1,"message":"Sorry"}}'),
    {
      title: 'a wrong token inside of a 200',
      kind: 'permanent',
      says: /check NJALLA_TOKEN \(200 403: Invalid token\. \[secret\]\)/,
      fault: refused(njallaError(403, `Invalid token. ${njallaToken}`)),
    },
    {
      title: 'a domain that the token may not use',
      kind: 'permanent',
      says: /does not allow this for example\.com: check DOMAIN, and that NJALLA_TOKEN may be used/,
      fault: refused(njallaError(403, 'permission denied')),
    },
    {
      title: 'a refused record inside of a 200',
      kind: 'record',
      readKind: 'permanent',
      says: /Njalla refused.*Invalid TTL/,
      fault: refused(njallaError(400, 'Invalid TTL')),
    },
    {
      title: 'a fault of its own inside of a 200',
      kind: 'transient',
      says: /500: Internal error/,
      fault: refused(njallaError(500, 'Internal error')),
    },
  ],
});
