import { lookup } from 'node:dns/promises';
import { isIPv6 } from 'node:net';
import type { Clock } from '../clock.ts';
import { type Family, familyOf, parseAddress } from '../dns/address.ts';
import { Failure } from '../failure.ts';

/** A server as configured: an address literal in canonical form or a lower-case host name, and a port. */
export interface Server {
  readonly host: string;
  readonly port: number;
}

/** What a source needs beside its entry: milliseconds for one `ask` in all, and time. */
export interface ServerSourceOptions {
  readonly timeout: number;
  readonly clock: Clock;
}

export const familyNames: Readonly<Record<Family, string>> = { ipv4: 'IPv4', ipv6: 'IPv6' };

const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;

/** Whether the text is a host or domain name of sane labels: lower case, ASCII, no dot at the end. */
export function isName(text: string): boolean {
  return text.length <= 253 && text.split('.').every((part) => label.test(part));
}

/** Reads `HOST`, `HOST:PORT` or, for IPv6, `[ADDRESS]:PORT`. Undefined when the text is none of these. */
export function parseServer(text: string, defaultPort: number): Server | undefined {
  const parts = /^(?:\[(?<ipv6>[^\]]+)\]|(?<host>[^:[\]]+))(?::(?<port>\d{1,5}))?$/.exec(text)?.groups;
  if (!parts) return undefined;
  const port = parts.port === undefined ? defaultPort : Number(parts.port);
  if (port < 1 || port > 65535) return undefined;
  if (parts.ipv6 !== undefined) {
    const host = parseAddress(parts.ipv6, 'ipv6');
    return host === undefined ? undefined : { host, port };
  }
  const host = (parts.host ?? '').toLowerCase().replace(/\.$/, '');
  // A last label of digits alone is a mistyped IPv4 address, never a host name.
  const fits = familyOf(host) === 'ipv4' || (isName(host) && !/(^|\.)\d+$/.test(host));
  return fits ? { host, port } : undefined;
}

export function serverText(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

const keepResolved = 600_000;
const mostAddresses = 3;

/**
 * The addresses of a host in one family, from the system's resolver. They are kept for ten minutes, so that
 * a tick does not pay for them; `forget` drops them. Throws a transient Failure when there is none.
 */
export function addressBook(clock: Clock) {
  const known = new Map<string, { readonly addresses: readonly string[]; readonly until: number }>();
  return {
    async find(host: string, family: Family, signal: AbortSignal): Promise<readonly string[]> {
      const literal = familyOf(host);
      if (literal !== undefined) return literal === family ? [host] : [];
      const key = `${family} ${host}`;
      const kept = known.get(key);
      if (kept && kept.until > clock.monotonic()) return kept.addresses;
      const addresses = (await resolve(host, family, signal)).slice(0, mostAddresses);
      known.set(key, { addresses, until: clock.monotonic() + keepResolved });
      return addresses;
    },
    forget(): void {
      known.clear();
    },
  };
}

async function resolve(host: string, family: Family, signal: AbortSignal): Promise<string[]> {
  try {
    const found = await untilAborted(lookup(host, { family: family === 'ipv4' ? 4 : 6, all: true }), signal);
    return found.map(({ address }) => address);
  } catch (error) {
    throw networkFailure(host, error);
  }
}

// The system's resolver cannot be stopped; what it says too late is dropped.
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Failure('transient', 'its name was not resolved in time'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** A transient Failure that says in words why a server could not be reached. */
export function networkFailure(who: string, error: unknown): Failure {
  return new Failure('transient', `${who}: ${reason(error)}`, { cause: error });
}

function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOTFOUND':
    case 'ENODATA':
    case 'EAI_AGAIN':
      return 'its name could not be resolved';
    case 'ECONNREFUSED':
      return 'nothing answers on that port';
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
      return 'there is no route to it';
    default:
      return message;
  }
}
