import { expect, test } from 'vitest';
import { nfsnAuthentication } from '../../../../src/providers/hosts/nfsn/signature.ts';

test('signs the example of the vendor as it does', () => {
  // https://members.nearlyfreespeech.net/wiki/API/Introduction, as libdns/nfsn and dsymonds/nfsn hold it
  const signed = nfsnAuthentication(
    { url: 'https://api.nearlyfreespeech.net/site/example/getInfo', body: undefined },
    { login: 'testuser', apiKey: 'p3kxmRKf9dk3l6ls', now: 1_012_121_212_000, salt: 'dkwo28Sile4jdXkw' },
  );

  expect(signed).toBe('testuser;1012121212;dkwo28Sile4jdXkw;0fa8932e122d56e2f6d1550f9aab39c4aef8bfc4');
});

test.each([
  [
    '/dns/example.com/addRR',
    'data=txtTXTtxt&name=sub&ttl=30&type=TXT',
    '24a32faf74c7bd0525f560ff12a1c1fb6545bafc',
  ],
  [
    '/dns/example.com/removeRR',
    'data=txtTXTtxt&name=sub&type=TXT',
    '699f01f077ca487bd66ac370d6dfc5b122c65522',
  ],
])('signs the body with the path %s as lego does', (path, body, hash) => {
  const signed = nfsnAuthentication(
    { url: `https://api.nearlyfreespeech.net${path}`, body },
    { login: 'user', apiKey: 'secret', now: 1_692_475_113_999, salt: '0123456789ABCDEF' },
  );

  expect(signed).toBe(`user;1692475113;0123456789ABCDEF;${hash}`);
});
