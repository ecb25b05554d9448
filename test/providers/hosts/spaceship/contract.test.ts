import { expect, test } from 'vitest';
import { spaceship } from '../../../../src/providers/hosts/spaceship.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, home, provided, terms } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { pretendSpaceship, spaceshipError, spaceshipKeys } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(spaceship, pretendSpaceship());
const { desired, record } = terms();

providerContract({
  name: 'Spaceship',
  setup,
  secrets: Object.values(spaceshipKeys),
  moreThanAPage: 510,
  batch: true,
  moreZonesThanAPage: 210,
  requests: () => ({ read: 1, write: 2 }),
  leftAlone: [
    [{ extra: { group: 'product' } }, 'holds a record that Spaceship manages itself'],
    [{ type: 'ALIAS', data: 'example.net' }, 'holds an ALIAS to example.net'],
  ],
  refusals: [
    ...commonRefusals('Spaceship', '{"detail":"Sorry"}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check SPACESHIP_API_KEY and SPACESHIP_API_SECRET.*401 no \[secret\]/,
      fault: refused(spaceshipError(401, `no ${spaceshipKeys.secret}`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /scopes dnsrecords:read and dnsrecords:write/,
      fault: refused(spaceshipError(403, 'Forbidden')),
    },
    {
      title: '422',
      kind: 'record',
      readKind: 'permanent',
      says: /Spaceship refused.*invalid; name: has a space/,
      fault: refused(spaceshipError(422, 'invalid', [{ field: 'name', details: 'has a space' }])),
    },
  ],
});

test('Spaceship: a new TTL alone deletes nothing', async () => {
  const { sync, held, server } = await provided({ setup }, [record('home', '192.0.2.10', 3600)]);

  await sync([desired('home')]);

  expect(held.list(home)).toMatchObject([{ data: '192.0.2.10', ttl: 600 }]);
  expect(server.writes().map(({ method }) => method)).toEqual(['PUT']);
});
