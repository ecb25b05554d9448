import { expect, test } from 'vitest';
import { transip } from '../../../../src/providers/hosts/transip.ts';
import { testKey } from '../../../support/rsa-key.ts';
import { type PretendAnswer, resetIn } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, failureOf, home, provided } from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { pretendTransip, transipError, transipToken } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const keyLine = testKey.split('\n')[3] ?? '';
const reset = resetIn(90);

const contract: ProviderContract = {
  name: 'TransIP',
  setup: worldOf(transip, pretendTransip()),
  secrets: [keyLine, transipToken(1)],
  moreThanAPage: 0,
  moreZonesThanAPage: 50,
  requests: (names) => ({ read: 2, write: 2 * names }),
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
