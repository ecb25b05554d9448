import { digitalocean } from '../../../../src/providers/hosts/digitalocean.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { digitaloceanToken, doError, pretendDigitalocean } from './service.ts';

const refused = ({ status, body = '', headers }: PretendAnswer) => answer(status, body, headers);

providerContract({
  name: 'DigitalOcean',
  setup: worldOf(digitalocean, pretendDigitalocean()),
  secrets: [digitaloceanToken],
  moreThanAPage: 450,
  moreZonesThanAPage: 210,
  requests: (names) => ({ read: Math.ceil((names + 20) / 200), write: names }),
  concurrency: 4,
  refusals: [
    ...commonRefusals('DigitalOcean'),
    {
      title: '401',
      kind: 'permanent',
      says: /DO_AUTH_TOKEN.*expired.*401 Unauthorized: Unable to authenticate \[secret\], request pretend-1/,
      fault: refused(doError(401, 'Unauthorized', `Unable to authenticate ${digitaloceanToken}`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /domain:read, domain:create, domain:update and domain:delete/,
      fault: refused(doError(403, 'Forbidden', 'You are not authorized to perform this operation')),
    },
    {
      title: '422',
      kind: 'record',
      readKind: 'permanent',
      says: /DigitalOcean refused.*Data needs to be an address/,
      fault: refused(doError(422, 'unprocessable_entity', 'Data needs to be an address')),
    },
    {
      title: '429 too_many_requests',
      kind: 'limited',
      says: /too many requests.*429 too_many_requests: API Rate limit exceeded/,
      fault: refused(doError(429, 'too_many_requests', 'API Rate limit exceeded.')),
    },
  ],
});
