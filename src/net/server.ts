import { isIPv6 } from 'node:net';
import { familyOf, parseAddress } from '../ip/address.ts';

/** A server as configured: an address literal in canonical form or a lower-case host name, and a port. */
export interface Server {
  readonly host: string;
  readonly port: number;
}

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

/** The host of a URL as an address or a name, without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}
