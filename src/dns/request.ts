import { classes, type Question } from './message.ts';
import { nameBytes } from './wire-name.ts';

/** What a request says beside its question. `recursionDesired` asks a resolver to look further, default no. */
export interface RequestHead {
  readonly id: number;
  readonly opcode: number;
  readonly recursionDesired?: boolean;
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

/** A request with one question, or one zone: header, question, then the sections as they are counted. */
export function requestBytes(
  { id, opcode, recursionDesired = false }: RequestHead,
  question: Question,
  answers: readonly Uint8Array[] = [],
  authorities: readonly Uint8Array[] = [],
): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE((opcode << 11) | (recursionDesired ? 0x0100 : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  header.writeUInt16BE(authorities.length, 8);
  const typeAndClass = Buffer.alloc(4);
  typeAndClass.writeUInt16BE(question.type, 0);
  typeAndClass.writeUInt16BE(question.class ?? classes.IN, 2);
  return Buffer.concat([header, nameBytes(question.name), typeAndClass, ...answers, ...authorities]);
}
