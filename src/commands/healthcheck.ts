import { connect } from 'node:net';
import { instanceHeader } from '../process/instance.ts';

const patience = 5_000;
const protocol = 'HTTP/1.';
const longestHead = 8192;
const longestBody = 4096;
const unspecified = new Set(['0.0.0.0', '::', '']);

export interface HealthcheckOptions {
  readonly port: number;
  readonly host: string | undefined;
  /** What this container has and no other; undefined where the system does not tell. */
  readonly mark: string | undefined;
  /** What is asked; default whether the records are kept. */
  readonly path?: '/healthz' | '/livez';
}

/**
 * Asks the running program how it is, as the image's HEALTHCHECK does, and says it in one line. Resolves to the exit
 * code: 0 healthy, 1 not, or that it is not this container's program that answers. A process of its own each time, so
 * it imports next to nothing.
 */
export async function healthcheck(
  { port, host, mark = '', path = '/healthz' }: HealthcheckOptions,
  say: (line: string) => void,
): Promise<number> {
  if (port === 0) {
    say('HTTP_PORT=0: there is no endpoint to ask');
    return 0;
  }
  const address = host === undefined || unspecified.has(host) ? '127.0.0.1' : host;
  const deadline = Date.now() + patience;
  for (;;) {
    const { code, said, isCutOff } = await ask(
      address,
      port,
      questionOf(port, mark, path),
      Math.max(1, deadline - Date.now()),
    );
    // A crowd at the endpoint may push any caller out; the next try is another one.
    if (isCutOff && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      continue;
    }
    say(said);
    return code;
  }
}

interface Verdict {
  readonly code: number;
  readonly said: string;
  readonly isCutOff?: boolean;
}

/** Over a bare socket: Node.js takes 11 ms of processor time each minute to load its HTTP client. */
function ask(host: string, port: number, question: string, left: number): Promise<Verdict> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ host, port });
    const settle = (verdict: Verdict) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(verdict);
    };
    const ill = (why: string, isCutOff = false) =>
      settle({ code: 1, said: `the endpoint does not answer: ${why}`, isCutOff });
    const timer = setTimeout(() => ill(`no answer within ${patience / 1000} s`), left);
    socket.setEncoding('latin1');
    socket.on('connect', () => socket.write(question));
    socket.on('data', (chunk: string) => {
      answer += chunk;
      const verdict = verdictOn(answer, port);
      if (verdict) settle(verdict);
    });
    socket.on('end', () => ill('the answer was cut off', true));
    socket.on('error', (error: NodeJS.ErrnoException) => ill(error.message, error.code === 'ECONNRESET'));
  });
}

function questionOf(port: number, mark: string, path: string): string {
  // By whatever name it listens: the program tells everything to this one.
  const fields = [`host: localhost:${port}`, 'accept: text/plain', `${instanceHeader}: ${mark}`];
  return `GET ${path} HTTP/1.1\r\n${fields.join('\r\n')}\r\nconnection: close\r\n\r\n`;
}

/** Undefined while more of the answer is to come. Only that of our own server is ever taken, so no more of HTTP is read. */
function verdictOn(answer: string, port: number): Verdict | undefined {
  const end = answer.indexOf('\r\n\r\n');
  const [head, body] = end < 0 ? [answer, ''] : [answer.slice(0, end), answer.slice(end + 4)];
  const isHttp = protocol.startsWith(head.slice(0, protocol.length));
  if (isHttp && end < 0 && answer.length < longestHead) return undefined;
  const who = fieldOf(head, instanceHeader);
  if (!isHttp || who !== 'this') return { code: 1, said: notOurs(port, who === 'another') };
  const length = Number(fieldOf(head, 'content-length'));
  if (body.length < Math.min(length, longestBody)) return undefined;
  const said = Buffer.from(body.slice(0, longestBody), 'latin1').toString().trim();
  return { code: /^\S+ 200\b/.test(head) ? 0 : 1, said };
}

function fieldOf(head: string, name: string): string | undefined {
  return new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*$`, 'im').exec(head)?.[1];
}

function notOurs(port: number, isSibling: boolean): string {
  const who = isSibling ? 'another homemade-ddns' : 'another program';
  return `port ${port} is answered by ${who}, so this one cannot be asked: give it a port of its own with HTTP_PORT`;
}
