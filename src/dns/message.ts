import { readName } from './wire-name.ts';

/** Numbers of the IANA DNS parameters registry, as far as they are spoken of here. */
export const types = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  TXT: 16,
  AAAA: 28,
  DNAME: 39,
  TSIG: 250,
  ANY: 255,
} as const;
export const classes = { IN: 1, CH: 3, NONE: 254, ANY: 255 } as const;
export const opcodes = { QUERY: 0, UPDATE: 5 } as const;
export const rcodes = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  YXDOMAIN: 6,
  YXRRSET: 7,
  NXRRSET: 8,
  NOTAUTH: 9,
  NOTZONE: 10,
} as const;

/** What is asked for; the name is in lower case, without a trailing dot. In an UPDATE it is the zone. */
export interface Question {
  readonly name: string;
  readonly type: number;
  /** Default IN. */
  readonly class?: number;
}

/** One resource record of a message; its name is in lower case, without a trailing dot. */
export interface WireRecord {
  readonly name: string;
  readonly type: number;
  readonly class: number;
  readonly ttl: number;
  /** Where the record and its data begin in the message, and where it ends. */
  readonly start: number;
  readonly dataStart: number;
  readonly end: number;
}

/** The header of a message and its question (RFC 1035, sections 4.1.1 and 4.1.2). */
export interface MessageHead {
  readonly id: number;
  readonly isResponse: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly rcode: number;
  readonly question: Question | undefined;
  /** How many records follow, as the header says: answers, authorities, additionals. */
  readonly counts: readonly [answers: number, authorities: number, additionals: number];
  /** Where the records begin. */
  readonly end: number;
}

/** A DNS message taken apart (RFC 1035, section 4.1). The sections have other names in an UPDATE, but the same form. */
export interface WireMessage extends MessageHead {
  readonly bytes: Buffer;
  readonly answers: readonly WireRecord[];
  readonly authorities: readonly WireRecord[];
  readonly additionals: readonly WireRecord[];
}

const headerLength = 12;

/** Takes a message apart. Undefined when it is malformed; never throws, whatever the bytes are. */
export function readMessage(bytes: Buffer): WireMessage | undefined {
  const head = readHead(bytes);
  if (!head) return undefined;
  const sections: (readonly WireRecord[])[] = [];
  let at = head.end;
  for (const count of head.counts) {
    const section = readRecords(bytes, at, count);
    if (!section) return undefined;
    sections.push(section);
    at = section.at(-1)?.end ?? at;
  }
  if (at !== bytes.length) return undefined;
  const [answers = [], authorities = [], additionals = []] = sections;
  return { ...head, bytes, answers, authorities, additionals };
}

/** Reads a message as far as its records, which may be cut or broken. Undefined when it is malformed before them. */
export function readHead(bytes: Buffer): MessageHead | undefined {
  if (bytes.length < headerLength) return undefined;
  const flags = bytes.readUInt16BE(2);
  const questions = bytes.readUInt16BE(4);
  if (questions > 1) return undefined;
  const asked = questions === 1 ? readQuestion(bytes) : undefined;
  if (questions === 1 && !asked) return undefined;
  return {
    id: bytes.readUInt16BE(0),
    isResponse: (flags & 0x8000) !== 0,
    opcode: (flags >> 11) & 0xf,
    authoritative: (flags & 0x0400) !== 0,
    truncated: (flags & 0x0200) !== 0,
    rcode: flags & 0xf,
    question: asked?.question,
    counts: [bytes.readUInt16BE(6), bytes.readUInt16BE(8), bytes.readUInt16BE(10)],
    end: asked?.end ?? headerLength,
  };
}

function readQuestion(bytes: Buffer): { question: Question; end: number } | undefined {
  const named = readName(bytes, headerLength);
  if (!named || named.end + 4 > bytes.length) return undefined;
  const { name, end } = named;
  return {
    question: { name, type: bytes.readUInt16BE(end), class: bytes.readUInt16BE(end + 2) },
    end: end + 4,
  };
}

/** So many records that stand one after the other in a message. Undefined when one of them is malformed. */
export function readRecords(bytes: Buffer, start: number, count: number): WireRecord[] | undefined {
  const records: WireRecord[] = [];
  let at = start;
  for (let left = count; left > 0; left--) {
    const record = readRecord(bytes, at);
    if (!record) return undefined;
    records.push(record);
    at = record.end;
  }
  return records;
}

function readRecord(bytes: Buffer, start: number): WireRecord | undefined {
  const named = readName(bytes, start);
  if (!named || named.end + 10 > bytes.length) return undefined;
  const { name, end: at } = named;
  const dataStart = at + 10;
  const end = dataStart + bytes.readUInt16BE(at + 8);
  if (end > bytes.length) return undefined;
  return {
    name,
    type: bytes.readUInt16BE(at),
    class: bytes.readUInt16BE(at + 2),
    ttl: bytes.readUInt32BE(at + 4),
    start,
    dataStart,
    end,
  };
}

/** Whether name, type and class are those of the question: of its repetition (RFC 5452, section 9.1), or of a record. */
export function matchesQuestion(one: Question, question: Question): boolean {
  const { IN } = classes;
  const sameClass = (one.class ?? IN) === (question.class ?? IN);
  return one.name === question.name && one.type === question.type && sameClass;
}
