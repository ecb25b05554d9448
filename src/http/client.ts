import type { LookupFunction } from 'node:net';
import type { Dispatcher } from 'undici';
import request from 'undici/lib/api/api-request.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import { Failure } from '../base/failure.ts';
import { type Family, familyOf } from '../ip/address.ts';
import { isUnsent, networkTrouble, noAnswerWithin, wasStopped } from '../net/errors.ts';
import { type Lookup, systemLookup } from '../net/lookup.ts';

export interface HttpRequest {
  readonly url: string | URL;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** Force the connection to this family. */
  readonly family?: Family;
  /** Connect to this address instead of looking the host up; the certificate must still be the host's. */
  readonly address?: string;
  /** How the body becomes text, default utf8; `latin1` keeps every byte as one character. */
  readonly encoding?: 'utf8' | 'latin1';
  /** Whether it may change something; default: every method but GET and HEAD. */
  readonly writes?: boolean;
  /** Whose request it is where several wait for their turn: mostly the zone. */
  readonly lane?: string;
  /** The largest body accepted, in bytes; default 8 MiB. */
  readonly maxBytes?: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Whether the request may change something at the server. */
export function isWrite({ method = 'GET', writes = !/^(GET|HEAD)$/.test(method) }: HttpRequest): boolean {
  return writes;
}

/**
 * One request, one answer of any status; redirects are not followed. Throws a transient Failure when no
 * whole answer arrived; its `unconfirmed` says whether the request may have been carried out all the same.
 */
export type Http = (request: HttpRequest) => Promise<HttpAnswer>;

export interface HttpOptions {
  readonly userAgent: string;
  /** Milliseconds for one request, from connecting to the last byte. */
  readonly timeout: number;
  /** Proxies as `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` give them; absent: always direct. */
  readonly proxy?: { readonly http?: string; readonly https?: string; readonly none?: string };
  /** Default: the one that this process shares. */
  readonly lookup?: Lookup;
  /** PEM certificates to trust instead of those of the system. */
  readonly ca?: string;
}

const defaultMaxBytes = 8 * 1024 * 1024;

/** Its `close` breaks off what is under way and never rejects. */
export function createHttp(options: HttpOptions): Http & { close(): Promise<void> } {
  const { timeout, proxy, lookup = systemLookup, ca } = options;
  const connect = { timeout, lookup: lookup.forSockets, ...(ca !== undefined && { ca }) };
  // HTTP/2 is left out of the bundle: one request now and then gains nothing by it, and it costs 6 MB.
  const shared = { allowH2: false, connect };
  const pools = new Map<Family | 'any', Promise<Dispatcher>>();

  async function create(family: Family | 'any'): Promise<Dispatcher> {
    if (proxy) {
      const { EnvHttpProxyAgent } = await import('./proxy.ts');
      const { http: httpProxy, https: httpsProxy, none: noProxy = '' } = proxy;
      const isSocks = [httpProxy, httpsProxy].some((url) => url?.startsWith('socks'));
      return new EnvHttpProxyAgent({
        ...shared,
        // With it undici would speak TLS to a SOCKS proxy.
        ...(!isSocks && { proxyTls: connect }),
        ...(httpProxy && { httpProxy }),
        ...(httpsProxy && { httpsProxy }),
        noProxy,
      });
    }
    if (family === 'any') return new Agent(shared);
    const forced = { family: family === 'ipv4' ? 4 : 6, autoSelectFamily: false };
    return new Agent({ ...shared, connect: { ...connect, ...forced } });
  }

  function pool(family: Family | 'any'): Promise<Dispatcher> {
    const known = pools.get(family) ?? create(family);
    pools.set(family, known);
    return known;
  }

  function at(address: string) {
    const family = familyOf(address) === 'ipv6' ? 6 : 4;
    const pinnedLookup: LookupFunction = (_host, { all }, found) =>
      all ? found(null, [{ address, family }]) : found(null, address, family);
    return { ...connect, lookup: pinnedLookup, autoSelectFamily: false };
  }

  const http = async (asked: HttpRequest): Promise<HttpAnswer> => {
    const url = new URL(asked.url);
    // An aborted AbortSignal.any of a timeout is told apart from the caller's own abort below.
    const late = AbortSignal.timeout(timeout);
    let answered = false;
    const pinned =
      asked.address === undefined ? undefined : new Agent({ ...shared, connect: at(asked.address) });
    try {
      const response = await request.call(pinned ?? (await pool(asked.family ?? 'any')), {
        origin: url.origin,
        path: url.pathname + url.search,
        method: asked.method ?? 'GET',
        headers: { 'user-agent': options.userAgent, ...asked.headers },
        body: asked.body ?? null,
        signal: AbortSignal.any([asked.signal, late]),
        headersTimeout: timeout,
        bodyTimeout: timeout,
      });
      answered = true;
      const bytes = await readLimited(response.body, asked.maxBytes ?? defaultMaxBytes);
      const text = bytes.toString(asked.encoding ?? 'utf8');
      return { status: response.statusCode, headers: flatten(response.headers), text };
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw transportFailure(error, url, {
        answered,
        stopped: asked.signal.aborted,
        timedOut: late.aborted ? timeout : undefined,
      });
    } finally {
      void pinned?.destroy();
    }
  };
  return Object.assign(http, {
    async close() {
      await Promise.allSettled([...pools.values()].map(async (dispatcher) => (await dispatcher).destroy()));
      pools.clear();
    },
  });
}

async function readLimited(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop destroys the body, so no more than maxBytes are ever held.
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes)
      throw new Failure('transient', `the answer is larger than ${maxBytes} bytes`, { unconfirmed: true });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
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
  const lateness = timedOut === undefined ? undefined : noAnswerWithin(timedOut);
  const what = stopped ? wasStopped : (lateness ?? networkTrouble(error));
  const unconfirmed = answered || !isUnsent(error);
  return new Failure('transient', `${url.host}: ${what}`, { unconfirmed, unanswered: true, cause: error });
}
