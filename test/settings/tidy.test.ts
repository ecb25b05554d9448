import { describe, expect, it } from 'vitest';
import { readEndpoint } from '../../src/settings/endpoint.ts';
import { isPlaceholder, mayBePlaceholder } from '../../src/settings/placeholder.ts';
import { plainText, tidied } from '../../src/settings/tidy.ts';

describe('what stands around a value', () => {
  it.each([
    ['"a b"', 'a b'],
    ["'a'", 'a'],
    ['„a“', 'a'],
    ['«a»', 'a'],
    ['\u200b "a"\u00a0', 'a'],
    ['NAME=a', 'a'],
    ['export NAME = "a"', 'a'],
    ['NAME_2=a', 'a'],
    ['NAME: a', 'a'],
    ['""', ''],
  ])('is taken off: %s', (given, text) => {
    const read = tidied('NAME', given);

    expect(read.text).toBe(text);
    expect(read.slips).not.toEqual([]);
  });

  it.each(['a', '"a', "a'", '"a","b"', 'a"b"', 'NAMES=a', 'other=a', 'NAME:a', 'a=NAME=b', '"', "it's"])(
    'is left where it belongs to the value: %s',
    (given) => {
      expect(tidied('NAME', given)).toEqual({ text: given, slips: [] });
    },
  );

  it('is no more than the space of a keyboard where nothing is told', () => {
    expect(tidied('NAME', ' \ta\r\n')).toEqual({ text: 'a', slips: [] });
  });

  it('is said without what was found', () => {
    expect(JSON.stringify(tidied('NAME', '\ufeffNAME="s3cret"').slips)).not.toContain('s3cret');
  });
});

describe('a value that is no secret', () => {
  it.each([
    ['６００', '600'],
    ['ｈｏｍｅ．example。com', 'home.example.com'],
    ['home，vpn、nas', 'home,vpn,nas'],
    ['ex\u00adam\u200bple', 'example'],
    ['600 # seconds', '600'],
    ['600\t#', '600'],
  ])('%s is read as %s', (given, text) => {
    expect(plainText(given).text).toBe(text);
    expect(plainText(given).slips).toHaveLength(1);
  });

  it.each(['home,vpn', 'a#b', 'https://example.com/#x', 'نامه\u200cای.example', 'bücher', 'a\nb'])(
    'stays as it is: %s',
    (given) => {
      expect(plainText(given)).toEqual({ text: given, slips: [] });
    },
  );
});

describe('a placeholder', () => {
  it.each([
    'gd_pat_…',
    'pk1_...',
    '…',
    '<your token>',
    '[TOKEN]',
    `\${TOKEN}`,
    `\${TOKEN:-}`,
    '$CF_API_TOKEN',
    '$(cat x)',
    '{{ t }}',
    '%CF_TOKEN%',
    'xxx',
    '********',
    '••••3f',
    'YOUR API TOKEN',
    'YOUR_TOKEN',
    'your-api-key',
    'paste the key here',
  ])('is what no credential is: %s', (text) => {
    expect(isPlaceholder(text)).toBe(true);
  });

  it.each(['your-godaddy-token', 'insert-token-here', 'changeme', 'replace-me', 'abcxxxxxxxx', 'todo'])(
    'may be this one, which is warned of: %s',
    (text) => {
      expect([isPlaceholder(text), mayBePlaceholder(text)]).toEqual([false, true]);
    },
  );

  it.each([
    'gd_pat_1234',
    'token',
    'password',
    's3cr3t...',
    '$ecret',
    '$ecret_1',
    'a<b>c',
    'xx',
    'Q7RTW2K9',
    'p%41ss%',
    'myhomepass',
    'a*b*c***d',
  ])('is not: %s', (text) => {
    expect([isPlaceholder(text), mayBePlaceholder(text)]).toEqual([false, false]);
  });
});

it('the health check finds the endpoint however it is written', () => {
  expect(readEndpoint({})).toEqual({ port: 8080, host: undefined });
  expect(readEndpoint({ HTTP_PORT: '"9000" ', HTTP_HOST: '[::]' })).toEqual({ port: 9000, host: '::' });
  expect(readEndpoint({ HTTP_PORT: '９０００', HTTP_HOST: "'127.0.0.1'" })).toEqual({
    port: 9000,
    host: '127.0.0.1',
  });
  expect(readEndpoint({ HTTP_PORT: '0 # off' })).toEqual({ port: 0, host: undefined });
});
