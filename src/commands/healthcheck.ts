import { get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { instanceHeader } from '../process/instance.ts';

const patience = 5_000;
const longestBody = 4096;
const unspecified = new Set(['0.0.0.0', '::', '']);

export interface HealthcheckOptions {
  readonly port: number;
  readonly host: string | undefined;
  /** What this container has and no other; undefined where the system does not tell. */
  readonly mark: string | undefined;
}

/**
 * Asks the running program how it is, as the image's HEALTHCHECK does, and says it in one line. Resolves to the exit
 * code: 0 healthy, 1 not, or that it is not this container's program that answers. A process of its own each time, so
 * it imports next to nothing.
 */
export async function healthcheck(
  { port, host, mark = '' }: HealthcheckOptions,
  say: (line: string) => void,
): Promise<number> {
  if (port === 0) {
    say('HTTP_PORT=0: there is no endpoint to ask');
    return 0;
  }
  const address = host === undefined || unspecified.has(host) ? '127.0.0.1' : host;
  const deadline = Date.now() + patience;
  for (;;) {
    const { code, said, isCutOff } = await ask(address, port, mark, Math.max(1, deadline - Date.now()));
    // A crowd at the endpoint may push any caller out; the next try is another one.
    if (isCutOff && Date.now() < deadline) {
      await pause(100);
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

function ask(host: string, port: number, mark: string, left: number): Promise<Verdict> {
  return new Promise((resolve) => {
    const ill = (said: string, isCutOff = false) => resolve({ code: 1, said, isCutOff });
    // By whatever name it listens: the program tells everything to this one.
    const headers = { host: `localhost:${port}`, accept: 'text/plain', [instanceHeader]: mark };
    const request = get({ host, port, path: '/healthz', headers, agent: false }, (response) => {
      const who = response.headers[instanceHeader];
      if (who !== 'this') {
        ill(notOurs(port, who === 'another'));
        request.destroy();
        return;
      }
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body = (body + chunk).slice(0, longestBody);
      });
      response.on('end', () => resolve({ code: response.statusCode === 200 ? 0 : 1, said: body.trim() }));
      response.on('error', ({ message }) => ill(message, true));
    });
    const timer = setTimeout(() => request.destroy(new Error(`no answer within ${patience / 1000} s`)), left);
    request.on('close', () => clearTimeout(timer));
    request.on('error', (error: NodeJS.ErrnoException) =>
      ill(`the endpoint does not answer: ${error.message}`, error.code === 'ECONNRESET'),
    );
  });
}

function notOurs(port: number, isSibling: boolean): string {
  const who = isSibling ? 'another homemade-ddns' : 'another program';
  return `port ${port} is answered by ${who}, so this one cannot be asked: give it a port of its own with HTTP_PORT`;
}
