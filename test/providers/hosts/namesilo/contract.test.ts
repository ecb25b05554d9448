import { expect, test } from 'vitest';
import { namesilo } from '../../../../src/providers/hosts/namesilo.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, home, provided, terms } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { namesiloKey, namesiloReply, pretendNamesilo } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(namesilo, pretendNamesilo());
const ttls = [3600, 7200] as const;

providerContract({
  name: 'NameSilo',
  setup,
  secrets: [namesiloKey],
  ttls,
  moreThanAPage: 0,
  moreZonesThanAPage: 110,
  requests: (names) => ({ read: 1, write: names }),
  handle: ({ id }) => `r${id}x0`,
  refusals: [
    ...commonRefusals('NameSilo', '{"reply":{"code":"999","detail":"Sorry"}}'),
    {
      title: 'a wrong key inside of a 200',
      kind: 'permanent',
      says: /check NAMESILO_API_KEY \(200 110: Invalid API Key \[secret\]\)/,
      fault: refused(namesiloReply('x', 110, `Invalid API Key ${namesiloKey}`)),
    },
    {
      title: 'an address that is not on the list of the key',
      kind: 'permanent',
      says: /certain IP addresses only, and yours changes: take that limit off/,
      fault: refused(namesiloReply('x', 113, 'This API account cannot be accessed from your IP')),
    },
    {
      title: 'a sub-account',
      kind: 'permanent',
      says: /no API for sub-accounts/,
      fault: refused(namesiloReply('x', 112, 'API is not available to Sub-Accounts')),
    },
    {
      title: 'a fault of its own inside of a 200',
      kind: 'transient',
      says: /201: Internal system error/,
      fault: refused(namesiloReply('x', 201, 'Internal system error')),
    },
    {
      title: 'a refused record inside of a 200',
      kind: 'record',
      readKind: 'permanent',
      says: /NameSilo refused.*DNS modification error/,
      fault: refused(namesiloReply('x', 280, 'DNS modification error')),
    },
  ],
});

test('NameSilo: a zone with one record and one with none are read as well', async () => {
  const { read, held } = await provided({ setup });

  held.replace({}, [terms({ ttls }).record('home', '192.0.2.1')]);
  const one = await read([home]);
  held.replace({}, []);
  const none = await read([home]);

  expect(one).toMatchObject([{ records: [{ value: '192.0.2.1', ttl: 3600 }] }]);
  expect(none).toEqual([{ ...home, records: [] }]);
});
