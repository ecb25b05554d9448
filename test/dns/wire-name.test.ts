import { describe, expect, test } from 'vitest';
import { nameBytes, readName } from '../../src/dns/wire-name.ts';

/** A name at the end of some bytes, which it may point into. */
const nameAt = (hex: string, at: number) => readName(Buffer.from(hex.replaceAll(' ', ''), 'hex'), at);

describe('a name on the wire', () => {
  test.each([
    ['the root', '00', 0, { name: '', end: 1 }],
    ['labels', '03 777777 02 4445 00', 0, { name: 'www.de', end: 8 }],
    ['a pointer', '02 4445 00 03 777777 c000 ff', 4, { name: 'www.de', end: 10 }],
    ['a dot inside a label', '03 612e62 00', 0, { name: 'a\\046b', end: 5 }],
    ['bytes that are no letters', '02 00ff 00', 0, { name: '\\000\\255', end: 4 }],
  ])('is read: %s', (_, hex, at, expected) => {
    expect(nameAt(hex, at)).toEqual(expected);
  });

  test.each([
    ['that points to itself', 'c000', 0],
    ['that points forwards', 'c004 0000 00', 0],
    ['that goes round', '01 61 c002 c000', 4],
    ['that is cut', '03 7777', 0],
    ['without an end', '03 777777', 0],
    ['that is cut in a pointer', 'c0', 0],
    ['with a label of another kind', '40 61 00', 0],
    ['of more than 255 octets', `${'3f'.padEnd(128, '61')}`.repeat(4).concat('00'), 0],
  ])('is none: one %s', (_, hex, at) => {
    expect(nameAt(hex, at)).toBe(undefined);
  });

  test('is written as it is read', () => {
    expect(readName(nameBytes('*.lab.example.com'), 0)).toEqual({ name: '*.lab.example.com', end: 19 });
  });
});
