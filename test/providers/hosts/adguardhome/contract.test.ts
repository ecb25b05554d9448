import { expect, test } from 'vitest';
import { adguardhome } from '../../../../src/providers/hosts/adguardhome.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, home, provided, terms } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { adguardLogin, pretendAdguard } from './service.ts';

const setup = worldOf(adguardhome, pretendAdguard());
const plain = { 'content-type': 'text/plain' };

providerContract({
  name: 'AdGuard Home',
  setup,
  secrets: [adguardLogin.password],
  ttls: [300, 300],
  zoneTtl: true,
  anyZone: true,
  // It holds addresses and names alone.
  listsByType: true,
  bare: (body) => body,
  moreThanAPage: 0,
  requests: (names) => ({ read: 1, write: names }),
  refusals: [
    ...commonRefusals('AdGuard Home'),
    {
      title: '401 as text',
      kind: 'permanent',
      says: /check ADGUARDHOME_USERNAME and ADGUARDHOME_PASSWORD \(401 no \[secret\]\)/,
      fault: answer(401, `no ${adguardLogin.password}\n`, plain),
    },
    {
      title: '400 as text',
      kind: 'record',
      readKind: 'permanent',
      says: /AdGuard Home refused.*bad domain/,
      fault: answer(400, 'bad domain\n', plain),
    },
  ],
});

test('AdGuard Home: a rewrite that is switched off, and one to another name, are left alone and named', async () => {
  const { read, sync, held } = await provided({ setup });
  held.add({ ...terms().record('home', '192.0.2.1'), extra: { enabled: false } });
  const before = held.snapshot();

  const sets = await read([home, { name: 'www', type: 'A' }]);
  await sync([terms().desired('home')]);

  expect(sets.map(({ conflict }) => conflict)).toEqual([
    'holds a rewrite that is switched off',
    'holds a CNAME to example.net',
  ]);
  expect(held.snapshot()).toBe(before);
});
