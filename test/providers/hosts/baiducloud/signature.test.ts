import { expect, test } from 'vitest';
import { bceAuthorization } from '../../../../src/providers/hosts/baiducloud/signature.ts';

// https://cloud.baidu.com/doc/Reference/s/njwvz1yfu
test('the signature is the one of the example that Baidu AI Cloud publishes', () => {
  const prefix = `bce-auth-v1/${'a'.repeat(32)}/2015-04-27T08:23:49Z/1800`;
  const signed = bceAuthorization(
    {
      method: 'PUT',
      url: 'https://bj.bcebos.com/v1/test/myfolder/readme.txt?uploadId=a44cc9bab11cbd156984767aad637851&partNumber=9',
      body: 'Example',
    },
    {
      host: 'bj.bcebos.com',
      'content-type': 'text/plain',
      'content-length': '8',
      'content-md5': 'NFzcPqhviddjRNnSOGo4rw==',
      'x-bce-date': '2015-04-27T08:23:49Z',
    },
    {
      accessKeyId: 'a'.repeat(32),
      secretAccessKey: 'b'.repeat(32),
      now: Date.parse('2015-04-27T08:23:49Z'),
    },
  );

  expect(signed).toBe(
    `${prefix}/content-length;content-md5;content-type;host;x-bce-date/d74a04362e6a848f5b39b15421cb449427f419c95a480fd6b8cf9fc783e2999e`,
  );
});
