import { describe, expect, it } from 'vitest';
import {
  canonicalValue,
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
