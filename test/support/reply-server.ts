import { decode, encode, type Packet } from 'dns-packet';
import { type DnsServer, dnsServer, framed } from './dns-server.ts';

/** The bit of an answer with authority (RFC 1035, section 4.1.1). */
export const aa = 0x0400;

export type Reply = (question: { name: string; type: string }, overTcp: boolean) => Packet | undefined;

/** A name server of its own on loopback that answers as it is told. */
export function replyServer(reply: Reply): Promise<DnsServer> {
  const answer = (message: Buffer, overTcp: boolean) => {
    const { id = 0, questions = [] } = decode(message);
    const question = questions[0];
    const said = question && reply(question, overTcp);
    return said && encode({ type: 'response', id, questions, ...said });
  };
  return dnsServer(
    (message, send) => {
      const said = answer(message, false);
      if (said) send(said);
    },
    (message, socket) => {
      const said = answer(message, true);
      if (said) socket.write(framed(said));
    },
  );
}
