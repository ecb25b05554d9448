import { describe, expect, it } from 'vitest';
import { configOf, refusalOf } from '../support/settings.ts';

describe('a proxy', () => {
  it.each([
    ['proxy:3128', 'http:// in front'],
    ['10.0.0.1:3128', 'http:// in front'],
    ['proxy', 'http:// in front'],
    ['//proxy:3128', 'is no URL'],
    ['http://', 'is no URL'],
    ['http://proxy:99999', 'is no URL'],
    ['http://proxy:0', 'names a port that cannot be reached'],
    ['ftp://proxy:21', 'is a kind of proxy that is not known (ftp:)'],
    ['socks4://proxy:1080', 'is a kind of proxy that is not known (socks4:)'],
    ['socks5h://proxy:1080', 'is a kind of proxy that is not known (socks5h:)'],
    ['http://me:100%@proxy:3128', 'has a % in user or password'],
  ])('that cannot be used is refused: %s', (value, why) => {
    for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']) {
      const message = refusalOf({ [name]: value });

      expect(message).toContain(`${name}="`);
      expect(message).toContain(why);
      expect(message).toContain('accepted: http://HOST:PORT');
    }
  });

  it.each([
    'http://proxy:3128',
    'http://proxy',
    'HTTP://proxy:3128/',
    'https://proxy:443',
    'http://me:p%40ss@proxy:3128',
    'http://[fd00::1]:3128',
    'socks5://proxy:1080',
    'socks://proxy:1080',
    '  http://proxy:3128  ',
    '',
    ' ',
  ])('is taken: %j', (value) => {
    expect(configOf({ HTTPS_PROXY: value }).warnings).toEqual([]);
  });

  it.each(['http://me:hunter2@proxy:0', 'me:hunter2@proxy:3128', 'http://me:hunter2%@proxy'])(
    'that is refused shows no password: %s',
    (value) => {
      expect(refusalOf({ HTTPS_PROXY: value })).not.toContain('hunter2');
    },
  );
});
