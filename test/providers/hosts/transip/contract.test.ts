import { expect, test } from 'vitest';
import { transip } from '../../../../src/providers/hosts/transip.ts';
import { testKey } from '../../../support/rsa-key.ts';
import { type PretendAnswer, resetIn } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, failureOf, home, provided, terms } from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { pretendTransip, transipError, transipToken } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const keyLine = testKey.split('\n')[3] ?? '';
const reset = resetIn(90);
const { desired, record } = terms();

const contract: ProviderContract = {
  name: 'TransIP',
  setup: worldOf(transip, pretendTransip()),
  secrets: [keyLine, transipToken(1)],
  moreThanAPage: 0,
  moreZonesThanAPage: 50,
  requests: (names) => ({ read: 2, write: names }),
  refusals: [
    ...commonRefusals('TransIP', '{"error":"Sorry"}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check TRANSIP_ACCOUNT_NAME and TRANSIP_PRIVATE_KEY.*401 \[secret\] is unknown/,
      fault: refused(transipError(401, `${keyLine} is unknown`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /must be allowed to write, from any address.*No permission/,
      fault: refused(transipError(403, 'No permission')),
    },
    {
      title: '406',
      kind: 'record',
      readKind: 'permanent',
      says: /TransIP refused.*not a valid content/,
      fault: refused(transipError(406, 'not a valid content')),
    },
    {
      title: '429 with the time of its own header',
      kind: 'limited',
      retryAfter: 90_000,
      says: /too many requests/,
      fault: answer(429, '{"error":"Rate limit exceeded"}', {
        date: reset.date,
        'x-rate-limit-reset': reset.reset,
      }),
    },
  ],
};

providerContract(contract);

test.each([
  [401, 'Invalid request signature'],
  [404, 'User not found'],
])('TransIP: tells the owner of a key that is refused with %i', async (status, error) => {
  const { read, server } = await provided(contract);
  server.faults.inject(refused(transipError(status, error)), { when: ({ path }) => path.endsWith('/auth') });

  const failure = await failureOf(read([home]));

  expect(failure.kind).toBe('permanent');
  expect(failure.message).toMatch(/whether the key pair was deleted/);
  expect(failure.message).toContain(error);
});

test.each([
  ['another address', 600, ['PATCH']],
  ['another TTL', 3600, ['POST', 'DELETE']],
])('TransIP: %s takes these calls', async (_, ttl, methods) => {
  const { sync, held, server } = await provided(contract, [record('home', '192.0.2.1', ttl)]);

  await sync([desired('home', '192.0.2.10')]);

  expect(held.list({ name: 'home', type: 'A' })).toMatchObject([{ data: '192.0.2.10', ttl: 600 }]);
  expect(server.writes().map(({ method }) => method)).toEqual(methods);
});

test('TransIP: an entry that cannot be changed is made anew', async () => {
  const { sync, held, server } = await provided(contract, [record('home', '192.0.2.1')]);
  server.faults.inject(refused(transipError(406, 'no')), { when: ({ method }) => method === 'PATCH' });

  await sync([desired('home', '192.0.2.10')]);

  expect(held.values('home', 'A')).toEqual(['192.0.2.10']);
});

test('TransIP: an entry that is gone when it is to be changed is looked for again', async () => {
  const { sync, held, server } = await provided(contract, [record('home', '192.0.2.1')]);
  const gone = refused(transipError(404, "Dns entry 'home' not found"));
  server.faults.inject(gone, { when: ({ method }) => method === 'PATCH' });

  const [confirmation] = await sync([desired('home', '192.0.2.10')]);

  expect(confirmation).toMatchObject({ failure: { kind: 'transient', unconfirmed: true } });
  expect(held.values('home', 'A')).toEqual(['192.0.2.1']);
});

test('TransIP: a change is told as its own client tells it', async () => {
  const { sync, server } = await provided(contract, [record('home', '192.0.2.1')]);

  await sync([desired('home', '192.0.2.10')]);

  // TestRepository_UpdateDnsEntry of https://github.com/transip/gotransip
  expect(server.writes().map(({ method, path, body }) => [method, path, body])).toEqual([
    [
      'PATCH',
      '/v6/domains/example.com/dns',
      '{"dnsEntry":{"name":"home","expire":600,"type":"A","content":"192.0.2.10"}}',
    ],
  ]);
});
