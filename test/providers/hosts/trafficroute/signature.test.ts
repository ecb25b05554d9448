import { expect, test } from 'vitest';
import { volcengineHeaders } from '../../../../src/providers/hosts/trafficroute/signature.ts';

// https://www.volcengine.com/docs/6369/67270
test('the signature is the one of the example that Volcengine publishes', () => {
  const headers = volcengineHeaders(
    {
      method: 'GET',
      url: 'https://iam.volcengineapi.com/?Limit=10&Action=ListUsers&Version=2018-01-01&Offset=0',
      body: undefined,
    },
    {
      accessKey: 'AKLTMjI2ODVlYzI3ZGY1NGU4ZjhjYWRjMTlmNTM5OTZkYzE',
      secretKey: 'TnpCak5XWXpZV1U0WkRaaE5ERmxaR0ZpTmpjeVkyUXlZek0wTWpJMU1qWQ==',
      service: 'iam',
      region: 'cn-north-1',
      now: Date.parse('2020-12-30T08:18:05Z'),
      contentType: 'application/x-www-form-urlencoded; charset=utf-8',
    },
  );

  expect(headers).toEqual({
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    'x-date': '20201230T081805Z',
    'x-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    authorization:
      'HMAC-SHA256 Credential=AKLTMjI2ODVlYzI3ZGY1NGU4ZjhjYWRjMTlmNTM5OTZkYzE/20201230/cn-north-1/iam/request, SignedHeaders=content-type;host;x-content-sha256;x-date, Signature=28eeabbbd726b87002e0fe58ad8c1c768e619b06e2646f35b6ad7ed029a6d8a7',
  });
});
