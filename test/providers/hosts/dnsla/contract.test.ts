import { expect, test } from 'vitest';
import { dnsla } from '../../../../src/providers/hosts/dnsla.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, home, provided, terms } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { dnslaError, dnslaKeys, pretendDnsla } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(dnsla, pretendDnsla());
const { desired, record } = terms();

providerContract({
  name: 'DNSLA',
  setup,
  secrets: [dnslaKeys.secret],
  moreThanAPage: 1010,
  moreZonesThanAPage: 110,
  foreignTypes: /^(2|6|15|16|33|257)$/,
  requests: (names) => ({ read: 2, write: names }),
  refusals: [
    ...commonRefusals('DNSLA', '{"code":1234,"msg":"no"}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check DNSLA_API_ID and DNSLA_API_SECRET \(401 401: \[secret\]/,
      fault: answer(401, JSON.stringify({ code: 401, msg: dnslaKeys.secret })),
    },
    {
      title: '403 inside of a 200',
      kind: 'permanent',
      says: /must be allowed to change the domain/,
      fault: refused(dnslaError(403, 'no')),
    },
    {
      title: 'too many requests inside of a 200',
      kind: 'limited',
      says: /too many requests/,
      fault: refused(dnslaError(429, 'slow down')),
    },
    {
      title: 'a code that nobody knows',
      kind: 'record',
      readKind: 'permanent',
      says: /DNSLA refused.*TTL 不合法/,
      fault: refused(dnslaError(4001, 'TTL 不合法')),
    },
  ],
});

test.each([
  [{ lineId: '84613316902921216' }, 'holds a record for the line 84613316902921216 alone'],
  [{ weight: 20 }, 'holds a record with a weight'],
  [{ disable: true }, 'holds a record that is switched off'],
])('DNSLA: a record with %o is left alone and named', async (extra, conflict) => {
  const { read, sync, held } = await provided({ setup });
  held.add({ ...record('home', '192.0.2.1'), extra });
  const before = held.snapshot();

  const [set] = await read([home]);
  await sync([desired('home')]);

  expect(set?.conflict).toBe(conflict);
  expect(held.snapshot()).toBe(before);
});

test.each([{ lineId: '0' }, { lineId: null }, { weight: 1 }])(
  'DNSLA: a record with %o is like any other',
  async (extra) => {
    const { sync, held } = await provided({ setup });
    held.add({ ...record('home', '192.0.2.1'), extra });

    await sync([desired('home', '192.0.2.10')]);

    expect(held.values('home', 'A')).toEqual(['192.0.2.10']);
  },
);

test('DNSLA: a redirection is left alone and named', async () => {
  const { read, held } = await provided({ setup });
  held.add({ ...record('home', ''), type: 'URL', data: 'https://example.net' });

  expect(await read([home])).toMatchObject([{ conflict: 'holds a URL to https://example.net' }]);
});

test('DNSLA: reads to the end where fewer records come on a page than were asked for', async () => {
  const records = Array.from({ length: 250 }, (_, n) => record(`host${n}`, '192.0.2.1'));
  const { read } = await provided({ setup: worldOf(dnsla, pretendDnsla(100)) }, records);

  const sets = await read([
    { name: 'host0', type: 'A' },
    { name: 'host249', type: 'A' },
  ]);

  expect(sets.map((set) => set.records.length)).toEqual([1, 1]);
});
