import { describe, expect, it } from 'vitest';
import { displayName, fqdn, parseRecordName, parseZone } from '../../src/dns/name.ts';

const zone = parseZone('example.com');

describe('a zone', () => {
  it.each([
    ['EXAMPLE.com.', 'example.com', 'example.com'],
    ['bücher.example', 'xn--bcher-kva.example', 'bücher.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example', 'bücher.example'],
    ['例え.テスト', 'xn--r8jz45g.xn--zckzah', '例え.テスト'],
  ])('%s is sent as %s and shown as %s', (text, name, display) => {
    expect(parseZone(text)).toEqual({ name, display });
  });

  it.each([
    '',
    '.',
    'com',
    'a..b',
    '-a.com',
    'a-.com',
    'exa mple.com',
    'a/b.com',
    'user@example.com',
    '*.exa*mple.com',
  ])('refuses %j', (text) => {
    expect(() => parseZone(text)).toThrow();
  });

  it('holds at most 253 octets', () => {
    const label = 'a'.repeat(49);

    expect(parseZone(`${`${label}.`.repeat(5)}abc`).name).toHaveLength(253);
    expect(() => parseZone(`${`${label}.`.repeat(5)}abcd`)).toThrow('at most 253');
  });
});

describe('a record name', () => {
  it.each([
    ['@', '@'],
    ['Home', 'home'],
    ['example.com', '@'],
    ['example.com.', '@'],
    ['*.lab', '*.lab'],
    ['*', '*'],
    ['*.example.com', '*'],
    ['a.b.example.com.', 'a.b'],
    ['_dmarc', '_dmarc'],
    ['notexample.com', 'notexample.com'],
    ['0', '0'],
  ])('%s is %s in the zone', (text, name) => {
    expect(parseRecordName(text, zone)).toBe(name);
  });

  it.each(['a b', 'a.*', 'a*', '**', 'é'.repeat(60), 'a'.repeat(64), 'home.example.org.', 'a,b', 'a%b'])(
    'refuses %j',
    (text) => {
      expect(() => parseRecordName(text, zone)).toThrow();
    },
  );

  it('is completed by the zone', () => {
    expect(fqdn('@', zone)).toBe('example.com');
    expect(fqdn('*.lab', zone)).toBe('*.lab.example.com');
  });

  it('is shown readable', () => {
    expect(displayName('*.xn--bro-hoa')).toBe('*.büro');
    expect(displayName('@')).toBe('@');
  });
});
