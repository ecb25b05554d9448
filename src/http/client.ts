import { Agent, type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import type { Family } from '../dns/address.ts';
import { Failure } from '../failure.ts';

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

export interface HttpOptions {
  readonly userAgent: string;
  /** Milliseconds for one request, from connecting to the last byte. */
  readonly timeout: number;
  /** Proxies as `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` give them; absent: always direct. */
  readonly proxy?: { readonly http?: string; readonly https?: string; readonly none?: string };
}

const defaultMaxBytes = 8 * 1024 * 1024;
const notSent = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EADDRNOTAVAIL',
  'EAFNOSUPPORT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

export function createHttp(options: HttpOptions): Http & { close(): Promise<void> } {
  const connect = { timeout: options.timeout };
  const proxy = options.proxy;
  const pools = new Map<Family | 'any', Dispatcher>();
  const pool = (family: Family | 'any') => {
    let dispatcher = pools.get(family);
    if (!dispatcher) {
      dispatcher = proxy
        ? new EnvHttpProxyAgent({
            connect,
            ...(proxy.http && { httpProxy: proxy.http }),
            ...(proxy.https && { httpsProxy: proxy.https }),
            noProxy: proxy.none ?? '',
          })
        : new Agent({
            connect:
              family === 'any'
                ? connect
                : { ...connect, family: family === 'ipv4' ? 4 : 6, autoSelectFamily: false },
          });
      pools.set(family, dispatcher);
    }
    return dispatcher;
  };

  const http = async (asked: HttpRequest): Promise<HttpAnswer> => {
    const url = new URL(asked.url);
    // An aborted AbortSignal.any of a timeout is told apart from the caller's own abort below.
    const timeout = AbortSignal.timeout(options.timeout);
    let answered = false;
    try {
      const response = await request(url, {
        method: asked.method ?? 'GET',
        headers: { 'user-agent': options.userAgent, ...asked.headers },
        body: asked.body ?? null,
        signal: AbortSignal.any([asked.signal, timeout]),
        dispatcher: pool(asked.family ?? 'any'),
        headersTimeout: options.timeout,
        bodyTimeout: options.timeout,
      });
      answered = true;
      const text = await readLimited(response.body, asked.maxBytes ?? defaultMaxBytes);
      return { status: response.statusCode, headers: flatten(response.headers), text };
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw transportFailure(error, url, {
        answered,
        stopped: asked.signal.aborted,
        timedOut: timeout.aborted ? options.timeout : undefined,
      });
    }
  };
  return Object.assign(http, {
    async close() {
      await Promise.all([...pools.values()].map((dispatcher) => dispatcher.destroy()));
      pools.clear();
    },
  });
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

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

interface Circumstances {
  readonly answered: boolean;
  readonly stopped: boolean;
  readonly timedOut: number | undefined;
}

function transportFailure(error: unknown, url: URL, { answered, stopped, timedOut }: Circumstances): Failure {
  const code = errorCode(error);
  const doubt =
    answered ||
    !(code !== undefined && (notSent.has(code) || code.startsWith('ERR_TLS') || code.includes('CERT')));
  const say = (what: string) =>
    new Failure('transient', `${url.host}: ${what}`, { doubt, unanswered: true, cause: error });
  if (stopped) return say('the request was stopped');
  if (timedOut !== undefined || code === 'UND_ERR_CONNECT_TIMEOUT')
    return say(
      `no answer within ${(timedOut ?? 0) / 1000 || 'the connect timeout'} s`.replace('timeout s', 'timeout'),
    );
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
