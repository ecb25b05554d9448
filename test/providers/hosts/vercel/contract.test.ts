import { expect, test } from 'vitest';
import { vercel } from '../../../../src/providers/hosts/vercel.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, failureIn, home, provided, terms } from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { pretendVercel, vercelError, vercelRecordId, vercelToken } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const { desired, record } = terms();

const contract: ProviderContract = {
  name: 'Vercel',
  setup: worldOf(vercel, pretendVercel()),
  secrets: [vercelToken],
  moreThanAPage: 210,
  moreZonesThanAPage: 210,
  requests: (names) => ({ read: Math.ceil((names + 12) / 100), write: names }),
  concurrency: 4,
  extra: { comment: 'the box under the stairs' },
  handle: vercelRecordId,
  refusals: [
    ...commonRefusals('Vercel', '{"error":{"code":"sorry","message":"Sorry"}}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check VERCEL_API_TOKEN.*401 unauthorized: \[secret\] is unknown/,
      fault: refused(vercelError(401, 'unauthorized', `${vercelToken} is unknown`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /scope of VERCEL_API_TOKEN must have the domain.*Not authorized/,
      fault: refused(vercelError(403, 'forbidden', 'Not authorized')),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /Vercel refused.*Invalid value/,
      fault: refused(vercelError(400, 'bad_request', 'Invalid value')),
    },
  ],
};

providerContract(contract);

test('Vercel: writes a record beside the one that Vercel makes by itself, and never to that', async () => {
  const own = { ...record('@', '76.76.21.21', 60), extra: { creator: 'system' } };
  const wildcard = { name: '*', type: 'CNAME', data: 'cname.vercel-dns.com', ttl: 60, extra: own.extra };
  const { read, sync, held } = await provided(contract, [own, wildcard]);

  const sets = await read([
    { name: '@', type: 'A' },
    { name: '*', type: 'A' },
  ]);
  await sync([desired('@')]);

  expect(sets.map(({ records, conflict }) => [records, conflict])).toEqual(sets.map(() => [[], undefined]));
  expect(held.values('@', 'A')).toEqual(['192.0.2.10', '76.76.21.21']);
});

test('Vercel: makes no address beside an ALIAS of its owner', async () => {
  const { read } = await provided(contract, [{ name: 'home', type: 'ALIAS', data: 'example.net', ttl: 60 }]);

  expect(await read([home])).toMatchObject([{ conflict: 'holds an ALIAS to example.net' }]);
});

test('Vercel: a limit of new records holds up no record that is there', async () => {
  const { sync, server, held } = await provided(contract, [
    record('one', '192.0.2.1'),
    record('two', '192.0.2.2'),
  ]);
  const full = vercelError(429, 'rate_limited', 'Too many requests');
  server.faults.inject(answer(429, full.body ?? '', { 'retry-after': '1800' }), {
    when: ({ method }) => method === 'POST',
  });
  const names = ['one', ...Array.from({ length: 9 }, (_, n) => `new${n}`), 'two'];

  const confirmations = await sync(names.map((name) => desired(name)));

  const [first, ...rest] = confirmations.map(failureIn);
  const last = rest.pop();
  expect([first, last]).toEqual([undefined, undefined]);
  expect(rest).toHaveLength(9);
  for (const failure of rest)
    expect(failure).toMatchObject({ kind: 'limited', only: 'POST', retryAfter: 1_800_000 });
  expect(['one', 'two'].map((name) => held.values(name, 'A'))).toEqual([['192.0.2.10'], ['192.0.2.10']]);
  expect(server.writes().filter(({ method }) => method === 'POST').length).toBeLessThanOrEqual(4);
});
