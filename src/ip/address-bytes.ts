import { isIPv4 } from 'node:net';
import { parseAddress } from './address.ts';

const mappedPrefix = Buffer.from('00000000000000000000ffff', 'hex');

/** An address as 16 bytes; an IPv4 address in its IPv4-mapped form (RFC 4291, section 2.5.5.2). Throws an Error when the text is no address. */
export function bytesOf(address: string): Buffer {
  if (isIPv4(address)) return Buffer.concat([mappedPrefix, Buffer.from(address.split('.').map(Number))]);
  const canonical = parseAddress(address, 'ipv6');
  if (canonical === undefined) throw new Error(`${address} is no address`);
  const [head = '', tail] = canonical.split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const zeros = Array<number>(8 - before.length - after.length).fill(0);
  const bytes = Buffer.alloc(16);
  for (const [index, group] of [...before, ...zeros, ...after].entries())
    bytes.writeUInt16BE(group, index * 2);
  return bytes;
}

/** The canonical text of 16 bytes; an IPv4-mapped address comes out as IPv4. */
export function addressOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes);
  if (buffer.subarray(0, 12).equals(mappedPrefix)) return buffer.subarray(12, 16).join('.');
  return ipv6Of(buffer);
}

/** The canonical text of the 16 bytes of an IPv6 address, an IPv4-mapped one too. */
export function ipv6Of(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes);
  const groups = Array.from({ length: 8 }, (_, index) => buffer.readUInt16BE(index * 2).toString(16));
  return parseAddress(groups.join(':'), 'ipv6') ?? groups.join(':');
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}
