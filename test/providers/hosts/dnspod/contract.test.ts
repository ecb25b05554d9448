import { dnspod } from '../../../../src/providers/hosts/dnspod.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { dnspodError, dnspodToken, pretendDnspod } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(dnspod, pretendDnspod());

providerContract({
  name: 'DNSPod',
  setup,
  secrets: [dnspodToken],
  moreThanAPage: 3010,
  moreZonesThanAPage: 510,
  requests: (names) => ({ read: 1, write: names }),
  leftAlone: [
    [{ extra: { line: '电信' } }, 'holds a record for the line 电信 alone'],
    [{ extra: { weight: 20 } }, 'holds a record with a weight'],
    [{ extra: { enabled: '0' } }, 'holds a record that is switched off'],
    [{ type: '显性URL', data: 'https://example.net' }, 'holds a redirection'],
  ],
  refusals: [
    ...commonRefusals('DNSPod', '{"status":{"code":"1234","message":"no"}}'),
    {
      title: 'a wrong token',
      kind: 'permanent',
      says: /check DNSPOD_API_KEY, which is ID,TOKEN \(200 10002: \[secret\]/,
      fault: refused(dnspodError(10002, dnspodToken)),
    },
    {
      title: 'a login that failed',
      kind: 'permanent',
      says: /check DNSPOD_API_KEY/,
      fault: refused(dnspodError(-1, 'Login failed')),
    },
    {
      title: 'too many requests inside of a 200',
      kind: 'limited',
      says: /too many requests/,
      fault: refused(dnspodError(-2, 'API usage is limited')),
    },
    {
      title: 'a domain of somebody else',
      kind: 'permanent',
      says: /must own the domain/,
      fault: refused(dnspodError(7, 'not the owner')),
    },
    {
      title: 'a fault of its own inside of a 200',
      kind: 'transient',
      says: /unknown error/,
      fault: refused(dnspodError(3, 'unknown error')),
    },
    {
      title: 'a refused TTL',
      kind: 'record',
      readKind: 'permanent',
      says: /DNSPod refused.*TTL is out of range/,
      fault: refused(dnspodError(32, 'TTL is out of range')),
    },
  ],
});
