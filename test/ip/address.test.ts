import { describe, expect, it } from 'vitest';
import {
  canonicalValue,
  type Family,
  isCarrierGradeNat,
  isLocalAddress,
  notPublic,
  parseAddress,
} from '../../src/ip/address.ts';

describe('an address', () => {
  it.each([
    ['81.2.69.160', 'ipv4', '81.2.69.160'],
    ['2A02:8070:0:0::01', 'ipv6', '2a02:8070::1'],
  ] as const)('%s is read as %s %s', (text, family, canonical) => {
    expect(parseAddress(text, family)).toBe(canonical);
  });

  it.each([
    ['081.2.69.160', 'ipv4'],
    ['81.2.69', 'ipv4'],
    ['2a02::1', 'ipv4'],
    ['81.2.69.160', 'ipv6'],
    ['fe80::1%eth0', 'ipv6'],
    ['[2a02::1]', 'ipv6'],
    [' 81.2.69.160', 'ipv4'],
    ['', 'ipv4'],
  ] as const)('%j is none of %s', (text, family) => {
    expect(parseAddress(text, family)).toBeUndefined();
  });

  it.each([
    ['0.1.2.3', 'ipv4'],
    ['10.255.0.1', 'ipv4'],
    ['100.64.0.1', 'ipv4'],
    ['100.127.255.255', 'ipv4'],
    ['127.0.0.1', 'ipv4'],
    ['169.254.1.1', 'ipv4'],
    ['172.31.255.255', 'ipv4'],
    ['192.0.0.8', 'ipv4'],
    ['192.0.2.1', 'ipv4'],
    ['192.31.196.1', 'ipv4'],
    ['192.52.193.1', 'ipv4'],
    ['192.168.1.1', 'ipv4'],
    ['192.175.48.6', 'ipv4'],
    ['198.19.0.1', 'ipv4'],
    ['198.51.100.7', 'ipv4'],
    ['203.0.113.9', 'ipv4'],
    ['224.0.0.1', 'ipv4'],
    ['255.255.255.255', 'ipv4'],
    ['::', 'ipv6'],
    ['::1', 'ipv6'],
    ['fe80::1', 'ipv6'],
    ['fd00::1', 'ipv6'],
    ['ff02::1', 'ipv6'],
    ['2001:db8::1', 'ipv6'],
    ['2002::1', 'ipv6'],
    ['2001::1', 'ipv6'],
    ['2620:4f:8000::42', 'ipv6'],
    ['::ffff:81.2.69.160', 'ipv6'],
    ['64:ff9b::5102:45a0', 'ipv6'],
  ] as const)('%s is not published', (address, family) => {
    expect(notPublic(address, family)).toBeTypeOf('string');
  });

  it.each<[Family, string, readonly string[]]>([
    ['ipv4', 'an unspecified address', ['0.0.0.0', '0.255.255.255']],
    ['ipv4', 'a private address', ['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255']],
    ['ipv4', 'a private address', ['192.168.0.0', '192.168.255.255']],
    ['ipv4', 'a carrier-grade NAT address', ['100.64.0.0', '100.127.255.255']],
    ['ipv4', 'a loopback address', ['127.0.0.0', '127.255.255.255']],
    ['ipv4', 'a link-local address', ['169.254.0.0', '169.254.255.255']],
    ['ipv4', 'a protocol-assignment address', ['192.0.0.0', '192.0.0.255']],
    ['ipv4', 'a documentation address', ['192.0.2.0', '198.51.100.255', '203.0.113.7']],
    ['ipv4', 'an address of an anycast service', ['192.31.196.0', '192.52.193.255', '192.175.48.1']],
    ['ipv4', 'a 6to4 relay address', ['192.88.99.0', '192.88.99.255']],
    ['ipv4', 'a benchmarking address', ['198.18.0.0', '198.19.255.255']],
    ['ipv4', 'a multicast address', ['224.0.0.0', '239.255.255.255']],
    ['ipv4', 'a reserved address', ['240.0.0.0', '255.255.255.255']],
    ['ipv6', 'a loopback address', ['::1']],
    ['ipv6', 'a unique local address', ['fc00::', 'fdff::1']],
    ['ipv6', 'a link-local address', ['fe80::', 'febf::1']],
    ['ipv6', 'a multicast address', ['ff00::', 'ffff::1']],
    ['ipv6', 'a documentation address', ['2001:db8::', '2001:db8:ffff::', '3fff:fff::']],
    ['ipv6', 'a 6to4 address', ['2002::', '2002:ffff::']],
    ['ipv6', 'a protocol-assignment address', ['2001::', '2001:1ff::']],
    ['ipv6', 'an address of an anycast service', ['2620:4f:8000::', '2620:4f:8000:ffff::']],
    ['ipv6', 'not a global unicast address', ['::', '4000::', '64:ff9b::1', '1fff::']],
  ])('of %s that is %s is told as such', (family, what, addresses) => {
    expect(addresses.map((address) => notPublic(address, family))).toEqual(addresses.map(() => what));
  });

  it.each([
    ['81.2.69.160', 'ipv4'],
    ['100.63.255.255', 'ipv4'],
    ['100.128.0.1', 'ipv4'],
    ['172.32.0.1', 'ipv4'],
    ['2a02:8070::1', 'ipv6'],
    ['2001:4860:4860::8888', 'ipv6'],
  ] as const)('%s is public', (address, family) => {
    expect(notPublic(address, family)).toBeUndefined();
  });

  it('of 100.64.0.0/10 is known as carrier-grade NAT', () => {
    expect(isCarrierGradeNat('100.100.1.1')).toBe(true);
    expect(isCarrierGradeNat('100.128.1.1')).toBe(false);
    expect(isCarrierGradeNat('2a02::1')).toBe(false);
  });

  it.each([
    '10.1.2.3',
    '127.0.0.1',
    '169.254.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '::1',
    'fd00::1',
    'fe80::1',
    '::ffff:10.0.0.1',
  ])('%s can only be at home', (address) => {
    expect(isLocalAddress(address)).toBe(true);
  });

  it.each([
    '81.2.69.160',
    '100.64.0.1',
    '172.32.0.1',
    '192.0.2.1',
    '224.0.0.1',
    '2a02::1',
    '2001:db8::1',
    'router.home',
    '',
  ])('%j can be elsewhere', (address) => {
    expect(isLocalAddress(address)).toBe(false);
  });

  it('is the same text as the value of a record, however it is written there', () => {
    expect(['2A02:8070:0:0::01', '081.2.69.160', 'host.example'].map(canonicalValue)).toEqual([
      '2a02:8070::1',
      '081.2.69.160',
      'host.example',
    ]);
  });
});
