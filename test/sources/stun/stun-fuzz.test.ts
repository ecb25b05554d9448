import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Family, parseAddress } from '../../../src/ip/address.ts';
import { readBindingAnswer } from '../../../src/sources/stun/stun-message.ts';
import { mutations } from '../../support/mutation.ts';
import { mappedAttribute, stunAttribute, stunMessage } from '../../support/stun-answer.ts';

const transaction = Buffer.from('b7e7a701bc34d686fa87dfae', 'hex');
const software = stunAttribute(0x8022, Buffer.from('test vector'));
const cases: { family: Family; address: string; honest: Buffer }[] = [
  {
    family: 'ipv4',
    address: '81.2.69.160',
    honest: stunMessage(transaction, [software, mappedAttribute('81.2.69.160', transaction)]),
  },
  {
    family: 'ipv6',
    address: '2a02:8::1',
    honest: stunMessage(transaction, [mappedAttribute('2a02:8::1', transaction), software]),
  },
  {
    family: 'ipv4',
    address: '81.2.69.160',
    honest: stunMessage(transaction, [software, mappedAttribute('81.2.69.160'), software]),
  },
];

/** Written without the parser under test: our transaction's success, with the address in it at a place of four bytes. */
function vouchedFor(message: Buffer, family: Family, address: string): boolean {
  const header =
    message.readUInt16BE(0) === 0x0101 &&
    message.readUInt16BE(2) === message.length - 20 &&
    message.toString('hex', 4, 20) === `2112a442${transaction.toString('hex')}`;
  const found: (string | undefined)[] = [];
  for (let offset = 20; offset + 8 <= message.length; offset += 4) {
    const type = message.readUInt16BE(offset);
    const value = message.subarray(offset + 8, offset + 4 + message.readUInt16BE(offset + 2));
    const mask = type === 0x0020 ? message.subarray(4, 20) : Buffer.alloc(16);
    const bytes = Buffer.from(value.map((byte, index) => byte ^ (mask[index] ?? 0)));
    const told = bytes.length === 4 ? bytes.join('.') : bytes.toString('hex').replace(/(....)(?!$)/g, '$1:');
    if (type === 0x0020 || type === 0x0001) found.push(parseAddress(told, family));
  }
  return header && found.includes(address);
}

function check(message: Buffer, family: Family): boolean {
  const reading = readBindingAnswer(message, transaction, family);
  if (!reading || !('address' in reading)) return false;
  expect(vouchedFor(message, family, reading.address)).toBe(true);
  return true;
}

test('takes the honest answers that the fuzzing starts from', () => {
  for (const { family, address, honest } of cases) {
    expect(readBindingAnswer(honest, transaction, family)).toEqual({ address });
    expect(vouchedFor(honest, family, address)).toBe(true);
  }
});

test('survives 20,000 messages of random bytes', () => {
  const property = fc.property(
    fc.constantFrom('ipv4', 'ipv6'),
    fc.uint8Array({ maxLength: 600 }),
    (family, bytes) => {
      expect(check(Buffer.from(bytes), family)).toBe(false);
    },
  );

  fc.assert(property, { numRuns: 20_000 });
});

test('survives 20,000 messages with the right header and random attributes', () => {
  const type = fc.oneof(fc.constantFrom(0x0001, 0x0009, 0x0020, 0x8022), fc.nat(0xffff));
  const attribute = fc.record({
    type,
    value: fc.uint8Array({ maxLength: 24 }),
    length: fc.option(fc.nat(0xffff), { freq: 4 }),
  });
  const property = fc.property(
    fc.constantFrom('ipv4', 'ipv6'),
    fc.constantFrom(0x0101, 0x0111),
    fc.array(attribute, { maxLength: 6 }),
    (family, messageType, attributes) => {
      const parts = attributes.map(({ type, value, length }) => {
        const bytes = stunAttribute(type, value);
        if (length !== null) bytes.writeUInt16BE(length, 2);
        return bytes;
      });
      check(stunMessage(transaction, parts, messageType), family);
    },
  );

  fc.assert(property, { numRuns: 20_000 });
});

test('survives 60,000 mutated answers and believes none that is not an answer to the request', () => {
  let taken = 0;
  const property = fc.property(fc.constantFrom(...cases), mutations, ({ family, honest }, mutate) => {
    if (check(mutate(honest), family)) taken++;
  });

  fc.assert(property, { numRuns: 60_000 });

  // Mutations of the port or the software name do no harm; were none taken, this test would prove nothing.
  expect(taken).toBeGreaterThan(1000);
});

test('needs little time for the largest packet of the smallest attributes', () => {
  const attributes = Array.from({ length: 16_000 }, (_, index) =>
    stunAttribute(0x8000 + index, Buffer.alloc(0)),
  );
  const message = stunMessage(transaction, attributes);
  const started = process.cpuUsage();

  for (let turn = 0; turn < 20; turn++) readBindingAnswer(message, transaction, 'ipv4');

  expect(process.cpuUsage(started).user).toBeLessThan(2_000_000);
});
