import { describe, expect, test } from 'vitest';
import { gcloud } from '../../../../src/providers/hosts/gcloud/gcloud.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer, failureOf, home, provided } from '../../contract/provided.ts';
import { type ProviderContract, providerContract } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { gcloudError, gcloudKey, gcloudToken, pretendGcloud } from './service.ts';

const refused = ({ status, body = '' }: PretendAnswer) => answer(status, body);
const keyLine = JSON.parse(gcloudKey).private_key.split('\n')[3];

const contract: ProviderContract = {
  name: 'Google Cloud DNS',
  setup: worldOf(gcloud, pretendGcloud()),
  secrets: [keyLine, gcloudToken(1)],
  moreThanAPage: 210,
  moreZonesThanAPage: 210,
  requests: (names) => ({ read: 2 + Math.ceil((names + 12) / 100), write: 1 }),
  batch: true,
  filtersWildcards: true,
  leftAlone: [
    [{ extra: { routingPolicy: { geo: { items: [] } } } }, 'holds a record set with a routing policy'],
  ],
  refusals: [
    ...commonRefusals('Google Cloud DNS', '{"error":{"code":400,"message":"Sorry"}}'),
    {
      title: '401',
      kind: 'permanent',
      says: /check GCE_SERVICE_ACCOUNT, whether the key was deleted.*clock is right/,
      fault: refused(gcloudError(401, 'authError', `Invalid Credentials ${keyLine}`)),
    },
    {
      title: '403',
      kind: 'permanent',
      says: /keeper@pretend-project-1\.iam\.gserviceaccount\.com needs the role DNS Administrator.*forbidden/,
      fault: refused(gcloudError(403, 'forbidden', 'The caller does not have permission')),
    },
    {
      title: '403 that means too many requests',
      kind: 'limited',
      says: /too many requests.*rateLimitExceeded/,
      fault: refused(gcloudError(403, 'rateLimitExceeded', 'Rate Limit Exceeded')),
    },
    {
      title: 'a quota that is used up',
      kind: 'limited',
      retryAfter: 3_600_000,
      says: /the quota of this Google Cloud DNS account is used up/,
      fault: refused(gcloudError(403, 'quotaExceeded', 'Quota exceeded')),
    },
    {
      title: '400',
      kind: 'record',
      readKind: 'permanent',
      says: /Google Cloud DNS refused.*Invalid value/,
      fault: refused(gcloudError(400, 'invalid', 'Invalid value for rrdata')),
    },
  ],
};

providerContract(contract);

test('Google Cloud DNS: does not take a public zone for a private one of the same name', async () => {
  const { read, server } = await provided(contract);
  server.faults.inject({
    kind: 'altered',
    alter: (body) => body.replace('"visibility":"public"', '"visibility":"private"'),
  });

  const failure = await failureOf(read([home]));

  expect(failure.kind).toBe('permanent');
  expect(failure.message).toMatch(/has no zone example\.com.*in the project pretend-project-1/);
});

describe('Google Cloud DNS: tokens', () => {
  const isToken = ({ path }: { readonly path: string }) => path === '/token';

  test('are asked for once, whoever asks at the same time, and again when one is refused', async () => {
    const { read, server } = await provided(contract);

    await Promise.all([read([home]), read([home])]);
    const first = server.log.filter(isToken).length;
    server.faults.inject(refused(gcloudError(401, 'authError', 'expired')), {
      when: (request) => !isToken(request),
      times: 1,
    });
    await read([home]);

    expect(first).toBe(1);
    expect(server.log.filter(isToken)).toHaveLength(2);
  });

  test('are refused to a key that was deleted, which its owner is told', async () => {
    const { read, server } = await provided(contract);
    const body = JSON.stringify({ error: 'invalid_grant', error_description: 'Invalid JWT Signature.' });
    server.faults.inject(answer(400, body), { when: isToken });

    const failure = await failureOf(read([home]));

    expect(failure.kind).toBe('permanent');
    expect(failure.message).toMatch(/whether the key was deleted.*invalid_grant: Invalid JWT Signature/);
  });
});
