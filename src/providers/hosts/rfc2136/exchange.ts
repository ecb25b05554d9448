import { randomInt } from 'node:crypto';
import { Failure } from '../../../base/failure.ts';
import { connectDns, type DnsConnection } from '../../../dns/connection.ts';
import {
  matchesQuestion,
  opcodes,
  type Question,
  rcodes,
  readMessage,
  types,
  type WireMessage,
} from '../../../dns/message.ts';
import type { Zone } from '../../../dns/name.ts';
import { requestBytes } from '../../../dns/request.ts';
import { type Server, serverText } from '../../../net/server.ts';
import type { ProviderContext } from '../../provider.ts';
import { type Rfc2136Occasion, rcodeFailure, tsigFailure } from './failure.ts';
import { answersOverUdp } from './probe.ts';
import { sign, type TsigKey, verify } from './tsig.ts';

/** One conversation with the primary server of a zone: signed questions and updates, verified answers. */
export interface Rfc2136Exchange {
  /** Host and port, for messages. */
  readonly server: string;
  /** The answers to all questions, in their order; NOERROR or NXDOMAIN each. Throws a Failure. */
  query(questions: readonly Question[]): Promise<WireMessage[]>;
  /**
   * Sends one UPDATE; false when a prerequisite did not hold and so nothing was done. Throws a Failure, in
   * unconfirmed when it may have been carried out.
   */
  update(prerequisites: readonly Uint8Array[], updates: readonly Uint8Array[]): Promise<boolean>;
  close(): void;
}

export interface Rfc2136ExchangeOptions extends ProviderContext {
  readonly server: Server;
  readonly zone: Zone;
  readonly key: TsigKey | undefined;
  readonly signal: AbortSignal;
}

interface Request extends Question {
  readonly opcode: number;
  readonly action: Rfc2136Occasion['action'];
  readonly sections?: readonly (readonly Uint8Array[])[];
}

/** Questions under way at a time; a server may answer them in any order (RFC 7766, section 6.2.1.1). */
const window = 16;
const { NOERROR, NXDOMAIN, YXDOMAIN, YXRRSET, NXRRSET } = rcodes;
/** What is an answer to the question or the prerequisites; all else is an error. */
const answering: Readonly<Record<Rfc2136Occasion['action'], readonly number[]>> = {
  read: [NOERROR, NXDOMAIN],
  write: [NOERROR, NXDOMAIN, YXDOMAIN, YXRRSET, NXRRSET],
};

export function rfc2136Exchange(options: Rfc2136ExchangeOptions): Rfc2136Exchange {
  const { server, zone, key, clock } = options;
  const who = serverText(server.host, server.port);
  let connection: DnsConnection | undefined;
  let lastId = randomInt(0x10000);

  /** The answer to one request, or undefined when the server closed the connection before. */
  async function ask(request: Request): Promise<WireMessage | undefined> {
    lastId = (lastId + 1) & 0xffff;
    const plain = requestBytes({ id: lastId, opcode: request.opcode }, request, ...(request.sections ?? []));
    const { bytes, mac } = key ? sign(plain, key, clock.now()) : { bytes: plain, mac: undefined };
    if (!connection?.usable) connection = connectDns(options);
    const answered = await connection.ask(bytes).catch(explained);
    if (answered === undefined) return undefined;
    return checked(answered, request, mac);
  }

  /** The message as an answer to the request. Throws what is wrong with it, or what it says is wrong. */
  function checked(message: Buffer, request: Request, mac: Buffer | undefined): WireMessage {
    const { action } = request;
    const unconfirmed = action === 'write';
    const about = { server: who, zone, key, action };
    const answer = readMessage(message);
    if (!answer || !isAnswerTo(answer, request))
      throw new Failure('transient', `${who} sent something that is no answer to what it was asked`, {
        unconfirmed,
      });
    const isError = !answering[action].includes(answer.rcode);
    if (key && mac) {
      const verdict = verify(answer, key, mac, clock.now());
      // An error may come from where the server has not looked for its key yet.
      if (verdict.is !== 'valid' && !(verdict.is === 'missing' && isError))
        throw tsigFailure(verdict, about, clock.now());
    }
    if (isError) throw rcodeFailure(answer, about);
    if (answer.truncated)
      throw new Failure('transient', `${who} cut its answer short over TCP`, { unconfirmed });
    return answer;
  }

  /** A server that cannot be reached over TCP, but over UDP, is a firewall's doing. */
  async function explained(thrown: unknown): Promise<never> {
    if (!(thrown instanceof Failure) || thrown.unconfirmed || options.signal.aborted) throw thrown;
    if (!(await answersOverUdp(options))) throw thrown;
    const { kind, message, unanswered } = thrown;
    const more = 'it answers over UDP, so let TCP to this port through too: updates are sent over TCP';
    throw new Failure(kind, `${message}; ${more}`, { unanswered, cause: thrown });
  }

  return {
    server: who,
    async query(questions) {
      const found: (WireMessage | undefined)[] = questions.map(() => undefined);
      let left = [...questions.entries()];
      // Some servers close the connection after each answer, so as long as there is one each time, go on.
      for (let width = window; ; width = 1) {
        const queue = left.values();
        const work = async () => {
          for (const [index, question] of queue) {
            found[index] = await ask({ ...question, opcode: opcodes.QUERY, action: 'read' });
            if (!found[index]) return;
          }
        };
        await Promise.all(Array.from({ length: width }, work));
        const open = left.filter(([index]) => !found[index]);
        if (open.length === 0) return found.flatMap((answer) => answer ?? []);
        if (width === 1 && open.length === left.length)
          throw new Failure('transient', `${who} closed the connection without an answer`, {
            unanswered: true,
          });
        left = open;
      }
    },
    async update(prerequisites, updates) {
      const request = { name: zone.name, type: types.SOA, opcode: opcodes.UPDATE, action: 'write' } as const;
      const answer = await ask({ ...request, sections: [prerequisites, updates] });
      if (!answer)
        throw new Failure('transient', `${who} closed the connection without an answer to the update`, {
          unconfirmed: true,
          unanswered: true,
        });
      return answer.rcode === NOERROR;
    },
    close: () => connection?.close(),
  };
}

/** An answer to an UPDATE, and one that is an error, need not repeat what was asked. */
function isAnswerTo(answer: WireMessage, request: Request): boolean {
  const { opcode } = request;
  if (!answer.isResponse || answer.opcode !== opcode) return false;
  const { question } = answer;
  if (!question) return opcode === opcodes.UPDATE || !answering.read.includes(answer.rcode);
  return matchesQuestion(question, request);
}
