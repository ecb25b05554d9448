import { expect, test } from 'vitest';
import { easydns } from '../../../../src/providers/hosts/easydns.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, failureOf, home, provided } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { easydnsError, easydnsKeys, pretendEasydns } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(easydns, pretendEasydns());

providerContract({
  name: 'easyDNS',
  setup,
  secrets: Object.values(easydnsKeys),
  moreThanAPage: 0,
  requests: (names) => ({ read: 1, write: names }),
  leftAlone: [[{ extra: { geozone: '3' } }, 'holds a record for one region alone']],
  refusals: [
    ...commonRefusals('easyDNS', '{"error":{"message":"sorry"}}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check EASYDNS_TOKEN and EASYDNS_KEY.*no \[secret\]/,
      fault: refused(easydnsError(401, `no ${easydnsKeys.key}`)),
    },
    {
      title: 'its own status for too many requests',
      kind: 'limited',
      says: /too many requests.*420/,
      fault: refused(easydnsError(420, 'Enhance Your Calm')),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /easyDNS refused.*bad rdata/,
      fault: refused(easydnsError(400, 'bad rdata')),
    },
    {
      title: '500 with nothing in it, as of a create that was carried out',
      kind: 'transient',
      says: /fault of its own/,
      fault: answer(500, '', { 'content-type': 'text/html' }),
    },
  ],
});

test('easyDNS: a list that is not whole tells nothing', async () => {
  const { read, server } = await provided({ setup });
  server.faults.inject({ kind: 'altered', alter: (body) => body.replace(/"total":\d+/, '"total":2000') });

  expect(await failureOf(read([home]))).toMatchObject({ kind: 'transient' });
});
