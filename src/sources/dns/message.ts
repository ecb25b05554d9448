import {
  classes,
  type MessageHead,
  matchesQuestion,
  opcodes,
  type Question,
  rcodes,
  readHead,
  readRecords,
  types,
  type WireRecord,
} from '../../dns/message.ts';
import { addressIn, textIn } from '../../dns/record-data.ts';
import { requestBytes } from '../../dns/request.ts';
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

const mostAnswers = 16;

/** A query without EDNS, so that an honest answer over UDP holds at most 512 bytes (RFC 1035, 4.2.1). */
export function dnsQuery(domain: string, type: DnsType, dnsClass: DnsClass, id: number): DnsQuery {
  const asked = { domain, type, class: dnsClass };
  const head = { id, opcode: opcodes.QUERY, recursionDesired: true };
  return { ...asked, id, packet: requestBytes(head, questionOf(asked)) };
}

/**
 * Reads a DNS message as the answer to the query. Undefined: it answers something else, or it is malformed.
 * The sections that are of no use here are not looked at. Never throws, whatever the bytes are.
 */
export function readDnsAnswer(message: Buffer, query: DnsQuery, family: Family): DnsReading | undefined {
  const head = readHead(message);
  if (!head || !answersQuery(head, query)) return undefined;
  if (head.truncated) return { truncated: true };
  if (head.rcode !== rcodes.NOERROR) return { unusable: rcodeText(head.rcode, query) };

  const [count] = head.counts;
  const answers = count > mostAnswers ? undefined : readRecords(message, head.end, count);
  if (!answers) return undefined;
  if (!answers.every((record) => matchesQuestion(record, questionOf(query))))
    return { unusable: `its answer is no ${query.type} record of ${query.domain} itself` };
  const values: string[] = [];
  for (const record of answers) {
    const value = dataText(message, record);
    if (value === undefined) return undefined;
    if (!value.startsWith('edns0-client-subnet ')) values.push(value);
  }
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

/** The same id, a response to a standard query, and our question repeated (RFC 5452, section 9.1). */
function answersQuery(head: MessageHead, query: DnsQuery): boolean {
  const { id, isResponse, opcode, question } = head;
  if (id !== query.id || !isResponse || opcode !== opcodes.QUERY) return false;
  return question !== undefined && matchesQuestion(question, questionOf(query));
}

function questionOf(asked: Pick<DnsQuery, 'domain' | 'type' | 'class'>): Question {
  return { name: asked.domain, type: types[asked.type], class: classes[asked.class] };
}

function dataText(message: Buffer, record: WireRecord): string | undefined {
  return record.type === types.TXT ? textIn(message, record) : addressIn(message, record);
}

function rcodeText(rcode: number, { domain }: DnsQuery): string {
  switch (rcode) {
    case rcodes.FORMERR:
      return 'it does not understand the question';
    case rcodes.SERVFAIL:
      return 'it has a failure of its own (SERVFAIL)';
    case rcodes.NXDOMAIN:
      return `it says that ${domain} does not exist`;
    case rcodes.REFUSED:
      return 'it refuses the question';
    default:
      return `it answered with the error ${rcode}`;
  }
}
