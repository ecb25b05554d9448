import Agent from 'undici/lib/dispatcher/agent.js';
import { type Clock, systemClock } from '../base/clock.ts';
import { Failure, messageOf } from '../base/failure.ts';
import { type Family, familyOf } from '../ip/address.ts';
import type { LocalEnd } from '../net/local-end.ts';
import { fixedLookup, type Lookup, systemLookup } from '../net/lookup.ts';
import { serverText } from '../net/server.ts';
import { createConnector } from './connector.ts';
import { exchange, type HttpAnswer } from './exchange.ts';
import { type ProxySettings, proxyChoice } from './proxy.ts';
import { type ProxyServer, proxyText } from './proxy-url.ts';
import { basic, unauthorized } from './tunnel.ts';

export type { HttpAnswer };

export interface HttpRequest {
  readonly url: string | URL;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** Ends it too, as long as it has not left: a write that has left is better answered than broken off. */
  readonly untilSent?: AbortSignal;
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
  /** Where it keeps its places in the rates, should it not leave when its turn comes. */
  readonly places?: Places;
  /** It did not, and is sent once more. */
  readonly isAgain?: boolean;
  /** The largest body accepted, in bytes; default 8 MiB. */
  readonly maxBytes?: number;
}

/**
 * What a request keeps that could not leave at its turn and will be sent once more: its places, by the throttle, with
 * what gives each of them up. Where it can keep none, it comes next.
 */
export type Places = Map<object, () => void>;

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
  /** Absent: always direct. */
  readonly proxy?: ProxySettings;
  /** Default: the one that this process shares. */
  readonly lookup?: Lookup;
  readonly clock?: Clock;
  /** The own address that connections begin at; default the system's choice. */
  readonly from?: LocalEnd | undefined;
  /** PEM certificates to trust instead of those of the system. */
  readonly ca?: string;
}

export interface HttpClient extends Http {
  /** Uses none of its connections for a further request: they began at an address that is gone. */
  dropConnections(): void;
  /** Breaks off what is under way. Never rejects. */
  close(): Promise<void>;
}

const defaultMaxBytes = 8 * 1024 * 1024;

/** The way that a request takes. Requests of the same `pool` share their connections. */
interface Route {
  readonly pool: string;
  readonly family?: Family | undefined;
  /** The only address to connect to; default those of the host. */
  readonly address?: string | undefined;
  readonly proxy?: ProxyServer | undefined;
  /** The proxy is asked for the URL itself instead of a tunnel: for `http:` through a proxy that speaks HTTP. */
  readonly forwards?: true;
}

export function createHttp(options: HttpOptions): HttpClient {
  const { userAgent, timeout, lookup = systemLookup, clock = systemClock, from, ca } = options;
  const choose = options.proxy && proxyChoice(options.proxy);
  const closing = new AbortController();
  const pools = new Map<string, Agent>();

  function routeOf(url: URL, { family, address }: HttpRequest): Route {
    if (address !== undefined) return { pool: `at ${address}`, family: familyOf(address), address };
    const proxy = proxyFor(url);
    if (!proxy) return { pool: family ?? 'any', family };
    const forwards = url.protocol === 'http:' && proxy.protocol !== 'socks5';
    const pool = `${forwards ? 'forward' : 'tunnel'} ${JSON.stringify(proxy)}`;
    return { pool, proxy, ...(forwards && { forwards }) };
  }

  function proxyFor(url: URL): ProxyServer | undefined {
    try {
      return choose?.(url);
    } catch (error) {
      throw new Failure('transient', `the proxy for ${url.host} cannot be used: its URL ${messageOf(error)}`);
    }
  }

  function poolOf(route: Route): Agent {
    const { pool } = route;
    const known = pools.get(pool) ?? createPool(route);
    pools.set(pool, known);
    return known;
  }

  // HTTP/2 is left out of the bundle: one request now and then gains nothing by it, and it costs 6 MB.
  const createPool = ({ family, address, proxy, forwards }: Route) =>
    new Agent({
      allowH2: false,
      connect: createConnector({
        ...{ clock, timeout, family, from, ca, signal: closing.signal },
        lookup: address === undefined ? lookup : fixedLookup(address),
        proxy: forwards ? undefined : proxy,
      }),
    });

  const http = async (asked: HttpRequest): Promise<HttpAnswer> => {
    const url = new URL(asked.url);
    const route = routeOf(url, asked);
    const { proxy, forwards } = route;
    const through = proxy && `${proxyText(proxy)}, on the way to ${url.host}`;
    const answer = await exchange({
      dispatcher: poolOf(route),
      request: {
        ...(proxy && forwards
          ? forwarded(url, proxy)
          : { origin: url.origin, path: url.pathname + url.search }),
        method: asked.method ?? 'GET',
        headers: {
          'user-agent': userAgent,
          ...asked.headers,
          ...(proxy && forwards && forwardedHeaders(url, proxy)),
        },
        body: asked.body ?? null,
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      untilSent: asked.untilSent,
      signal: AbortSignal.any([asked.signal, closing.signal]),
      clock,
      timeout,
      maxBytes: asked.maxBytes ?? defaultMaxBytes,
      encoding: asked.encoding ?? 'utf8',
      before: { late: through ?? url.host, failed: (forwards && through) || url.host },
      after: url.host,
    });
    if (proxy && forwards && answer.status === 407)
      throw new Failure('transient', `${through}: ${unauthorized(proxy.credentials)}`, { unanswered: true });
    return answer;
  };

  return Object.assign(http, {
    dropConnections() {
      // What is under way is finished first.
      for (const agent of pools.values()) void agent.close();
      pools.clear();
    },
    async close() {
      closing.abort();
      await Promise.allSettled([...pools.values()].map((agent) => agent.destroy()));
      pools.clear();
    },
  });
}

function forwarded(url: URL, { protocol, host, port }: ProxyServer) {
  return { origin: `${protocol}://${serverText(host, port)}`, path: url.origin + url.pathname + url.search };
}

function forwardedHeaders(url: URL, { credentials }: ProxyServer): Record<string, string> {
  return {
    host: url.host,
    ...(credentials !== undefined && { 'proxy-authorization': basic(credentials) }),
  };
}
