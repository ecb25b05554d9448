import { scaleway } from '../../../../src/providers/hosts/scaleway.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { pretendScaleway, scalewayError, scalewayKey } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);

const contract: ProviderContract = {
  name: 'Scaleway',
  setup: worldOf(scaleway, pretendScaleway()),
  secrets: [scalewayKey],
  moreThanAPage: 1050,
  moreZonesThanAPage: 1050,
  requests: () => ({ read: 1, write: 1 }),
  batch: true,
  extra: { comment: 'the box under the stairs' },
  leftAlone: [
    [{ extra: { geo_ip_config: { matches: [], default: '192.0.2.1' } } }, /answers by place/],
    [{ extra: { weighted_config: { weighted_ips: [] } } }, /answers by weight/],
    [{ extra: { view_config: { views: [] } } }, /answers by the network of who asks/],
    [{ extra: { http_service_config: { ips: [] } } }, /answers by the health of a service/],
  ],
  refusals: [
    ...commonRefusals('Scaleway', '{"message":"Sorry","type":"sorry"}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check SCW_SECRET_KEY.*401 denied_authentication: \[secret\] is denied/,
      fault: refused(scalewayError(401, 'denied_authentication', `${scalewayKey} is denied`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /permission set DomainsDNSFullAccess.*insufficient permissions/,
      fault: refused(scalewayError(403, 'permissions_denied', 'insufficient permissions')),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /Scaleway refused.*invalid argument/,
      fault: refused(scalewayError(400, 'invalid_arguments', 'invalid argument(s)')),
    },
  ],
};

providerContract(contract);
