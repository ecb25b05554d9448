import { apex, displayName, type Zone } from '../../dns/name.ts';
import type { PublicSuffixes } from '../../dns/public-suffix.ts';
import { ownName } from './form.ts';

// Where a zone ends is nothing that a name tells. What the owner may have meant is said, never done.

/** How a zone and its names are written, such as `DOMAIN=example.com RECORDS=home,@`. */
export function settingsText(zone: string, names: readonly string[], number: number): string {
  const records = [...new Set(names)].map(displayName).join(',');
  return `${ownName('DOMAIN', number)}=${displayName(zone)} ${ownName('RECORDS', number)}=${records}`;
}

/** For a `DOMAIN` such as home.example.com, which may be a name in the zone example.com. */
export function ifNameInZone(
  zone: Zone,
  names: readonly string[],
  number: number,
  suffixes: PublicSuffixes,
): string | undefined {
  const domain = suffixes.registrableDomain(zone.name);
  if (domain === undefined || domain === zone.name) return undefined;
  const host = zone.name.slice(0, -domain.length - 1);
  // Who takes the host for the zone says it again in RECORDS.
  const records = names.map((name) => (name === apex || name === host ? host : `${name}.${host}`));
  return `if the zone is ${displayName(domain)}, write ${settingsText(domain, records, number)}`;
}

/** A name, and the zone that the labels after its first one would be. */
export interface Split {
  readonly zone: string;
  readonly name: string;
}

/** All but the first label as the zone, or the whole name where that leaves no more than `known`. */
export function splitName(full: string, known: string): Split {
  const at = full.indexOf('.');
  const rest = full.slice(at + 1);
  return rest === known ? { zone: full, name: apex } : { zone: rest, name: full.slice(0, at) };
}

/** The numbers of the target that names are written in, and of one that is not there yet. */
export interface Places {
  readonly number: number;
  readonly free: number;
}

/** What to write for a name of `DOMAINS` whose zone is another one. Others beside it stay where they are. */
export function apartText({ zone, name }: Split, isAlone: boolean, { number, free }: Places): string {
  if (isAlone) return settingsText(zone, [name], number);
  const account = number === 1 ? '' : `, with the account of target ${number}`;
  return `${settingsText(zone, [name], free)} for it${account}`;
}
