import { Failure } from '../../src/base/failure.ts';
import type { Http } from '../../src/http/client.ts';
import { noAnswerWithin, wasStopped } from '../../src/net/errors.ts';
import type { PretendRequest, PretendServer } from './pretend-server.ts';

/**
 * The way to a pretend server without a socket: each request meets what it would meet over one, and the Failure is
 * the one that the real client throws. What would take the timeout takes none.
 */
export function pretendHttp(server: PretendServer, timeout: number): Http {
  return async ({ url: given, method = 'GET', headers = {}, body = '', signal }) => {
    const url = new URL(given);
    const failure = (reason: string, more: { unconfirmed?: boolean; unsent?: boolean } = {}) =>
      new Failure('transient', `${url.host}: ${reason}`, { unanswered: true, ...more });
    if (signal.aborted) throw failure(wasStopped, { unsent: true });
    // As over a socket, others have their turn before a request arrives.
    await new Promise(setImmediate);
    if (url.origin !== server.url || !server.isUp()) throw failure('refuses the connection');
    const { fault, answer } = await server.meet(requestOf(url, method, headers, body));
    if (fault?.kind === 'hang')
      throw failure(signal.aborted ? wasStopped : noAnswerWithin(timeout), { unconfirmed: true });
    if (!answer || fault?.kind === 'drop' || fault?.kind === 'cut')
      throw failure('closed the connection before its answer was whole', { unconfirmed: true });
    const told = Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
    return { status: answer.status, headers: Object.fromEntries(told), text: answer.body ?? '' };
  };
}

/** A request as a server gets it. */
export function requestOf(
  url: URL,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): PretendRequest {
  const sent = Object.entries({ host: url.host, ...headers });
  return {
    method,
    path: url.pathname,
    segments: url.pathname.slice(1).split('/').map(decodeURIComponent),
    query: url.searchParams,
    headers: Object.fromEntries(sent.map(([name, value]) => [name.toLowerCase(), value])),
    body,
  };
}
