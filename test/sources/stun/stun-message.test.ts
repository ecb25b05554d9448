import { expect, test } from 'vitest';
import { bindingRequestOf, readBindingAnswer } from '../../../src/sources/stun/stun-message.ts';
import { mappedAttribute, stunAttribute, stunMessage } from '../../support/stun-answer.ts';

const transaction = Buffer.from('b7e7a701bc34d686fa87dfae', 'hex');
const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');

// RFC 5769, section 2.2: SOFTWARE "test vector", XOR-MAPPED-ADDRESS, MESSAGE-INTEGRITY, FINGERPRINT.
const ipv4Response = hex(`
  0101003c 2112a442 b7e7a701 bc34d686 fa87dfae
  8022000b 74657374 20766563 746f7220
  00200008 0001a147 e112a643
  00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7
  80280004 c07d4c96`);

// RFC 5769, section 2.3.
const ipv6Response = hex(`
  01010048 2112a442 b7e7a701 bc34d686 fa87dfae
  8022000b 74657374 20766563 746f7220
  00200014 0002a147 0113a9fa a5d3f179 bc25f4b5 bed2b9d9
  00080014 a382954e 4be67bf1 1784c97c 8292c275 bfe3ed41
  80280004 c8fb0b4c`);

const xored = mappedAttribute('81.2.69.160', transaction);
const honest = stunMessage(transaction, [xored]);

function changed(offset: number, value: number): Buffer {
  const copy = Buffer.from(honest);
  copy[offset] = value;
  return copy;
}

test('writes a request of 20 bytes', () => {
  expect(bindingRequestOf(transaction).toString('hex')).toBe('000100002112a442b7e7a701bc34d686fa87dfae');
});

test('reads the IPv4 response of RFC 5769', () => {
  expect(readBindingAnswer(ipv4Response, transaction, 'ipv4')).toEqual({ address: '192.0.2.1' });
});

test('reads the IPv6 response of RFC 5769', () => {
  expect(readBindingAnswer(ipv6Response, transaction, 'ipv6')).toEqual({
    address: '2001:db8:1234:5678:11:2233:4455:6677',
  });
});

test('reads MAPPED-ADDRESS when the server knows no other', () => {
  const ipv4 = stunMessage(transaction, [mappedAttribute('81.2.69.160')]);
  const ipv6 = stunMessage(transaction, [mappedAttribute('2a02:8::1')]);

  expect(readBindingAnswer(ipv4, transaction, 'ipv4')).toEqual({ address: '81.2.69.160' });
  expect(readBindingAnswer(ipv6, transaction, 'ipv6')).toEqual({ address: '2a02:8::1' });
});

test('prefers XOR-MAPPED-ADDRESS, which no router on the way rewrites', () => {
  const both = stunMessage(transaction, [mappedAttribute('192.168.1.7'), xored]);

  expect(readBindingAnswer(both, transaction, 'ipv4')).toEqual({ address: '81.2.69.160' });
});

test('reads on behind padding, unknown optional attributes and those of RFC 3489', () => {
  const old = [0x0004, 0x0005].map((type) => stunAttribute(type, hex('0001 0d96 05060708')));
  const message = stunMessage(transaction, [
    stunAttribute(0x8022, Buffer.from('x')),
    stunAttribute(0xc001, Buffer.alloc(0)),
    ...old,
    xored,
  ]);

  expect(readBindingAnswer(message, transaction, 'ipv4')).toEqual({ address: '81.2.69.160' });
});

test('takes the first of two equal attributes, as RFC 8489 says', () => {
  const message = stunMessage(transaction, [xored, mappedAttribute('89.160.20.112', transaction)]);

  expect(readBindingAnswer(message, transaction, 'ipv4')).toEqual({ address: '81.2.69.160' });
});

const ignored: [what: string, message: Buffer][] = [
  ['nothing', Buffer.alloc(0)],
  ['half a header', honest.subarray(0, 19)],
  ['another cookie', changed(4, 0x22)],
  ['another transaction', changed(19, 0xaf)],
  ['the type of a request', changed(0, 0x00)],
  ['the type of an indication', stunMessage(transaction, [xored], 0x0011)],
  ['another method', changed(1, 0x03)],
  ['a length that is too large', changed(3, 16)],
  ['a length that is too small', changed(3, 8)],
  ['its end cut off', honest.subarray(0, -4)],
  ['something behind its end', Buffer.concat([honest, Buffer.alloc(4)])],
  ['an attribute longer than the message', changed(23, 12)],
  ['half an attribute header', stunMessage(transaction, [xored, Buffer.alloc(2)])],
  ['an attribute that lacks its padding', stunMessage(transaction, [xored, hex('8022000161')])],
];

for (const [what, message] of ignored) {
  test(`ignores a message with ${what}`, () => {
    expect(readBindingAnswer(message, transaction, 'ipv4')).toBeUndefined();
  });
}

const unusable: [what: string, reason: string, message: Buffer][] = [
  ['no attribute', 'its answer holds no address', stunMessage(transaction, [])],
  [
    'an address of another family',
    'it told an IPv6 address although IPv4 was asked for',
    stunMessage(transaction, [mappedAttribute('2a02:8::1', transaction)]),
  ],
  [
    'an unknown family',
    'its answer holds no address',
    stunMessage(transaction, [stunAttribute(0x0020, hex('0003a147e112a643'))]),
  ],
  [
    'a family that does not fit the length',
    'its answer holds no address',
    stunMessage(transaction, [stunAttribute(0x0020, hex('0002a147e112a643'))]),
  ],
  [
    'an address of three bytes',
    'its answer holds no address',
    stunMessage(transaction, [stunAttribute(0x0020, hex('0001a147e112a6'))]),
  ],
  [
    'an attribute that must be understood and is not',
    'its answer needs the unknown attribute 0x0023',
    stunMessage(transaction, [xored, stunAttribute(0x0023, Buffer.alloc(4))]),
  ],
  [
    'an error',
    'it refused the request with the error 401',
    stunMessage(transaction, [stunAttribute(0x0009, hex('00000401 4e6f'))], 0x0111),
  ],
  [
    'an error and an address',
    'it refused the request with the error 500',
    stunMessage(transaction, [xored, stunAttribute(0x0009, hex('00000500'))], 0x0111),
  ],
  [
    'an error that gives no reason',
    'it refused the request without saying why',
    stunMessage(transaction, [], 0x0111),
  ],
];

for (const [what, reason, message] of unusable) {
  test(`says why an answer with ${what} is of no use`, () => {
    expect(readBindingAnswer(message, transaction, 'ipv4')).toEqual({ unusable: reason });
  });
}
