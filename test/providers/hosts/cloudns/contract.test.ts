import { expect, test } from 'vitest';
import { cloudns } from '../../../../src/providers/hosts/cloudns.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, home, provided } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { cloudnsError, cloudnsPassword, pretendCloudns } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(cloudns, pretendCloudns());
const ttls = [900, 3600] as const;

providerContract({
  name: 'ClouDNS',
  setup,
  secrets: [cloudnsPassword],
  ttls,
  moreThanAPage: 0,
  moreZonesThanAPage: 110,
  requests: (names) => ({ read: 1, write: names }),
  leftAlone: [
    [{ extra: { 'geodns-location': '4' } }, 'holds a record for one region alone'],
    [{ extra: { failover: '1' } }, 'holds a record with failover'],
    [{ extra: { status: 0 } }, 'holds a record that is switched off'],
    [{ type: 'WR', data: 'https://example.net' }, 'holds a web redirect'],
    [{ type: 'ALIAS', data: 'example.net' }, 'holds an ALIAS to example.net'],
  ],
  refusals: [
    ...commonRefusals('ClouDNS', '{"status":"x"}'),
    {
      title: 'a wrong password inside of a 200',
      kind: 'permanent',
      says: /check CLOUDNS_AUTH_ID or CLOUDNS_SUB_AUTH_ID, and CLOUDNS_AUTH_PASSWORD.*\[secret\]/,
      fault: refused(
        cloudnsError(`Invalid authentication, incorrect auth-id or auth-password. ${cloudnsPassword}`),
      ),
    },
    {
      title: 'a plan without the API',
      kind: 'permanent',
      says: /the API needs a paid plan/,
      fault: refused(cloudnsError("You don't have access to the HTTP API. Check your plan.")),
    },
    {
      title: 'a refused record',
      kind: 'record',
      readKind: 'permanent',
      says: /ClouDNS refused.*Invalid TTL/,
      fault: refused(cloudnsError('Invalid TTL. Choose from the list of the values we support.')),
    },
  ],
});

test('ClouDNS: a zone without records is read as well', async () => {
  const { read, held } = await provided({ setup });
  held.replace({}, []);

  expect(await read([home])).toEqual([{ ...home, records: [] }]);
});

test.each([
  [{ CLOUDNS_AUTH_PASSWORD: 'p' }, 1],
  [{ CLOUDNS_AUTH_ID: '1', CLOUDNS_SUB_AUTH_ID: '2', CLOUDNS_AUTH_PASSWORD: 'p' }, 1],
  [{ CLOUDNS_SUB_AUTH_ID: '2', CLOUDNS_AUTH_PASSWORD: 'p' }, 0],
])('ClouDNS: of the two ids one is wanted: %o', (given, problems) => {
  expect(cloudns.check(given)).toHaveLength(problems);
});
