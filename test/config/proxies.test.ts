import { describe, expect, it } from 'vitest';
import { configOf, refusalOf } from '../support/settings.ts';

describe('a proxy', () => {
  it.each([
    ['proxy:3128', 'does not begin with http://'],
    ['10.0.0.1:3128', 'does not begin with http://'],
    ['proxy', 'does not begin with http://'],
    ['//proxy:3128', 'does not begin with http://'],
    ['http://', 'is no URL'],
    ['http://proxy:99999', 'is no URL'],
    ['http://proxy:0', 'has the port 0'],
    ['ftp://proxy:21', 'has the scheme ftp'],
    ['socks4://proxy:1080', 'has the scheme socks4'],
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

  it.each(['http://me:hunter2@proxy:0', 'me:hunter2@proxy:3128', 'http://me:hunter2%@proxy:99999'])(
    'that is refused shows no password: %s',
    (value) => {
      expect(refusalOf({ HTTPS_PROXY: value })).not.toContain('hunter2');
    },
  );
});
