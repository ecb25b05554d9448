import { encode } from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesQuestion, readHead, readMessage } from '../../src/dns/message.ts';
import { requestBytes } from '../../src/dns/request.ts';
import { readName } from '../../src/dns/wire-name.ts';
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
      question: { name: 'www.example.com', type: 1, class: 1 },
      counts: [2, 1, 1],
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

  test('is read as far as its records even when these are cut', () => {
    const question = readHead(answer)?.end ?? 0;

    for (let length = 0; length < answer.length; length++) {
      const head = readHead(answer.subarray(0, length));
      if (length < question) expect(head, `${length} bytes`).toBe(undefined);
      else expect(head).toMatchObject({ id: 0x1234, question: { name: 'www.example.com' }, end: question });
    }
  });

  test('is none with more than one question', () => {
    const twice = Buffer.from(answer);
    twice.writeUInt16BE(2, 4);

    expect(readHead(twice)).toBe(undefined);
  });

  test('is no answer to a question of another name, type or class', () => {
    const asked = { name: 'example.com', type: 1 };

    expect(matchesQuestion({ ...asked, class: 1 }, asked)).toBe(true);
    expect(matchesQuestion(asked, { ...asked, class: 3 })).toBe(false);
    expect(matchesQuestion({ ...asked, type: 28 }, asked)).toBe(false);
    expect(matchesQuestion({ ...asked, name: 'example.net' }, asked)).toBe(false);
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
