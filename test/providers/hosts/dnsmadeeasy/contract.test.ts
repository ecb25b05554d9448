import { dnsmadeeasy } from '../../../../src/providers/hosts/dnsmadeeasy.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { dmeError, dmeKeys, pretendDme } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(dnsmadeeasy, pretendDme());

providerContract({
  name: 'DNS Made Easy',
  setup,
  secrets: Object.values(dmeKeys),
  moreThanAPage: 1010,
  moreZonesThanAPage: 30,
  // The first read looks the zone up.
  requests: (names) => ({ read: 2, write: names }),
  leftAlone: [
    [{ extra: { gtdLocation: 'US_EAST' } }, 'holds a record for the region US_EAST alone'],
    [{ extra: { failover: true } }, 'holds a record with failover'],
    [{ extra: { dynamicDns: true } }, 'holds a record of its own dynamic DNS'],
    [{ extra: { source: 0 } }, 'holds a record of a template'],
  ],
  refusals: [
    ...commonRefusals('DNS Made Easy', '{"error":[]}'),
    {
      title: '403',
      kind: 'permanent',
      says: /check DNSMADEEASY_API_KEY and DNSMADEEASY_API_SECRET, and the clock.*\[secret\]/,
      fault: refused(dmeError(403, `API key not found ${dmeKeys.key}`)),
    },
    {
      title: 'too many requests with 400',
      kind: 'limited',
      says: /too many requests/,
      fault: refused(dmeError(400, 'Rate limit exceeded')),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /DNS Made Easy refused.*bad value/,
      fault: refused(dmeError(400, 'bad value')),
    },
  ],
});
