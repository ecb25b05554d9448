import { type Answer, decode, encode, RECURSION_DESIRED } from 'dns-packet';
import { type Family, familyOf, parseAddress } from '../../ip/address.ts';
import { familyNames } from '../server.ts';
import type { DnsClass, DnsType } from './entry.ts';

export interface DnsQuery {
  readonly domain: string;
  readonly type: DnsType;
  readonly class: DnsClass;
  readonly id: number;
  /** The query on the wire. */
  readonly packet: Buffer;
}

/** What an answer to a query says; `unusable` is the reason in words. */
export type DnsReading =
  | { readonly address: string }
  | { readonly unusable: string }
  | { readonly truncated: true };

const headerLength = 12;
const typeNumbers: Readonly<Record<DnsType, number>> = { A: 1, TXT: 16, AAAA: 28 };
const classNumbers: Readonly<Record<DnsClass, number>> = { IN: 1, CH: 3 };
const mostAnswers = 16;

/** A query without EDNS, so that an honest answer over UDP holds at most 512 bytes (RFC 1035, 4.2.1). */
export function dnsQuery(domain: string, type: DnsType, dnsClass: DnsClass, id: number): DnsQuery {
  const packet = encode({
    type: 'query',
    id,
    flags: RECURSION_DESIRED,
    questions: [{ name: domain, type, class: dnsClass }],
  });
  return { domain, type, class: dnsClass, id, packet };
}

/**
 * Reads a DNS message as the answer to the query. Undefined: it answers something else, or it is malformed.
 * Never throws, whatever the bytes are.
 */
export function readDnsAnswer(message: Buffer, query: DnsQuery, family: Family): DnsReading | undefined {
  if (!answersQuery(message, query)) return undefined;
  const flags = message.readUInt16BE(2);
  if (flags & 0x0200) return { truncated: true };
  const rcode = flags & 0x000f;
  if (rcode !== 0) return { unusable: rcodeText(rcode, query) };

  const answers = decodeAnswers(message, query);
  if (answers === undefined || answers === 'foreign') return answers && { unusable: foreignText(query) };
  const values = answers.map(textOf).filter((value) => !value.startsWith('edns0-client-subnet '));
  const [value] = values;
  if (value === undefined) return { unusable: `it has no ${query.type} record for ${query.domain}` };
  if (values.length > 1) return { unusable: `it gave ${values.length} answers where one is expected` };

  const address = parseAddress(value, family);
  if (address !== undefined) return { address };
  const other = familyOf(value);
  if (other === undefined) return { unusable: 'its answer is no address' };
  return {
    unusable: `it told an ${familyNames[other]} address although ${familyNames[family]} was asked for`,
  };
}

/** The same id, a response to a standard query, and our question repeated exactly (RFC 5452, section 9.1). */
function answersQuery(message: Buffer, { packet, id }: DnsQuery): boolean {
  if (message.length < packet.length || message.readUInt16BE(0) !== id) return false;
  const isResponse = (message.readUInt16BE(2) & 0xf800) === 0x8000;
  if (!isResponse || message.readUInt16BE(4) !== 1) return false;
  // Names are compared without regard to case; what follows the name is compared byte by byte.
  const nameEnd = packet.length - 4;
  const name = (bytes: Buffer) => bytes.toString('latin1', headerLength, nameEnd).toLowerCase();
  const typeAndClass = message.subarray(nameEnd, packet.length);
  return name(message) === name(packet) && typeAndClass.equals(packet.subarray(nameEnd));
}

/**
 * The answer records. dns-packet does not hold to the length of a record and reads on beyond the end of a
 * short message, so the frame is walked first, and the sections that are of no use here are left out.
 */
function decodeAnswers(message: Buffer, query: DnsQuery): Answer[] | 'foreign' | undefined {
  const count = message.readUInt16BE(6);
  if (count > mostAnswers) return undefined;
  let offset = query.packet.length;
  for (let record = 0; record < count; record++) {
    const start = afterName(message, offset);
    if (start === undefined || start + 10 > message.length) return undefined;
    const data = message.subarray(start + 10, start + 10 + message.readUInt16BE(start + 8));
    if (data.length !== message.readUInt16BE(start + 8)) return undefined;
    if (message.readUInt16BE(start) !== typeNumbers[query.type]) return 'foreign';
    if (message.readUInt16BE(start + 2) !== classNumbers[query.class]) return 'foreign';
    if (!dataFits(data, query.type)) return undefined;
    offset = start + 10 + data.length;
  }

  const frame = Buffer.from(message.subarray(0, offset));
  frame.writeUInt32BE(0, 8);
  try {
    const answers = decode(frame).answers ?? [];
    const ours = answers.every(
      ({ name }) => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) === query.domain,
    );
    return ours ? answers : 'foreign';
  } catch {
    return undefined;
  }
}

/** The offset behind a name: behind its root label or its first compression pointer. */
function afterName(message: Buffer, start: number): number | undefined {
  let offset = start;
  for (;;) {
    const length = message[offset];
    if (length === undefined) return undefined;
    if (length === 0) return offset + 1;
    if (length >= 0xc0) return offset + 2;
    if (length > 63) return undefined;
    offset += length + 1;
  }
}

function dataFits(data: Buffer, type: DnsType): boolean {
  if (type !== 'TXT') return data.length === (type === 'A' ? 4 : 16);
  let offset = 0;
  while (offset < data.length) offset += (data[offset] ?? 0) + 1;
  return data.length > 0 && offset === data.length;
}

function textOf(answer: Answer): string {
  if (answer.type === 'A' || answer.type === 'AAAA') return answer.data;
  if (answer.type !== 'TXT') return '';
  return [answer.data].flat().map(String).join('');
}

function foreignText({ type, domain }: DnsQuery): string {
  return `its answer is no ${type} record of ${domain} itself`;
}

function rcodeText(rcode: number, { domain }: DnsQuery): string {
  switch (rcode) {
    case 1:
      return 'it does not understand the question';
    case 2:
      return 'it has a failure of its own (SERVFAIL)';
    case 3:
      return `it says that ${domain} does not exist`;
    case 5:
      return 'it refuses the question';
    default:
      return `it answered with the error ${rcode}`;
  }
}
