import { describe, expect, it } from 'vitest';
import {
  credentialsIn,
  secretsInUrl,
  shownUrl,
  withoutUrlSecrets,
  withoutUrlTokens,
} from '../../src/base/url-text.ts';

describe('a URL that may be shown', () => {
  it.each([
    ['https://user:pass@host.example:8443/a/b?token=x#y', 'https://host.example:8443/a/b'],
    ['https://host.example/', 'https://host.example'],
    ['http://[2001:db8::1]/ip?key=x', 'http://[2001:db8::1]/ip'],
    ['//user:pass@host.example/ip?token=x', '//host.example/ip'],
    ['htps://us@er:pass@host.example/ip#x', 'htps://host.example/ip'],
    ['no URL at all', 'no URL at all'],
  ])('%s is shown as %s', (text, shown) => {
    expect(shownUrl(text)).toBe(shown);
  });

  it('says in a setting where something is left out', () => {
    expect(withoutUrlSecrets('ipify, https://user:p,ass@host.example/ip?token=x')).toBe(
      'ipify, https://[secret]@host.example/ip?[secret]',
    );
  });
});

it('a token in the path of a URL is left out of a message, and shorter segments are not', () => {
  expect(
    withoutUrlTokens('"https://echo.example/v2/T0KEN4567890ab/ip" is none; gateway:http://…/rootDesc.xml is'),
  ).toBe('"https://echo.example/v2/[secret]/ip" is none; gateway:http://…/rootDesc.xml is');
});

describe('what a URL gives away', () => {
  it('is each long segment of its path, and a short value of its query only where it is no word', () => {
    const secrets = secretsInUrl('https://host.example/v2/T0KEN4567890%7E/ip?format=json&k=a1b2');

    const query = 'format=json&k=a1b2';
    expect(new Set(secrets.filter((one) => one !== ''))).toEqual(
      new Set(['T0KEN4567890%7E', 'T0KEN4567890~', query, 'a1b2']),
    );
  });

  it('is its credentials and its query, as written and as meant', () => {
    const secrets = secretsInUrl('https://us%20er:p%40ss@host.example/ip?token=abc%2Fdefgh&n=1');

    expect(new Set(secrets)).toEqual(
      new Set([
        ...['us%20er', 'us er', 'p%40ss', 'p@ss', 'us er:p@ss'],
        ...['token=abc%2Fdefgh&n=1', 'token=abc/defgh&n=1', 'abc/defgh'],
      ]),
    );
  });

  it('is nothing where the text is no URL or the URL has neither', () => {
    expect(secretsInUrl('user:pass')).not.toContain('pass');
    expect(secretsInUrl('http://')).toEqual([]);
    expect(secretsInUrl('https://host.example/ip').filter((one) => one !== '')).toEqual([]);
  });

  it('keeps what is wrongly encoded as it is written', () => {
    expect(credentialsIn(new URL('https://user:100%@host.example/'))).toBe('user:100%');
  });

  it('has no credentials where there are none', () => {
    expect(credentialsIn(new URL('https://host.example/'))).toBeUndefined();
    expect(credentialsIn(new URL('https://user@host.example/'))).toBe('user:');
  });
});
