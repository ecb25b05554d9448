import { isIP } from 'node:net';
import { domainToASCII, domainToUnicode } from 'node:url';
import { listedName } from './listed-name.ts';

/** A zone as providers know it. `name` is lower-case A-labels without a trailing dot; `display` is for people. */
export interface Zone {
  readonly name: string;
  readonly display: string;
  /** Where the owner wrote it, if not in `DOMAIN`, or may have meant another zone. */
  readonly written?: WrittenZone;
}

export interface WrittenZone {
  /** The variable that tells the zone. */
  readonly variable: string;
  /** What to do if the zone is another one, for the message that there is no such zone: "if …, write …". */
  readonly otherwise?: string;
}

export const apex = '@';

/** Stands for the zone where full names are kept at a service that knows no zones. For people the names are shown instead. */
export const noZone: Zone = { name: '', display: '' };

/** Reads a domain name. Throws an Error whose message says what is wrong with it. */
export function parseZone(text: string): Zone {
  refuseAddress(text);
  const name = parseName(text);
  if (name.startsWith('*')) throw new Error('begins with a *, which a record can do, but no zone');
  // As browsers read it (WHATWG URL, "ends in a number"): 0x7f.1 and 127.1 are 127.0.0.1.
  if (/(^|\.)(\d+|0x[\da-f]*)$/.test(name)) throw new Error('ends in a number, as only addresses do');
  if (!name.includes('.')) throw new Error('is not a domain of at least two labels, such as example.com');
  if (name.length > 253) throw new Error(`is ${name.length} octets long; a name holds at most 253`);
  return { name, display: domainToUnicode(name) || name };
}

/**
 * Reads a record name: `@`, relative (`home`, `*.lab`) or fully qualified when it ends in the zone.
 * Returns it relative to the zone in A-labels, the apex as `@`. Throws an Error that says what is wrong.
 */
export function parseRecordName(text: string, zone: Zone): string {
  if (text === apex) return apex;
  refuseAddress(text);
  const ascii = parseName(text);
  if (ascii === zone.name) return apex;
  const relative = ascii.endsWith(`.${zone.name}`) ? ascii.slice(0, -zone.name.length - 1) : ascii;
  if (text.endsWith('.') && relative === ascii) throw new Error(`is not inside the zone ${zone.display}`);
  const length = fqdn(relative, zone).length;
  if (length > 253) throw new Error(`makes a name of ${length} octets; a name holds at most 253`);
  return relative;
}

/** A name in lower-case A-labels without a trailing dot. Throws an Error that says what is wrong with it. */
export function parseName(text: string): string {
  const labels = text.replace(/\.$/, '').split('.');
  const isWildcard = labels[0] === '*';
  const ascii = labels.slice(isWildcard ? 1 : 0).map(labelToAscii);
  return (isWildcard ? ['*', ...ascii] : ascii).join('.');
}

/** The name as services write it that leave it empty for the apex. */
export function toSubdomain(name: string): string {
  return name === apex ? '' : name;
}

/** The name of a record that such a service lists. */
export function ofSubdomain(subdomain: string): string {
  return subdomain === '' ? apex : subdomain;
}

/** The full name of a record, without a trailing dot. */
export function fqdn(name: string, zone: Zone): string {
  if (zone.name === '') return name;
  return name === apex ? zone.name : `${name}.${zone.name}`;
}

/** The name relative to the zone, of a full name as a provider lists it, with or without its trailing dot. */
export function relativeName(full: string, zone: Zone): string {
  const name = listedName(full);
  if (name === zone.name) return apex;
  return name.endsWith(`.${zone.name}`) ? name.slice(0, -zone.name.length - 1) : name;
}

/** A name for people: IDN labels readable. */
export function displayName(name: string): string {
  if (!name.includes('xn--')) return name;
  return name.startsWith('*.') ? `*.${displayName(name.slice(2))}` : domainToUnicode(name) || name;
}

function refuseAddress(text: string): void {
  if (isIP(text.normalize('NFKC')) !== 0) throw new Error('is an address, not a name');
}

function labelToAscii(given: string): string {
  if (given === '') throw new Error('has an empty label');
  // Full-width and other compatible forms are the same characters to whoever types them.
  const label = given.normalize('NFKC');
  const bad = /[\p{ASCII}]/u.test(label) ? label.match(/[^\p{L}\p{M}\p{N}_-]/u)?.[0] : undefined;
  if (bad === '*') throw new Error('has a * that is not the whole first label');
  if (bad !== undefined) throw new Error(`has the character ${JSON.stringify(bad)}, which no name can hold`);
  const ascii = /^[\x21-\x7e]+$/.test(label) ? label.toLowerCase() : internationalToAscii(label);
  if (!/^[a-z\d_-]+$/.test(ascii))
    throw new Error(`has the label ${JSON.stringify(given)}, which is no valid international name`);
  if (ascii.length > 63) throw new Error(`has a label of ${ascii.length} octets; a label holds at most 63`);
  if (/^-|-$/.test(ascii))
    throw new Error(`has the label ${JSON.stringify(given)}, which begins or ends with a hyphen`);
  return ascii;
}

/** Empty, or not one label, where it is none. */
function internationalToAscii(label: string): string {
  // By itself a label that turns into a number would be read as an IPv4 address.
  const tail = '.example';
  const whole = domainToASCII(label + tail);
  return whole.endsWith(tail) ? whole.slice(0, -tail.length) : '';
}
