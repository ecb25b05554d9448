import { expect, test } from 'vitest';
import { domeneshop } from '../../../../src/providers/hosts/domeneshop.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, failureIn, home, provided, terms } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { domeneshopError, domeneshopKeys, pretendDomeneshop } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(domeneshop, pretendDomeneshop());

providerContract({
  name: 'Domeneshop',
  setup,
  secrets: Object.values(domeneshopKeys),
  moreThanAPage: 0,
  moreZonesThanAPage: 30,
  // The first read looks the domain up.
  requests: (names) => ({ read: 2, write: names }),
  refusals: [
    ...commonRefusals('Domeneshop', '{"code":"sorry","help":"no"}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check DOMENESHOP_API_TOKEN and DOMENESHOP_API_SECRET.*no \[secret\]/,
      fault: refused(domeneshopError(401, `no ${domeneshopKeys.secret}`)),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /Domeneshop refused.*data:invalid/,
      fault: refused(domeneshopError(400, 'data:invalid')),
    },
  ],
});

test('Domeneshop: a TTL is rounded up to whole minutes', async () => {
  const { sync, held } = await provided({ setup });

  const [answer] = await sync([terms().desired('home', '192.0.2.10', 301)]);

  expect(failureIn(answer)).toBeUndefined();
  expect(held.list(home)).toMatchObject([{ ttl: 360 }]);
  expect(answer).toMatchObject({ held: { records: [{ ttl: 360 }] } });
});
