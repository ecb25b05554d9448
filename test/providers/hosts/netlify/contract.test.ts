import { netlify } from '../../../../src/providers/hosts/netlify.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { netlifyError, netlifyToken, pretendNetlify } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);

const contract: ProviderContract = {
  name: 'Netlify',
  setup: worldOf(netlify, pretendNetlify()),
  secrets: [netlifyToken],
  moreThanAPage: 0,
  moreZonesThanAPage: 250,
  requests: (names) => ({ read: 2, write: 2 * names }),
  handle: ({ id }) => `u6b433c15a27a2d79${Number(id).toString(16).padStart(7, '0')}`,
  leftAlone: [
    [{ extra: { managed: true } }, /^holds a record that Netlify manages itself/],
    [{ type: 'NETLIFY', data: 'example.netlify.app' }, /^holds a record that Netlify manages itself/],
  ],
  refusals: [
    ...commonRefusals('Netlify', '{"code":1,"message":"Sorry"}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check NETLIFY_TOKEN.*401 Access Denied \[secret\]/,
      fault: refused(netlifyError(401, `Access Denied ${netlifyToken}`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /in the team that holds the zone.*Forbidden/,
      fault: refused(netlifyError(403, 'Forbidden')),
    },
    {
      title: '422',
      kind: 'record',
      readKind: 'permanent',
      says: /Netlify refused.*Value is no address/,
      fault: refused(netlifyError(422, 'Value is no address')),
    },
  ],
};

providerContract(contract);
