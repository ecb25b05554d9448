import { isIPv6 } from 'node:net';

const cookie = Buffer.from('2112a442', 'hex');

/** An attribute with its padding. */
export function stunAttribute(type: number, value: Uint8Array): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

/** A STUN message; a binding success unless told otherwise. */
export function stunMessage(transaction: Uint8Array, attributes: Uint8Array[], type = 0x0101): Buffer {
  const body = Buffer.concat(attributes);
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(body.length, 2);
  return Buffer.concat([head, cookie, transaction, body]);
}

/** MAPPED-ADDRESS, or XOR-MAPPED-ADDRESS when a transaction is given. The port is 32853. */
export function mappedAttribute(address: string, transaction?: Uint8Array): Buffer {
  const bytes = addressBytes(address);
  const value = Buffer.concat([Buffer.of(0, bytes.length === 4 ? 1 : 2, 0x80, 0x55), bytes]);
  if (!transaction) return stunAttribute(0x0001, value);
  const mask = Buffer.concat([cookie, transaction]);
  const xored = value.map((byte, index) => {
    if (index < 2) return byte;
    return byte ^ (mask[index < 4 ? index - 2 : index - 4] ?? 0);
  });
  return stunAttribute(0x0020, xored);
}

/** The honest answer to a binding request. */
export function stunAnswer(request: Buffer, address: string): Buffer {
  const transaction = transactionOf(request);
  return stunMessage(transaction, [mappedAttribute(address, transaction)]);
}

export function transactionOf(message: Buffer): Buffer {
  return message.subarray(8, 20);
}

function addressBytes(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.from(address.split('.').map(Number));
  const [head = [], tail = []] = address.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  const groups = [...head, ...zeros, ...tail].map((group) => group.padStart(4, '0'));
  return Buffer.from(groups.join(''), 'hex');
}
