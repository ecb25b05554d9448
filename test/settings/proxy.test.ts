import { expect, it } from 'vitest';
import { problemText } from '../../src/settings/problem.ts';
import { proxyProblems } from '../../src/settings/proxy.ts';

it('finds nothing wrong with proxies that can be used, or with none', () => {
  expect(proxyProblems({})).toEqual([]);
  expect(proxyProblems({ HTTPS_PROXY: '', http_proxy: '' })).toEqual([]);
  expect(proxyProblems({ HTTPS_PROXY: 'http://proxy:3128', http_proxy: 'socks5://me:p@10.0.0.1' })).toEqual(
    [],
  );
});

it('names the variable, what was found and what is accepted', () => {
  const [problem, ...others] = proxyProblems({ HTTPS_PROXY: 'proxy:3128' });

  expect(others).toEqual([]);
  expect(problem && problemText(problem)).toBe(
    'HTTPS_PROXY="proxy:3128" does not begin with http:// or another scheme; accepted: http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT, with USER:PASSWORD@ before the host where it is needed',
  );
});

it('judges the one of two spellings that counts, for each kind of proxy', () => {
  const problems = proxyProblems({
    https_proxy: 'http://proxy:3128',
    HTTPS_PROXY: 'proxy',
    http_proxy: 'proxy',
    HTTP_PROXY: 'http://proxy:3128',
  });

  expect(problems.map(({ variable }) => variable)).toEqual(['http_proxy']);
});

it.each(['me:secret@proxy:3128', 'http://me:secret@proxy:99999', 'ftp://me:secret@proxy'])(
  'shows no password of %s',
  (HTTP_PROXY) => {
    const texts = proxyProblems({ HTTP_PROXY }).map(problemText);

    expect(texts).toHaveLength(1);
    expect(texts.join()).not.toContain('secret@');
  },
);
