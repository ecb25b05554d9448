import { randomInt } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import { serverText } from '../net/server.ts';
import { exchangeUdp } from '../net/udp.ts';
import { connectDns } from './connection.ts';
import {
  classes,
  matchesQuestion,
  opcodes,
  type Question,
  rcodes,
  readHead,
  readMessage,
  types,
  type WireMessage,
} from './message.ts';
import { addressIn, nameIn } from './record-data.ts';
import type { RecordType } from './records.ts';
import { requestBytes } from './request.ts';

/** Why nothing can be learnt of a name at its zone's servers. */
export type Obstacle =
  /** No name servers are known for it. */
  | 'no-zone'
  /** Who answers has no authority: a resolver, or a router that catches what goes to port 53. */
  | 'no-authority'
  /** Its servers answer with an error, as one that is not to be asked by everybody. */
  | 'refused'
  | 'alias'
  | 'silent';

/** What a zone's own servers say of a name: the addresses that it holds, or why that is not known. */
export type Holding = { readonly addresses: readonly string[] } | { readonly unknown: string };

/** The same with all that is known beside it. */
export interface Finding {
  readonly holding: Holding;
  /** Seconds, the longest among the addresses; absent where there is none. */
  readonly ttl?: number;
  /** Where nothing is known: what stands in the way. */
  readonly obstacle?: Obstacle;
}

/** An answer came, and it is worth nothing. */
export class WorthlessAnswer extends Failure {
  readonly obstacle: Obstacle;

  constructor(reason: string, obstacle: Obstacle) {
    super('transient', reason);
    this.obstacle = obstacle;
  }
}

/** A zone below the one that was asked, and who answers for it. */
export interface Referral {
  /** The name that the zone begins at. */
  readonly cut: string;
  /** Host names. */
  readonly servers: readonly string[];
}

export interface ServerQuestion {
  /** An address literal. */
  readonly address: string;
  readonly port: number;
  /** A full name in A-labels. */
  readonly name: string;
  readonly type: RecordType;
  /** Milliseconds. */
  readonly timeout: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

// Without EDNS an answer over UDP has room for 512 bytes (RFC 1035, section 4.2.1).
const mostUdpBytes = 512;
const resend = [1_000, 2_000];

/**
 * What one name server answers about a name, asked without recursion: over UDP, and over TCP where that was cut short.
 * Throws a Failure unless it answers with authority or sends on to the servers of a zone below.
 */
export async function askServer(question: ServerQuestion): Promise<WireMessage | Referral> {
  const { address, port, name, type } = question;
  const who = serverText(address, port);
  const asked = { name, type: types[type] };
  const id = randomInt(0x10000);
  const packet = requestBytes({ id, opcode: opcodes.QUERY }, asked);
  const answer = (await overUdp(question, packet, asked)) ?? (await overTcp(question, packet, asked));
  if (!answer) throw new Failure('transient', `${who} sent something that is no answer to what it was asked`);
  const { rcode, authoritative } = answer;
  if (authoritative && (rcode === rcodes.NOERROR || rcode === rcodes.NXDOMAIN)) return answer;
  const referral = rcode === rcodes.NOERROR ? referralIn(answer, name) : undefined;
  if (referral) return referral;
  if (rcode === rcodes.NOERROR)
    throw new WorthlessAnswer(`${who} answers for ${name} without authority`, 'no-authority');
  throw new WorthlessAnswer(`${who} answers for ${name} with the error ${rcode}`, 'refused');
}

/** Undefined where the answer has no room in a packet. */
async function overUdp(question: ServerQuestion, packet: Buffer, asked: Question) {
  const id = packet.readUInt16BE(0);
  const { message } = await exchangeUdp<{ message: WireMessage | undefined }>({
    ...question,
    packet,
    resend,
    read(bytes) {
      const head = readHead(bytes);
      if (head?.truncated && isAnswerTo(head, id, asked)) return { message: undefined };
      if (bytes.length > mostUdpBytes) return undefined;
      const message = readMessage(bytes);
      return message && isAnswerTo(message, id, asked) ? { message } : undefined;
    },
  });
  return message;
}

async function overTcp(question: ServerQuestion, packet: Buffer, asked: Question) {
  const { address: host, port } = question;
  const connection = connectDns({ ...question, server: { host, port } });
  const bytes = await connection.ask(packet).finally(connection.close);
  const message = bytes && readMessage(bytes);
  return message && isAnswerTo(message, packet.readUInt16BE(0), asked) && !message.truncated
    ? message
    : undefined;
}

/** The same id, and our question repeated (RFC 5452, section 9.1). */
function isAnswerTo(
  head: Pick<WireMessage, 'id' | 'isResponse' | 'opcode' | 'question'>,
  id: number,
  asked: Question,
) {
  if (head.id !== id || !head.isResponse || head.opcode !== opcodes.QUERY) return false;
  return head.question !== undefined && matchesQuestion(head.question, asked);
}

function referralIn({ bytes, answers, authorities }: WireMessage, name: string): Referral | undefined {
  const records = authorities.filter((one) => one.type === types.NS && one.class === classes.IN);
  const cut = records.map((one) => one.name).find((owner) => name === owner || name.endsWith(`.${owner}`));
  if (cut === undefined || answers.length > 0) return undefined;
  const servers = records.flatMap((one) => (one.name === cut ? (nameIn(bytes, one) ?? []) : []));
  return servers.length === 0 ? undefined : { cut, servers };
}

/** The addresses at the name itself, in an answer with authority. */
export function addressesIn({ bytes, answers }: WireMessage, name: string, type: RecordType): Finding {
  const unknown = (why: string, obstacle: Obstacle) => ({ holding: { unknown: why }, obstacle });
  const ours = answers.filter((record) => record.class === classes.IN);
  if (ours.some((record) => record.type === types.DNAME))
    return unknown(`${name} lies below an alias`, 'alias');
  const alias = ours.find((record) => record.type === types.CNAME && record.name === name);
  if (alias) return unknown(`${name} is an alias of ${nameIn(bytes, alias) ?? 'another name'}`, 'alias');
  const records = ours.filter((record) => record.type === types[type] && record.name === name);
  const addresses = records.flatMap((record) => addressIn(bytes, record) ?? []);
  if (addresses.length < records.length) return unknown(`an address of ${name} cannot be read`, 'refused');
  const ttls = records.map(({ ttl }) => ttl);
  return { holding: { addresses }, ...(ttls.length > 0 && { ttl: Math.max(...ttls) }) };
}
