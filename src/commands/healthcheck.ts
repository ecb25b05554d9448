import { get } from 'node:http';

const patience = 5_000;
const unspecified = new Set(['0.0.0.0', '::', '']);

/**
 * Asks the running program how it is, as the image's HEALTHCHECK does. Resolves to the exit code:
 * 0 healthy, 1 not. Imports nothing else, because it is a process of its own each time.
 */
export function healthcheck(
  { port, host }: { port: number; host: string | undefined },
  say: (line: string) => void,
): Promise<number> {
  if (port === 0) {
    say('HTTP_PORT=0: there is no endpoint to ask');
    return Promise.resolve(0);
  }
  return new Promise((resolve) => {
    const end = (code: number, line: string) => {
      say(line);
      resolve(code);
    };
    const address = host === undefined || unspecified.has(host) ? '127.0.0.1' : host;
    const request = get(
      { host: address, port, path: '/healthz', timeout: patience, agent: false },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          body = (body + chunk).slice(0, 4096);
        });
        response.on('end', () => end(response.statusCode === 200 ? 0 : 1, body.trim()));
        response.on('error', (error) => end(1, error.message));
      },
    );
    request.on('timeout', () => request.destroy(new Error(`no answer within ${patience / 1000} s`)));
    request.on('error', (error) => end(1, `the endpoint does not answer: ${error.message}`));
  });
}
