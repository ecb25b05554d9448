import { once } from 'node:events';
import { connect } from 'node:net';
import { decode } from 'dns-packet';
import { framed } from '../../support/dns-server.ts';

export interface Exchange {
  readonly host: string;
  readonly message: Uint8Array;
}

/** Sends a message over TCP; resolves to the answer, or to all of them for a transfer. Run by `blocking`. */
export default async function exchange({ host, message }: Exchange): Promise<Uint8Array[]> {
  const socket = connect({ host, port: 53 });
  try {
    await once(socket, 'connect');
    socket.write(framed(message));
    const answers: Buffer[] = [];
    let received: Buffer = Buffer.alloc(0);
    for await (const chunk of socket) {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 2 && received.length >= received.readUInt16BE(0) + 2) {
        const end = received.readUInt16BE(0) + 2;
        answers.push(received.subarray(2, end));
        received = received.subarray(end);
      }
      if (received.length === 0 && isWhole(answers)) return answers;
    }
    throw new Error(`${host} closed the connection`);
  } finally {
    socket.destroy();
  }
}

/** A transfer begins and ends with the SOA record (RFC 5936, section 2.2). */
function isWhole(answers: readonly Buffer[]): boolean {
  const records = answers.flatMap((answer) => decode(answer).answers ?? []);
  return records.length === 0 || records.filter(({ type }) => type === 'SOA').length === 2;
}
