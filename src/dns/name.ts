import { domainToASCII, domainToUnicode } from 'node:url';
import { listedName } from './listed-name.ts';

/** A zone as providers know it. `name` is lower-case A-labels without a trailing dot; `display` is for people. */
export interface Zone {
  readonly name: string;
  readonly display: string;
}

export const apex = '@';

/** Reads a domain name. Throws an Error whose message says what is wrong with it. */
export function parseZone(text: string): Zone {
  const name = toAscii(text.replace(/\.$/, ''));
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
  const ascii = toAscii(text.replace(/\.$/, ''));
  if (ascii === zone.name) return apex;
  const relative = ascii.endsWith(`.${zone.name}`) ? ascii.slice(0, -zone.name.length - 1) : ascii;
  if (text.endsWith('.') && relative === ascii) throw new Error(`is not inside the zone ${zone.display}`);
  const length = fqdn(relative, zone).length;
  if (length > 253) throw new Error(`makes a name of ${length} octets; a name holds at most 253`);
  return relative;
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
  return name.startsWith('*.') ? `*.${domainToUnicode(name.slice(2))}` : domainToUnicode(name) || name;
}

function toAscii(text: string): string {
  const labels = text.split('.');
  const wildcard = labels[0] === '*' && labels.length > 0;
  const rest = wildcard ? labels.slice(1) : labels;
  const ascii = rest.map(labelToAscii);
  return (wildcard ? ['*', ...ascii] : ascii).join('.');
}

function labelToAscii(label: string): string {
  if (label === '') throw new Error('has an empty label');
  const bad = /[\p{ASCII}]/u.test(label) ? label.match(/[^\p{L}\p{M}\p{N}_-]/u)?.[0] : undefined;
  if (bad === '*') throw new Error('has a * that is not the whole first label');
  if (bad !== undefined) throw new Error(`has the character ${JSON.stringify(bad)}, which no name can hold`);
  // domainToASCII reads a purely numeric label as an IPv4 address, so ASCII labels do not pass through it.
  const ascii = /^[\x21-\x7e]+$/.test(label) ? label.toLowerCase() : domainToASCII(label);
  if (ascii === '')
    throw new Error(`has the label ${JSON.stringify(label)}, which is no valid international name`);
  if (ascii.length > 63) throw new Error(`has a label of ${ascii.length} octets; a label holds at most 63`);
  if (/^-|-$/.test(ascii))
    throw new Error(`has the label ${JSON.stringify(label)}, which begins or ends with a hyphen`);
  return ascii;
}
