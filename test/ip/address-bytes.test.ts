import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAddress } from '../../src/ip/address.ts';
import { addressOf, bytesOf, ipv6Of } from '../../src/ip/address-bytes.ts';

test('writes an IPv6 address as its 16 bytes', () => {
  expect(bytesOf('2001:db8::1:2').toString('hex')).toBe('20010db8000000000000000000010002');
  expect(bytesOf('::').toString('hex')).toBe('0'.repeat(32));
});

test('writes an IPv4 address in its mapped form and reads it back as IPv4', () => {
  expect(bytesOf('81.2.69.160').toString('hex')).toBe('00000000000000000000ffff510245a0');
  expect(addressOf(bytesOf('81.2.69.160'))).toBe('81.2.69.160');
});

test('reads an IPv4-mapped address as IPv6 where only that is meant', () => {
  expect(ipv6Of(bytesOf('81.2.69.160'))).toBe('::ffff:5102:45a0');
});

test('says what is no address', () => {
  expect(() => bytesOf('router')).toThrow('router is no address');
});

test('reads back every IPv6 address in its canonical form', () => {
  const property = fc.property(fc.ipV6(), (address) => {
    const bytes = bytesOf(address);

    fc.pre(!bytes.toString('hex').startsWith('00000000000000000000ffff'));
    expect(addressOf(bytes)).toBe(parseAddress(address, 'ipv6'));
  });

  fc.assert(property, { numRuns: 5000 });
});
