import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOf } from '../../src/ip/address-bytes.ts';
import { isSamePrefix, parseSuffix, withSuffix } from '../../src/ip/suffix.ts';

test('puts the host part behind the detected prefix', () => {
  expect(withSuffix('2a02:8:1:2:3:4:5:6', parseSuffix('::1234'))).toBe('2a02:8:1:2::1234');
  expect(withSuffix('2a02:8:1:2:3:4:5:6', parseSuffix('::a:b:c:d'))).toBe('2a02:8:1:2:a:b:c:d');
});

test('accepts a host part in every notation', () => {
  expect(parseSuffix('0:0:0:0:0:0:0:00FF')).toBe('::ff');
  expect(parseSuffix('::1.2.3.4')).toBe('::102:304');
});

test('says what is accepted when the text is no host part', () => {
  for (const text of ['1234', '::g', '', '10.0.0.1', '::1%eth0', '::1/', '::1/x', '::1/64/64', '/64'])
    expect(() => parseSuffix(text)).toThrow('accepted is the lower half of an IPv6 address, such as ::1234');
  expect(() => parseSuffix('2a02::1')).toThrow('upper 64 bits are zero');
  expect(() => parseSuffix('0:0:0:1::')).toThrow('upper 64 bits are zero');
  expect(() => parseSuffix('::')).toThrow('is zero');
});

test('keeps as much of the prefix as it says, at any bit', () => {
  const address = '2a02:8:1:2fff:3:4:5:6';

  expect(withSuffix(address, parseSuffix('::5:0:0:0:1234/56'))).toBe('2a02:8:1:2f05::1234');
  expect(withSuffix(address, parseSuffix('::5:0:0:0:1234/60'))).toBe('2a02:8:1:2ff5::1234');
  expect(withSuffix(address, parseSuffix('::5:0:0:0:1234/48'))).toBe('2a02:8:1:5::1234');
  expect(withSuffix(address, parseSuffix('::1:0:0:0:0:1234/44'))).toBe('2a02:8:1::1234');
  expect(withSuffix(address, parseSuffix('::ab/120'))).toBe('2a02:8:1:2fff:3:4:5:ab');
  expect(withSuffix(address, parseSuffix('::1/127'))).toBe('2a02:8:1:2fff:3:4:5:7');
  expect(withSuffix(address, parseSuffix('::1234/64'))).toBe(withSuffix(address, parseSuffix('::1234')));
});

test('says what is wrong with the length of a prefix', () => {
  for (const length of [0, 1, 31, 128, 129, 999])
    expect(() => parseSuffix(`::1/${length}`)).toThrow('accepted is a length from 32 to 127');
  expect(() => parseSuffix('::100:0:0:0:1234/56')).toThrow('upper 56 bits are zero');
  expect(() => parseSuffix('::10:0:0:0:1234/60')).toThrow('upper 60 bits are zero');
  expect(() => parseSuffix('::1:1234/112')).toThrow('upper 112 bits are zero');
  expect(() => parseSuffix('::5:0:0:0:0/56')).toThrow('is zero');
});

test('keeps the prefix and takes all behind it, for every length', () => {
  const property = fc.property(
    fc.ipV6(),
    fc.ipV6(),
    fc.integer({ min: 32, max: 127 }),
    (one, other, length) => {
      const bits = (address: string) =>
        [...bytesOf(address)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
      const host = withSuffix('::', `${other}/${length}`);
      fc.pre(bits(host).slice(64).includes('1') && bits(host).slice(length).includes('1'));

      const changed = withSuffix(one, parseSuffix(`${host}/${length}`));

      expect(bits(changed)).toBe(bits(one).slice(0, length) + bits(host).slice(length));
      expect(isSamePrefix(one, changed, length)).toBe(true);
    },
  );

  fc.assert(property);
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
