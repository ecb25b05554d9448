import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { opcodes, readMessage } from '../../src/dns/message.ts';
import { eachMessage, framed } from '../support/dns-server.ts';
import { type Fault, isWrite, pretendFaults } from './faults.ts';
import { type LoggedRequest, type LoggedServer, type PretendRequest, portOf } from './pretend-server.ts';

/**
 * A door before a real name server: it passes DNS over TCP on and back as it is, keeps a log, and lets go wrong
 * what is asked of it. An UPDATE that changes something counts as a write. An answer as a fault is an RCODE, a
 * status of HTTP that says the same, or for 200 a body in the place of a message.
 */
export async function dnsFront(behind: {
  readonly host: string;
  readonly port: number;
}): Promise<LoggedServer> {
  const log: LoggedRequest[] = [];
  const faults = pretendFaults();
  const sockets = new Set<Socket>();
  let bound = 0;
  let server: Server;

  function serve(inside: Socket) {
    const outside = connect(behind);
    const waiting = new Map<number, Fault | undefined>();
    for (const socket of [inside, outside]) {
      sockets.add(socket);
      socket.on('close', () => {
        sockets.delete(socket);
        inside.destroy();
        outside.destroy();
      });
      socket.on('error', () => {});
    }
    eachMessage(inside, (message) => {
      const request = requestIn(message);
      const fault = faults.meet(request);
      const passed = !fault || ('carriedOut' in fault ? fault.carriedOut : fault.kind !== 'answer');
      log.push({ ...request, status: passed ? 0 : null });
      if (fault?.kind === 'answer') return void inside.write(framed(answerOf(fault, message)));
      if (!passed) return void (fault?.kind === 'drop' && inside.destroy());
      waiting.set(message.readUInt16BE(0), fault);
      outside.write(framed(message));
    });
    eachMessage(outside, (message) => {
      const fault = waiting.get(message.readUInt16BE(0));
      if (fault?.kind === 'hang') return;
      if (fault?.kind === 'drop') return void inside.destroy();
      const whole = framed(message);
      if (fault?.kind !== 'cut') return void inside.write(whole);
      inside.write(whole.subarray(0, whole.length / 2), () => inside.destroy());
    });
  }

  async function listen() {
    server = createServer(serve);
    server.listen(bound, '127.0.0.1');
    await once(server, 'listening');
    bound = portOf(server);
  }
  async function close() {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  }

  await listen();
  return {
    url: `127.0.0.1:${bound}`,
    port: bound,
    log,
    faults,
    isWrite,
    writes: () => log.filter(isWrite),
    clearLog: () => log.splice(0),
    down: close,
    up: listen,
    stop: async () => {
      if (server.listening) await close();
    },
  };
}

function requestIn(message: Buffer): PretendRequest {
  const request = readMessage(message);
  if (!request) throw new Error('the request is malformed');
  const updates = request.opcode === opcodes.UPDATE ? request.authorities : [];
  const { name = '', type = 0 } = request.question ?? {};
  return {
    method: updates.length > 0 ? 'UPDATE' : 'GET',
    path: `/${name}/${type}`,
    segments: [name, String(type)],
    query: new URLSearchParams(),
    headers: {},
    body: JSON.stringify(updates.map((record) => record.name)),
  };
}

const rcodeOfStatus: Readonly<Record<number, number>> = { 422: 5 };
const servfail = 2;

function answerOf({ status, body = '' }: Extract<Fault, { kind: 'answer' }>, request: Buffer): Buffer {
  if (status === 200) return Buffer.from(body);
  const rcode = status < 16 ? status : (rcodeOfStatus[status] ?? servfail);
  const answer = Buffer.alloc(12);
  request.copy(answer, 0, 0, 4);
  answer.writeUInt16BE((answer.readUInt16BE(2) & 0x7800) | 0x8000 | rcode, 2);
  return answer;
}
