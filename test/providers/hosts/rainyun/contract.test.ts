import { expect, test } from 'vitest';
import { rainyun } from '../../../../src/providers/hosts/rainyun.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { foreignRecords } from '../../../world/zone.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, home, provided, terms } from '../../contract/provided.ts';
import { providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { pretendRainyun, rainyunError, rainyunKey } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const setup = worldOf(rainyun, pretendRainyun());
const { desired, record } = terms();

providerContract({
  name: 'Rain Yun',
  setup,
  secrets: [rainyunKey],
  moreThanAPage: 110,
  moreZonesThanAPage: 110,
  handle: ({ id }) => `${id}/10`,
  // The domains, and pages of 100 with the foreign records.
  requests: (names) => ({ read: 1 + Math.ceil((names + foreignRecords.length) / 100), write: names }),
  refusals: [
    ...commonRefusals('Rain Yun', '{"code":1234,"message":"no"}'),
    {
      title: 'a wrong key',
      kind: 'permanent',
      says: /check RAINYUN_API_KEY \(401 30039: \[secret\]/,
      fault: answer(401, JSON.stringify({ code: 30_039, message: rainyunKey })),
    },
    {
      title: 'a wrong key inside of a 200',
      kind: 'permanent',
      says: /check RAINYUN_API_KEY/,
      fault: refused(rainyunError(30_039, '密钥认证错误或已失效')),
    },
    {
      title: 'too many requests inside of a 200',
      kind: 'limited',
      says: /too many requests/,
      fault: refused(rainyunError(429, 'slow down')),
    },
    {
      title: 'a code that nobody knows',
      kind: 'record',
      readKind: 'permanent',
      says: /Rain Yun refused.*TTL 不合法/,
      fault: refused(rainyunError(30_099, 'TTL 不合法')),
    },
  ],
});

test('Rain Yun: a record for one line is left alone and named', async () => {
  const { read, sync, held } = await provided({ setup });
  held.add({ ...record('home', '192.0.2.1'), extra: { line: 'LTEL' } });
  const before = held.snapshot();

  const [set] = await read([home]);
  await sync([desired('home')]);

  expect(set?.conflict).toBe('holds a record for the line LTEL alone');
  expect(held.snapshot()).toBe(before);
});

test('Rain Yun: a change keeps the level of the record', async () => {
  const { sync, held } = await provided({ setup });
  held.add({ ...record('home', '192.0.2.1'), extra: { level: 3 } });

  await sync([desired('home', '192.0.2.10')]);

  expect(held.list({ name: 'home', type: 'A' })).toMatchObject([{ data: '192.0.2.10', extra: { level: 3 } }]);
});

test('Rain Yun: knows a name that is listed in full', async () => {
  const { read, held } = await provided({ setup });
  held.add({ ...record('home', '192.0.2.1'), extra: { host: 'home.example.com' } });

  expect(await read([home])).toMatchObject([{ records: [{ value: '192.0.2.1' }] }]);
});
