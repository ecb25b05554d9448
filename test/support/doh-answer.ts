import { isIPv6 } from 'node:net';
import { readHead, types } from '../../src/dns/message.ts';
import { nameBytes } from '../../src/dns/wire-name.ts';
import { bytesOf } from '../../src/ip/address-bytes.ts';

/** What a server of DNS over HTTPS answers to the question in a URL (RFC 8484): these addresses, or no such name. */
export function dohAnswer(url: URL, addresses: readonly string[]): Buffer {
  const query = Buffer.from(url.searchParams.get('dns') ?? '', 'base64url');
  const question = readHead(query)?.question;
  if (!question) throw new Error(`${url} asks nothing`);
  const head = Buffer.from(query.subarray(0, 12));
  head.writeUInt16BE(addresses.length > 0 ? 0x8180 : 0x8183, 2);
  head.writeUInt16BE(addresses.length, 6);
  const records = addresses.map((address) => {
    const data = isIPv6(address) ? bytesOf(address) : Buffer.from(address.split('.').map(Number));
    const fixed = Buffer.alloc(10);
    fixed.writeUInt16BE(isIPv6(address) ? types.AAAA : types.A, 0);
    fixed.writeUInt16BE(1, 2);
    fixed.writeUInt32BE(60, 4);
    fixed.writeUInt16BE(data.length, 8);
    return Buffer.concat([nameBytes(question.name), fixed, data]);
  });
  return Buffer.concat([head, query.subarray(12), ...records]);
}
