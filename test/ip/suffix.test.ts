import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf } from '../../src/ip/address-bytes.ts';
import { parseSuffix, withSuffix } from '../../src/ip/suffix.ts';

test('puts the host part behind the detected prefix', () => {
  expect(withSuffix('2a02:8:1:2:3:4:5:6', parseSuffix('::1234'))).toBe('2a02:8:1:2::1234');
  expect(withSuffix('2a02:8:1:2:3:4:5:6', parseSuffix('::a:b:c:d'))).toBe('2a02:8:1:2:a:b:c:d');
});

test('accepts a host part in every notation', () => {
  expect(parseSuffix('0:0:0:0:0:0:0:00FF')).toBe('::ff');
  expect(parseSuffix('::1.2.3.4')).toBe('::102:304');
});

test('says what is accepted when the text is no host part', () => {
  for (const text of ['1234', '::g', '', '10.0.0.1', '::1%eth0', '::1/64'])
    expect(() => parseSuffix(text)).toThrow('accepted is the lower half of an IPv6 address, such as ::1234');
  expect(() => parseSuffix('2a02::1')).toThrow('upper 64 bits are zero');
  expect(() => parseSuffix('0:0:0:1::')).toThrow('upper 64 bits are zero');
  expect(() => parseSuffix('::')).toThrow('is zero');
});

test('keeps the prefix and takes the host part, whatever they are', () => {
  const host = fc
    .uint8Array({ minLength: 8, maxLength: 8 })
    .filter((bytes) => bytes.some((byte) => byte !== 0));
  const property = fc.property(fc.ipV6(), host, (address, bytes) => {
    const groups = Array.from({ length: 4 }, (_, index) =>
      Buffer.from(bytes)
        .readUInt16BE(index * 2)
        .toString(16),
    );
    const suffix = parseSuffix(`0:0:0:0:${groups.join(':')}`);

    const changed = bytesOf(withSuffix(address, suffix));

    expect(changed.subarray(0, 8)).toEqual(bytesOf(address).subarray(0, 8));
    expect(changed.subarray(8)).toEqual(Buffer.from(bytes));
    expect(withSuffix(withSuffix(address, suffix), suffix)).toBe(withSuffix(address, suffix));
  });

  fc.assert(property, { numRuns: 5000 });
});
