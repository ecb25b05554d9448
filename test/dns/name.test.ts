import { describe, expect, it } from 'vitest';
import { displayName, fqdn, parseRecordName, parseZone } from '../../src/dns/name.ts';

const zone = parseZone('example.com');

describe('a zone', () => {
  it.each([
    ['EXAMPLE.com.', 'example.com', 'example.com'],
    ['bücher.example', 'xn--bcher-kva.example', 'bücher.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example', 'bücher.example'],
    ['例え.テスト', 'xn--r8jz45g.xn--zckzah', '例え.テスト'],
    ['Ｅｘａｍｐｌｅ.com', 'example.com', 'example.com'],
    ['10.example', '10.example', '10.example'],
    ['2.0.192.in-addr.arpa', '2.0.192.in-addr.arpa', '2.0.192.in-addr.arpa'],
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
    '*.example.com',
    '*',
    '192.168.1.10',
    '192.168.1.10.',
    '１９２.168.1.１０',
    '127.1',
    '0x7f.1',
    'example.0x1f',
    '2001:db8::1',
    '[2001:db8::1]',
    'bücher。example',
    '例え。テスト',
  ])('refuses %j', (text) => {
    expect(() => parseZone(text)).toThrow();
  });

  it.each([
    ['*.example.com', 'begins with a *'],
    ['192.168.1.10', 'is an address'],
    ['2001:db8::1', 'is an address'],
    ['127.1', 'ends in a number'],
  ])('says of %s that it %s', (text, why) => {
    expect(() => parseZone(text)).toThrow(why);
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
    ['１', '1'],
    ['１９２', '192'],
    ['²', '2'],
    ['①', '1'],
    ['ＨＯＭＥ', 'home'],
    ['home-１', 'home-1'],
    ['*.１', '*.1'],
    ['b\u0075\u0308ro', 'xn--bro-hoa'],
    ['💩', 'xn--ls8h'],
  ])('%s is %s in the zone', (text, name) => {
    expect(parseRecordName(text, zone)).toBe(name);
  });

  it.each([
    ...['a b', 'a.*', 'a*', '**', 'é'.repeat(60), 'a'.repeat(64), 'home.example.org.', 'a,b', 'a%b'],
    // What these turn into is not one label.
    ...['。', 'ü。ü', 'ü｡ü', '⒈', '℀', 'ü℀', '＠', '＊', 'ü．ü', '\u00ad', 'home．lab'],
    ...['192.168.1.10', '2001:db8::1', '１９２.１６８.１.１'],
  ])('refuses %j', (text) => {
    expect(() => parseRecordName(text, zone)).toThrow();
  });

  it('is completed by the zone', () => {
    expect(fqdn('@', zone)).toBe('example.com');
    expect(fqdn('*.lab', zone)).toBe('*.lab.example.com');
  });

  it('is shown readable', () => {
    expect(displayName('*.xn--bro-hoa')).toBe('*.büro');
    expect(displayName('@')).toBe('@');
    expect(displayName('*.xn--bro-hoa.10')).toBe('*.xn--bro-hoa.10');
  });
});
