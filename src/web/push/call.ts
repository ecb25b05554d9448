import { type Family, familyOf, notPublic } from '../../ip/address.ts';
import { addressOf, bytesOf } from '../../ip/address-bytes.ts';

/** An address that a router gave. */
export interface Said {
  /** In canonical form. */
  readonly address: string;
  /** As it was sent, which some routers want to read again. */
  readonly text: string;
}

/** What a router's call says, in the forms that dyndns2 clients write. */
export interface Call {
  /** As they were written, in their order; empty where the router names none. */
  readonly hosts: readonly string[];
  readonly said: Readonly<Partial<Record<Family, Said>>>;
  /** What was given as an address and cannot be one of this home, with the reason. */
  readonly unusable: readonly Unusable[];
}

export interface Unusable {
  readonly text: string;
  /** A noun: "a private address". */
  readonly reason: string;
}

/** The family is told by the value: routers write IPv6 into `myip` as well. */
const addressNames = new Set([
  ...['myip', 'ip', 'ipaddr', 'ipv4', 'myipv4', 'v4'],
  ...['myipv6', 'ipv6', 'ip6addr', 'ip6', 'myip2', 'v6'],
]);
const hostNames = new Set(['hostname', 'host', 'host_id', 'domain']);

// Also what a client leaves in the place of an address that it does not have.
const nothing = /^(0\.0\.0\.0|::|none|null|unknown|auto|preserve|<.*>|\[[a-z]*\]|%\w*%?|__\w+__)?$/i;

/** Reads the query of a call. Never throws: a part that cannot be decoded stays as it is. */
export function readCall(query: string): Call {
  const hosts: string[] = [];
  const said: Partial<Record<Family, Said>> = {};
  const unusable: Unusable[] = [];
  for (const { name, value } of parametersOf(query)) {
    const entries = value.split(',').map((entry) => entry.trim());
    if (hostNames.has(name)) hosts.push(...entries.filter((entry) => entry !== '' && !/^yes$/i.test(entry)));
    if (!addressNames.has(name)) continue;
    for (const text of entries) {
      const reading = readAddress(text);
      if (reading === undefined) continue;
      if ('reason' in reading) unusable.push({ text, reason: reading.reason });
      else said[reading.family] ??= { address: reading.address, text };
    }
  }
  return { hosts, said, unusable };
}

export interface Parameter {
  /** Lower-case. */
  readonly name: string;
  readonly value: string;
  /** As it was written: some routers put their values in as they are. */
  readonly raw: string;
}

export function parametersOf(query: string): Parameter[] {
  return query.split('&').map((part) => {
    // A second question mark, and "&" as it is written in HTML, come from forms that hold half of the URL each.
    const [, name = '', raw = ''] = /^(?:\?|amp;)*([^=]*)=?(.*)$/s.exec(part) ?? [];
    return { name: decoded(name).toLowerCase(), value: decoded(raw), raw };
  });
}

function decoded(text: string): string {
  return unescaped(text.replaceAll('+', ' '));
}

/** Without percent signs as far as they can be decoded (RFC 3986, section 2.1). */
export function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Undefined: it says nothing. */
function readAddress(
  text: string,
): { readonly family: Family; readonly address: string } | { readonly reason: string } | undefined {
  if (nothing.test(text)) return undefined;
  const [, bare = '', length] = /^\[?([^\]%/]*)\]?(?:%[^/]*)?(?:\/(\d+))?$/.exec(text) ?? [];
  if (familyOf(bare) === undefined) return { reason: 'no address' };
  // An IPv4 address in the form of an IPv6 one becomes one.
  const address = addressOf(bytesOf(bare));
  const family = familyOf(address) ?? 'ipv4';
  if (nothing.test(address)) return undefined;
  // The network that a router hands on, and no machine in it.
  if (family === 'ipv6' && Number(length ?? 128) < 128 && isPrefix(address)) return undefined;
  const reason = notPublic(address, family);
  return reason === undefined ? { family, address } : { reason };
}

function isPrefix(address: string): boolean {
  return bytesOf(address)
    .subarray(8)
    .every((byte) => byte === 0);
}
