import type { Family } from '../../ip/address.ts';
import { ipv6Of } from '../../ip/address-bytes.ts';
import { familyNames } from '../server.ts';

/** What an answer to a binding request says; `unusable` is the reason in words. */
export type StunReading = { readonly address: string } | { readonly unusable: string };

const headerLength = 20;
const cookie = 0x2112a442;
const bindingRequest = 0x0001;
const bindingSuccess = 0x0101;
const bindingError = 0x0111;
const mappedAddress = 0x0001;
const errorCode = 0x0009;
const xorMappedAddress = 0x0020;
// Attributes below 0x8000 that an agent must understand (RFC 8489, 18.3), with the two of RFC 3489 that old servers add.
const understood = new Set([
  ...[mappedAddress, 0x0004, 0x0005, 0x0006, 0x0008, errorCode],
  ...[0x000a, 0x0014, 0x0015, 0x001c, 0x001d, 0x001e, xorMappedAddress],
]);

/** A binding request without attributes (RFC 8489, section 5); `transaction` is 12 random bytes. */
export function bindingRequestOf(transaction: Uint8Array): Buffer {
  const message = Buffer.alloc(headerLength);
  message.writeUInt16BE(bindingRequest, 0);
  message.writeUInt32BE(cookie, 4);
  message.set(transaction, 8);
  return message;
}

/**
 * Reads a STUN message as the answer to the binding request of that transaction. Undefined: it answers something
 * else, or it is malformed. Never throws, whatever the bytes are.
 */
export function readBindingAnswer(
  message: Buffer,
  transaction: Uint8Array,
  family: Family,
): StunReading | undefined {
  if (message.length < headerLength || message.readUInt32BE(4) !== cookie) return undefined;
  if (!message.subarray(8, headerLength).equals(transaction)) return undefined;
  if (message.readUInt16BE(2) !== message.length - headerLength) return undefined;
  const type = message.readUInt16BE(0);
  if (type !== bindingSuccess && type !== bindingError) return undefined;
  const attributes = attributesOf(message);
  if (attributes === undefined) return undefined;
  if (type === bindingError) return { unusable: errorText(attributes.get(errorCode)) };

  const strange = [...attributes.keys()].find((key) => key < 0x8000 && !understood.has(key));
  if (strange !== undefined)
    return { unusable: `its answer needs the unknown attribute 0x${strange.toString(16).padStart(4, '0')}` };
  // What the address is XORed with: the cookie and the transaction (RFC 8489, 14.2).
  const mask = message.subarray(4, headerLength);
  const plain = new Uint8Array(mask.length);
  const xored = attributes.get(xorMappedAddress);
  return xored
    ? readMapped(xored, mask, family)
    : readMapped(attributes.get(mappedAddress) ?? Buffer.alloc(0), plain, family);
}

/** The first attribute of each type, or undefined when the attributes do not fill the message exactly. */
function attributesOf(message: Buffer): Map<number, Buffer> | undefined {
  const attributes = new Map<number, Buffer>();
  let offset = headerLength;
  while (offset < message.length) {
    if (offset + 4 > message.length) return undefined;
    const type = message.readUInt16BE(offset);
    const length = message.readUInt16BE(offset + 2);
    const start = offset + 4;
    offset = start + Math.ceil(length / 4) * 4;
    if (offset > message.length) return undefined;
    if (!attributes.has(type)) attributes.set(type, message.subarray(start, start + length));
  }
  return attributes;
}

function readMapped(value: Buffer, mask: Uint8Array, family: Family): StunReading {
  const told = value.length === 8 && value[1] === 1 ? 'ipv4' : undefined;
  const mapped = told ?? (value.length === 20 && value[1] === 2 ? 'ipv6' : undefined);
  if (mapped === undefined) return { unusable: 'its answer holds no address' };
  if (mapped !== family)
    return {
      unusable: `it told an ${familyNames[mapped]} address although ${familyNames[family]} was asked for`,
    };
  const bytes = value.subarray(4).map((byte, index) => byte ^ (mask[index] ?? 0));
  return { address: family === 'ipv4' ? bytes.join('.') : ipv6Of(bytes) };
}

function errorText(value: Buffer | undefined): string {
  if (value === undefined || value.length < 4) return 'it refused the request without saying why';
  return `it refused the request with the error ${(value.readUInt8(2) & 7) * 100 + value.readUInt8(3)}`;
}
