import { expect, test } from 'vitest';
import { technitium } from '../../../../src/providers/hosts/technitium.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, home, provided, terms } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { pretendTechnitium, technitiumError, technitiumToken } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(technitium, pretendTechnitium());
const { record } = terms();

providerContract({
  name: 'Technitium',
  setup,
  secrets: [technitiumToken],
  moreThanAPage: 0,
  moreZonesThanAPage: 30,
  requests: (names) => ({ read: 1, write: names }),
  extra: { comments: 'the house', disabled: false },
  refusals: [
    ...commonRefusals('Technitium', '{"status":"x"}'),
    {
      title: 'a wrong token inside of a 200',
      kind: 'permanent',
      says: /check TECHNITIUM_API_TOKEN \(200 invalid-token: no \[secret\]\)/,
      fault: refused(technitiumError(`no ${technitiumToken}`, 'invalid-token')),
    },
    {
      title: 'a missing permission',
      kind: 'permanent',
      says: /must be allowed to view and modify the zone/,
      fault: refused(technitiumError('Access was denied.')),
    },
    {
      title: 'a refused record',
      kind: 'record',
      readKind: 'permanent',
      says: /Technitium refused.*Parameter 'ttl' is invalid/,
      fault: refused(technitiumError("Parameter 'ttl' is invalid.")),
    },
  ],
});

test.each([
  [record('home', '192.0.2.1'), { disabled: true }, 'holds a record that is switched off'],
  [record('home', '192.0.2.1'), { expiryTtl: 60 }, 'holds a record that is to expire'],
  [{ ...record('home', ''), type: 'APP' }, {}, 'holds a record of an application of the server'],
  [{ ...record('home', ''), type: 'ANAME', data: 'example.net' }, {}, 'holds an ANAME to example.net'],
])('Technitium: %o with %o is left alone and named', async (one, extra, conflict) => {
  const { read, held } = await provided({ setup });
  held.add({ ...one, extra });

  const [set] = await read([home]);

  expect(set?.conflict).toBe(conflict);
});
