import { BlockList } from 'node:net';
import { domainToASCII } from 'node:url';
import { familyOf } from '../ip/address.ts';
import { hostOf } from '../net/server.ts';

interface Entry {
  readonly port: number | undefined;
  matches(host: string): boolean;
}

/**
 * Reads `NO_PROXY` as Go and curl do, and tells which URLs need no proxy. Entries stand between commas or spaces:
 * `*`; a name, which takes the names below it too, with or without a dot before it; `*.NAME` for those below it
 * alone; an address; a network such as `10.0.0.0/8`; each with `:PORT` if it is only that port. Networks match
 * addresses alone: no name is looked up for it. An entry that is none of these matches nothing.
 */
export function noProxy(text: string): (url: URL) => boolean {
  const entries = text.split(/[\s,]+/).flatMap((entry) => (entry === '' ? [] : [entryOf(entry)]));
  return (url) => {
    const host = hostOf(url).toLowerCase().replace(/\.$/, '');
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
    return entries.some((entry) => (entry.port ?? port) === port && entry.matches(host));
  };
}

function entryOf(entry: string): Entry {
  // Two colons and no brackets: an IPv6 address, whose last group is no port.
  const isBareIpv6 = /^[^[]*:[^[]*:/.test(entry);
  const [, rest = entry, digits] = (isBareIpv6 ? undefined : /^(.*?)(?::(\d{1,5}))?$/.exec(entry)) ?? [];
  const port = digits === undefined ? undefined : Number(digits);
  const place = rest.replace(/[[\]]/g, '');
  const [address = '', prefix] = place.split('/');
  if (familyOf(address)) return { port, matches: inNetwork(address, prefix) };
  return { port, matches: place === '*' ? () => true : inDomain(place) };
}

function inNetwork(address: string, prefix: string | undefined): (host: string) => boolean {
  const family = familyOf(address);
  const bits = family === 'ipv4' ? 32 : 128;
  const length = prefix === undefined ? bits : Number(prefix || 'none');
  if (!Number.isInteger(length) || length < 0 || length > bits) return () => false;
  const network = new BlockList();
  network.addSubnet(address, length, family);
  return (host) => familyOf(host) !== undefined && network.check(host, familyOf(host));
}

function inDomain(place: string): (host: string) => boolean {
  const name = domainToASCII(place.replace(/^\*?\./, '').replace(/\.$/, ''));
  if (name === '') return () => false;
  const itself = !place.startsWith('*.');
  return (host) => (itself && host === name) || host.endsWith(`.${name}`);
}
