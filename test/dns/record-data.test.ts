import { describe, expect, test } from 'vitest';
import { classes, readRecords, types, type WireRecord } from '../../src/dns/message.ts';
import { addressIn, nameIn, textIn } from '../../src/dns/record-data.ts';
import { recordBytes } from '../../src/dns/request.ts';
import { nameBytes } from '../../src/dns/wire-name.ts';

/** What a reader makes of a record with this data, with `before` in front of it that a name can point to. */
function read<T>(reader: (bytes: Buffer, record: WireRecord) => T, type: number, hex: string): T {
  const before = nameBytes('example.com');
  const data = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  // What stands behind the record must never be taken for a part of it.
  const bytes = Buffer.concat([
    before,
    recordBytes(nameBytes('x'), type, classes.IN, 60, data),
    Buffer.alloc(20, 1),
  ]);
  const [record] = readRecords(bytes, before.length, 1) ?? [];
  if (!record) throw new Error('there is no record');
  return reader(bytes, record);
}

describe('the address in a record', () => {
  test.each([
    ['A', 'c000020a', '192.0.2.10'],
    ['AAAA', '20010db8000000000000000000000053', '2001:db8::53'],
    // An address of IPv6, although it looks like one of IPv4 in disguise.
    ['AAAA', '00000000000000000000ffffc000020a', '::ffff:c000:20a'],
  ] as const)('is read: %s %s', (type, hex, address) => {
    expect(read(addressIn, types[type], hex)).toBe(address);
  });

  test.each([
    ['A', ''],
    ['A', 'c00002'],
    ['A', 'c000020a01'],
    ['A', '20010db8000000000000000000000053'],
    ['AAAA', 'c000020a'],
    ['AAAA', '20010db800000000000000000000005301'],
    ['TXT', 'c000020a'],
  ] as const)('is none: %s %j', (type, hex) => {
    expect(read(addressIn, types[type], hex)).toBe(undefined);
  });
});

describe('the name in a record', () => {
  test.each([
    ['in full', '03 6e7331 02 6465 00', 'ns1.de'],
    ['that ends in a pointer', '03 6e7331 c000', 'ns1.example.com'],
    ['that is a pointer', 'c008', 'com'],
  ])('is read: one %s', (_, hex, name) => {
    expect(read(nameIn, types.NS, hex)).toBe(name);
  });

  test.each([
    ['nothing', ''],
    ['a name that goes on behind the record', '03 6e73'],
    ['more than a name', '00 00'],
  ])('is none: %s', (_, hex) => {
    expect(read(nameIn, types.CNAME, hex)).toBe(undefined);
  });
});

describe('the text in a record', () => {
  test.each([
    ['one string', '02 6869', 'hi'],
    ['two strings', '01 68 01 69', 'hi'],
    ['an empty string', '00', ''],
    ['bytes beyond ASCII', '02 e9ff', 'éÿ'],
  ])('is read: %s', (_, hex, text) => {
    expect(read(textIn, types.TXT, hex)).toBe(text);
  });

  test.each([
    ['nothing', ''],
    ['a string that goes on behind the record', '03 6869'],
    ['a second string that does', '02 6869 01'],
  ])('is none: %s', (_, hex) => {
    expect(read(textIn, types.TXT, hex)).toBe(undefined);
  });
});
