/** Numbers of the IANA DNS parameters registry, as far as an UPDATE and its queries need them. */
export const types = { A: 1, NS: 2, CNAME: 5, SOA: 6, AAAA: 28, DNAME: 39, TSIG: 250, ANY: 255 } as const;
export const classes = { IN: 1, NONE: 254, ANY: 255 } as const;
export const opcodes = { QUERY: 0, UPDATE: 5 } as const;

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

/** A DNS message taken apart (RFC 1035, section 4.1). The sections have other names in an UPDATE, but the same form. */
export interface WireMessage {
  readonly bytes: Buffer;
  readonly id: number;
  readonly isResponse: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly rcode: number;
  readonly question: { readonly name: string; readonly type: number } | undefined;
  readonly answers: readonly WireRecord[];
  readonly authorities: readonly WireRecord[];
  readonly additionals: readonly WireRecord[];
}

const headerLength = 12;

/** Takes a message apart. Undefined when it is malformed; never throws, whatever the bytes are. */
export function readMessage(bytes: Buffer): WireMessage | undefined {
  if (bytes.length < headerLength) return undefined;
  const flags = bytes.readUInt16BE(2);
  const questions = bytes.readUInt16BE(4);
  if (questions > 1) return undefined;
  let at = headerLength;
  let question: WireMessage['question'];
  if (questions === 1) {
    const named = readName(bytes, at);
    if (!named || named.end + 4 > bytes.length) return undefined;
    question = { name: named.name, type: bytes.readUInt16BE(named.end) };
    at = named.end + 4;
  }
  const sections: WireRecord[][] = [];
  for (const countAt of [6, 8, 10]) {
    const records: WireRecord[] = [];
    for (let left = bytes.readUInt16BE(countAt); left > 0; left--) {
      const record = readRecord(bytes, at);
      if (!record) return undefined;
      records.push(record);
      at = record.end;
    }
    sections.push(records);
  }
  if (at !== bytes.length) return undefined;
  const [answers = [], authorities = [], additionals = []] = sections;
  return {
    bytes,
    id: bytes.readUInt16BE(0),
    isResponse: (flags & 0x8000) !== 0,
    opcode: (flags >> 11) & 0xf,
    authoritative: (flags & 0x0400) !== 0,
    truncated: (flags & 0x0200) !== 0,
    rcode: flags & 0xf,
    question,
    answers,
    authorities,
    additionals,
  };
}

function readRecord(bytes: Buffer, start: number): WireRecord | undefined {
  const named = readName(bytes, start);
  if (!named || named.end + 10 > bytes.length) return undefined;
  const { name, end: at } = named;
  const dataStart = at + 10;
  const end = dataStart + bytes.readUInt16BE(at + 8);
  if (end > bytes.length) return undefined;
  const type = bytes.readUInt16BE(at);
  return {
    name,
    type,
    class: bytes.readUInt16BE(at + 2),
    ttl: bytes.readUInt32BE(at + 4),
    start,
    dataStart,
    end,
  };
}

/**
 * A name in lower case, and where what follows it begins. A byte that is no part of a host name is written as
 * `\DDD`, as in zone files. Undefined: malformed. A pointer leads backwards only, so that it cannot go round.
 */
export function readName(bytes: Buffer, start: number): { name: string; end: number } | undefined {
  const labels: string[] = [];
  let end: number | undefined;
  let at = start;
  let before = start;
  let length = 0;
  for (;;) {
    const size = bytes[at];
    if (size === undefined) return undefined;
    if (size >= 0xc0) {
      const low = bytes[at + 1];
      if (low === undefined) return undefined;
      end ??= at + 2;
      at = ((size & 0x3f) << 8) | low;
      if (at >= before) return undefined;
      before = at;
      continue;
    }
    if (size > 63 || at + 1 + size > bytes.length) return undefined;
    if (size === 0) return { name: labels.join('.'), end: end ?? at + 1 };
    length += size + 1;
    if (length > 254) return undefined;
    labels.push(labelText(bytes.subarray(at + 1, at + 1 + size)));
    at += size + 1;
  }
}

function labelText(label: Buffer): string {
  return label
    .toString('latin1')
    .replace(/[^\w*-]/g, (byte) => `\\${String(byte.charCodeAt(0)).padStart(3, '0')}`)
    .toLowerCase();
}

/** A name of A-labels on the wire, uncompressed. */
export function nameBytes(name: string): Buffer {
  const labels = name.split('.').filter((label) => label !== '');
  const parts = labels.map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label, 'latin1')]));
  return Buffer.concat([...parts, Buffer.of(0)]);
}

/** A record whose name is on the wire already. */
export function recordBytes(
  name: Uint8Array,
  type: number,
  dnsClass: number,
  ttl: number,
  data: Uint8Array = Buffer.alloc(0),
): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(dnsClass, 2);
  fixed.writeUInt32BE(ttl, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([name, fixed, data]);
}

/** A request with one question, or one zone: header, name, type, class IN, then the sections as they are counted. */
export function requestBytes(
  { id, opcode }: { readonly id: number; readonly opcode: number },
  question: { readonly name: string; readonly type: number },
  answers: readonly Uint8Array[] = [],
  authorities: readonly Uint8Array[] = [],
): Buffer {
  const header = Buffer.alloc(headerLength);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(opcode << 11, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  header.writeUInt16BE(authorities.length, 8);
  const typeAndClass = Buffer.alloc(4);
  typeAndClass.writeUInt16BE(question.type, 0);
  typeAndClass.writeUInt16BE(classes.IN, 2);
  return Buffer.concat([header, nameBytes(question.name), typeAndClass, ...answers, ...authorities]);
}
