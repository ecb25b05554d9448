import { encode } from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameBytes, readMessage, readName, requestBytes } from '../../src/dns/message.ts';
import { mutations } from '../support/mutation.ts';

const answer = encode({
  type: 'response',
  id: 0x1234,
  flags: 0x0400,
  questions: [{ name: 'www.Example.com', type: 'A' }],
  answers: [
    { name: 'www.example.com', type: 'CNAME', ttl: 300, data: 'home.example.com' },
    { name: 'home.example.com', type: 'A', ttl: 60, data: '192.0.2.10' },
  ],
  authorities: [{ name: 'example.com', type: 'NS', ttl: 3600, data: 'ns1.example.com' }],
  additionals: [{ name: 'ns1.example.com', type: 'AAAA', ttl: 3600, data: '2001:db8::53' }],
});

/** A name at the end of some bytes, which it may point into. */
const nameAt = (hex: string, at: number) => readName(Buffer.from(hex.replaceAll(' ', ''), 'hex'), at);

describe('a DNS message', () => {
  test('is taken apart', () => {
    const message = readMessage(answer);

    expect(message).toMatchObject({
      id: 0x1234,
      isResponse: true,
      opcode: 0,
      authoritative: true,
      truncated: false,
      rcode: 0,
      question: { name: 'www.example.com', type: 1 },
      answers: [
        { name: 'www.example.com', type: 5, class: 1, ttl: 300 },
        { name: 'home.example.com', type: 1, class: 1, ttl: 60 },
      ],
      authorities: [{ name: 'example.com', type: 2 }],
      additionals: [{ name: 'ns1.example.com', type: 28 }],
    });
    const [alias, address] = message?.answers ?? [];
    expect(readName(answer, alias?.dataStart ?? 0)).toEqual({ name: 'home.example.com', end: alias?.end });
    expect(answer.subarray(address?.dataStart, address?.end)).toEqual(Buffer.of(192, 0, 2, 10));
  });

  test('is none when any of its end is missing or something stands behind it', () => {
    for (let length = 0; length < answer.length; length++)
      expect(readMessage(answer.subarray(0, length)), `${length} bytes`).toBe(undefined);
    expect(readMessage(Buffer.concat([answer, Buffer.of(0)]))).toBe(undefined);
  });

  test('is made as it is read', () => {
    const message = requestBytes({ id: 7, opcode: 5 }, { name: 'example.com', type: 6 });

    expect(message.toString('hex')).toBe('000728000001000000000000076578616d706c6503636f6d0000060001');
  });

  test('never throws and never runs on, whatever its bytes are', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          mutations.map((mutate) => mutate(answer)),
          anyBytes,
        ),
        (bytes) => {
          const message = readMessage(bytes);
          for (const { start, dataStart, end } of message?.answers ?? [])
            expect([start < dataStart, dataStart <= end, end <= bytes.length]).toEqual([true, true, true]);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

const anyBytes = fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes));

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
