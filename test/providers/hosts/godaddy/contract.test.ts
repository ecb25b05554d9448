import { godaddy } from '../../../../src/providers/hosts/godaddy/godaddy.ts';
import type { PretendAnswer } from '../../../world/pretend-server.ts';
import { commonRefusals } from '../../contract/common-refusals.ts';
import { answer } from '../../contract/provided.ts';
import { type ProviderContract, providerContract, type Refusal } from '../../contract/provider.ts';
import { worldOf } from '../../contract/world-of.ts';
import { godaddyCredentials, pretendGodaddy } from './service.ts';
import { v1Error } from './service-v1.ts';
import { v3Error } from './service-v3.ts';

const { token, key, secret } = godaddyCredentials;

const refused = (answered: PretendAnswer) => answer(answered.status, answered.body ?? '', answered.headers);

const common = commonRefusals('GoDaddy');

/** What both APIs answer for seconds while they are at work on the domain. */
const busy = (
  error: (status: number, code: string, message: string) => PretendAnswer,
): readonly Refusal[] => [
  ...[409, 422].map((status) => ({
    title: `${status} of a domain that is being used in another request`,
    kind: 'transient' as const,
    says: /GoDaddy is busy with another change/,
    fault: refused(error(status, 'CONFLICT', 'Domain example.com is being used in another request')),
  })),
  {
    title: '409 INACTIVE_DOMAIN',
    kind: 'transient',
    says: /calls the domain inactive, which passes.*409 INACTIVE_DOMAIN/,
    fault: refused(error(409, 'INACTIVE_DOMAIN', 'The domain is not eligible to have its records changed')),
  },
];

const refusalsV1: readonly Refusal[] = [
  {
    title: '401 UNABLE_TO_AUTHENTICATE',
    kind: 'permanent',
    says: /GODADDY_API_KEY and GODADDY_API_SECRET.*OTE.*2026.*GODADDY_TOKEN/,
    fault: refused(
      v1Error(401, 'UNABLE_TO_AUTHENTICATE', `Could not authenticate API key/secret ${key}:${secret}`),
    ),
  },
  {
    title: '401 MALFORMED_CREDENTIALS',
    kind: 'permanent',
    says: /401 MALFORMED_CREDENTIALS/,
    fault: refused(v1Error(401, 'MALFORMED_CREDENTIALS', 'API Key-Secret is malformed')),
  },
  {
    title: '403 ACCESS_DENIED',
    kind: 'permanent',
    says: /10 or more domains.*403 ACCESS_DENIED.*request id-7/,
    fault: answer(403, '{"code":"ACCESS_DENIED","message":"Authenticated user is not allowed access"}', {
      'x-request-id': 'id-7',
    }),
  },
  {
    title: '404 of an unknown domain',
    kind: 'permanent',
    says: /no zone example\.com.*name servers/,
    fault: refused(
      v1Error(404, 'UNKNOWN_DOMAIN', 'The given domain is not registered, or does not have a zone file'),
    ),
  },
  {
    title: '409 of a domain that is not eligible',
    kind: 'record',
    readKind: 'permanent',
    says: /not eligible to have its records changed/,
    fault: refused(v1Error(409, 'INELIGIBLE', 'The domain is not eligible to have its records changed')),
  },
  ...busy(v1Error),
  {
    title: '422 with fields',
    kind: 'record',
    readKind: 'permanent',
    says: /records\[0\]\.ttl must have a minimum value of 600/,
    fault: refused(
      v1Error(422, 'INVALID_BODY', "Request body doesn't fulfill schema", [
        { code: 'UNKNOWN_RESTRICTION', message: 'must have a minimum value of 600', path: 'records[0].ttl' },
      ]),
    ),
  },
  {
    title: '429 TOO_MANY_REQUESTS with retryAfterSec',
    kind: 'limited',
    retryAfter: 42_000,
    says: /too many requests/,
    fault: answer(429, '{"code":"TOO_MANY_REQUESTS","retryAfterSec":42}'),
  },
  {
    title: '429 QUOTA_EXCEEDED without a hint',
    kind: 'limited',
    retryAfter: 3_600_000,
    says: /monthly quota/,
    fault: refused(v1Error(429, 'QUOTA_EXCEEDED', 'quota exceeded')),
  },
];

const refusalsV3: readonly Refusal[] = [
  {
    title: '401',
    kind: 'permanent',
    says: /GODADDY_TOKEN.*expired.*OTE/,
    fault: refused(v3Error(401, 'UNABLE_TO_AUTHENTICATE', `Could not authenticate ${token}`)),
  },
  {
    title: '403 ACCESS_DENIED',
    kind: 'permanent',
    says: /domains\.domain:read and domains\.dns:update.*403 ACCESS_DENIED.*request abc-1/,
    fault: answer(403, '{"name":"ACCESS_DENIED","correlationId":"abc-1","message":"not allowed"}'),
  },
  {
    title: '404 of an unknown zone',
    kind: 'permanent',
    says: /no zone example\.com.*name servers/,
    fault: refused(v3Error(404, 'NOT_FOUND', 'Zone was not found')),
  },
  {
    title: '409 dns_record_not_mutable',
    kind: 'record',
    readKind: 'permanent',
    says: /refused.*dns_record_not_mutable/,
    fault: refused(v3Error(409, 'dns_record_not_mutable', 'read-only')),
  },
  ...busy(v3Error),
  {
    title: '422 with details',
    kind: 'record',
    readKind: 'permanent',
    says: /ttl is too small/,
    fault: refused(
      v3Error(422, 'VALIDATION_ERROR', 'Request failed validation', [
        { issue: 'INVALID_VALUE', description: 'ttl is too small' },
      ]),
    ),
  },
  {
    title: '400',
    kind: 'record',
    readKind: 'permanent',
    says: /it is malformed/,
    fault: refused(v3Error(400, 'BAD_REQUEST', 'it is malformed')),
  },
  {
    title: '429 QUOTA_EXCEEDED without a hint',
    kind: 'limited',
    retryAfter: 3_600_000,
    says: /monthly quota/,
    fault: refused(v3Error(429, 'QUOTA_EXCEEDED', 'quota exceeded')),
  },
];

const v1: Omit<ProviderContract, 'name' | 'setup'> = {
  refusals: [...common, ...refusalsV1],
  moreThanAPage: 1050,
  moreZonesThanAPage: 510,
  listsByType: true,
  requests: (names) => ({ read: 1, write: names }),
  secrets: [key, secret],
};
const v3: Omit<ProviderContract, 'name' | 'setup'> = {
  refusals: [...common, ...refusalsV3],
  moreThanAPage: 250,
  listsByType: true,
  requests: (names) => ({ read: Math.ceil((names + 1) / 100), write: 2 * names }),
  secrets: [token],
};

providerContract({ name: 'GoDaddy v1', setup: worldOf(godaddy, pretendGodaddy('v1')), ...v1 });
providerContract({ name: 'GoDaddy v3', setup: worldOf(godaddy, pretendGodaddy('v3')), ...v3 });
providerContract({
  name: 'GoDaddy v3 with changing ids',
  setup: worldOf(godaddy, pretendGodaddy('v3', { changingIds: true })),
  ...v3,
  requests: (names) => ({ read: Math.ceil((names + 1) / 100), write: 4 * names }),
});
