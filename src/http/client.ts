import { request as ask, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as askSecurely } from 'node:https';
import type { Family } from '../dns/address.ts';
import { Failure } from '../failure.ts';
import { type ConnectionOptions, createConnections } from './connections.ts';

export interface HttpRequest {
  readonly url: string | URL;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** Force the connection to this family. */
  readonly family?: Family;
  /** The largest body accepted, in bytes; default 8 MiB. */
  readonly maxBytes?: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/**
 * One request, one answer of any status; redirects are not followed. Throws a transient Failure when no
 * whole answer arrived; its `doubt` says whether the request may have been carried out all the same.
 */
export type Http = (request: HttpRequest) => Promise<HttpAnswer>;

export interface HttpOptions extends ConnectionOptions {
  readonly userAgent: string;
  /** Milliseconds for one request, from connecting to the last byte. */
  readonly timeout: number;
}

const defaultMaxBytes = 8 * 1024 * 1024;

export function createHttp(options: HttpOptions): Http & { close(): Promise<void> } {
  const { timeout, userAgent } = options;
  const connections = createConnections(options);

  const http = async (asked: HttpRequest): Promise<HttpAnswer> => {
    const url = new URL(asked.url);
    // An aborted AbortSignal.any of a timeout is told apart from the caller's own abort below.
    const late = AbortSignal.timeout(timeout);
    const progress: Progress = { connected: false, reused: false };
    const once = () =>
      exchange(
        {
          ...connections.to(url, asked.family),
          method: asked.method ?? 'GET',
          headers: { 'user-agent': userAgent, ...asked.headers, ...lengthOf(asked.body) },
          signal: AbortSignal.any([asked.signal, late]),
        },
        asked,
        progress,
      );
    try {
      return await once().catch((error: unknown) => {
        const stale = progress.reused && errorCode(error) === 'ECONNRESET' && isRead(asked);
        // The server closed a kept connection just when it was used again; a read may be asked twice.
        if (stale && !asked.signal.aborted && !late.aborted) return once();
        throw error;
      });
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw transportFailure(error, url, {
        // One that the caller stopped counts as sent: its own signal is no witness of how far it came.
        doubt: progress.connected || asked.signal.aborted,
        stopped: asked.signal.aborted,
        timedOut: late.aborted ? timeout : undefined,
      });
    }
  };
  return Object.assign(http, {
    close() {
      connections.close();
      return Promise.resolve();
    },
  });
}

/** How far a request came. */
interface Progress {
  /** The connection was made, so that the request may have been carried out. */
  connected: boolean;
  /** It went out over a connection that had served another one before. */
  reused: boolean;
}

const isRead = ({ method = 'GET' }: HttpRequest) => method === 'GET' || method === 'HEAD';

// Said aloud, because Node.js leaves a DELETE with a body without its length.
const lengthOf = (body: string | undefined) =>
  body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };

async function exchange(
  options: RequestOptions,
  { body, maxBytes = defaultMaxBytes }: HttpRequest,
  progress: Progress,
): Promise<HttpAnswer> {
  const request = options.protocol === 'https:' ? askSecurely : ask;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(options, resolve);
    sent.on('error', reject);
    sent.once('socket', (socket) => {
      progress.reused = sent.reusedSocket;
      const connected = () => {
        progress.connected = true;
      };
      if (!socket.connecting) connected();
      else socket.once(options.protocol === 'https:' ? 'secureConnect' : 'connect', connected);
    });
    sent.end(body);
  });
  const text = await readLimited(response, maxBytes);
  return { status: response.statusCode ?? 0, headers: flatten(response.headers), text };
}

async function readLimited(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop destroys the body, so no more than maxBytes are ever held.
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes)
      throw new Failure('transient', `the answer is larger than ${maxBytes} bytes`, { doubt: true });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function flatten(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

interface Circumstances {
  readonly doubt: boolean;
  readonly stopped: boolean;
  readonly timedOut: number | undefined;
}

function transportFailure(error: unknown, url: URL, { doubt, stopped, timedOut }: Circumstances): Failure {
  const code = errorCode(error);
  const say = (what: string) =>
    new Failure('transient', `${url.host}: ${what}`, { doubt, unanswered: true, cause: error });
  if (stopped) return say('the request was stopped');
  if (timedOut !== undefined) return say(`no answer within ${timedOut / 1000} s`);
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return say('its name could not be resolved');
    case 'ECONNREFUSED':
      return say('it refused the connection');
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'EADDRNOTAVAIL':
      return say('there is no route to it');
    default:
      return say(
        `the connection failed (${code ?? (error instanceof Error ? error.message : String(error))})`,
      );
  }
}

function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0]);
  return errorCode(error.cause);
}
