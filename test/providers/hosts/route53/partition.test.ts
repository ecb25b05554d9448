import { expect, test } from 'vitest';
import { systemClock } from '../../../../src/base/clock.ts';
import type { Http } from '../../../../src/http/client.ts';
import { route53 } from '../../../../src/providers/hosts/route53/route53.ts';
import { example, failureOf, freshSignal, home } from '../../contract/provided.ts';

test.each<[Record<string, string>, string, string]>([
  [{}, 'https://route53.amazonaws.com', 'us-east-1'],
  [{ AWS_REGION: 'eu-central-1' }, 'https://route53.amazonaws.com', 'us-east-1'],
  [{ AWS_REGION: 'cn-north-1' }, 'https://route53.amazonaws.com.cn', 'cn-northwest-1'],
  [{ AWS_REGION: 'us-gov-east-1' }, 'https://route53.us-gov.amazonaws.com', 'us-gov-west-1'],
  [{ AWS_REGION: 'eusc-de-east-1' }, 'https://route53.amazonaws.eu', 'eusc-de-east-1'],
  [
    { ROUTE53_API_URL: 'https://route53.amazonaws.com.cn/' },
    'https://route53.amazonaws.com.cn',
    'cn-northwest-1',
  ],
  [{ ROUTE53_API_URL: 'http://localstack:4566' }, 'http://localstack:4566', 'us-east-1'],
  [
    { ROUTE53_API_URL: 'http://localstack:4566', AWS_REGION: 'us-gov-west-1' },
    'http://localstack:4566',
    'us-gov-west-1',
  ],
])('with %j Route 53 is asked at %s, signed for %s', async (given, origin, region) => {
  const asked: string[] = [];
  const http: Http = async ({ url, headers = {} }) => {
    asked.push(new URL(url).origin, String(new Headers(headers).get('authorization')));
    return { status: 500, headers: {}, text: '' };
  };
  const keys = { AWS_ACCESS_KEY_ID: 'AKIAPRETEND', AWS_SECRET_ACCESS_KEY: 'pretend' };
  const provider = route53.create({ ...keys, ...given }, http, { clock: systemClock, timeout: 1000 });

  await failureOf(provider.read(example, [home], freshSignal()));

  expect(asked[0]).toBe(origin);
  expect(asked[1]).toMatch(new RegExp(`Credential=AKIAPRETEND/\\d{8}/${region}/route53/aws4_request`));
});
