import { expect, test } from 'vitest';
import { mythicbeasts } from '../../../../src/providers/hosts/mythicbeasts.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, home, provided, terms } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { mythicError, mythicKey, pretendMythic } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(mythicbeasts, pretendMythic());
const { desired, record } = terms();

providerContract({
  name: 'Mythic Beasts',
  setup,
  secrets: [mythicKey.secret],
  moreThanAPage: 0,
  moreZonesThanAPage: 30,
  requests: (names) => ({ read: 1, write: names }),
  refusals: [
    ...commonRefusals('Mythic Beasts', '{"error":"sorry"}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check MYTHICBEASTS_USERNAME and MYTHICBEASTS_PASSWORD.*401 no \[secret\]/,
      fault: refused(mythicError(401, `no ${mythicKey.secret}`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /must be allowed to read the zone and to change these records/,
      fault: refused(mythicError(403, 'no')),
    },
    {
      title: 'a refused record',
      kind: 'record',
      readKind: 'permanent',
      says: /Mythic Beasts refused.*ttl is too low/,
      fault: answer(400, '{"errors":["ttl is too low"]}'),
    },
  ],
});

test.each([
  [{ template: true }, 'holds a record of a template'],
  [{ generated: true }, 'holds a record that Mythic Beasts makes by itself'],
])('Mythic Beasts: a record with %o is left alone and named', async (extra, conflict) => {
  const { read, sync, held } = await provided({ setup });
  held.add({ ...record('home', '192.0.2.1'), extra });
  const before = held.snapshot();

  const [set] = await read([home]);
  await sync([desired('home')]);

  expect(set?.conflict).toBe(conflict);
  expect(held.snapshot()).toBe(before);
});
