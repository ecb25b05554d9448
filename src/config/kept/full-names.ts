import { messageOf } from '../../base/failure.ts';
import {
  apex,
  displayName,
  fqdn,
  noZone,
  parseName,
  parseRecordName,
  parseZone,
  type Zone,
} from '../../dns/name.ts';
import type { PublicSuffixes } from '../../dns/public-suffix.ts';
import { list } from '../../settings/parsers.ts';
import type { Report } from '../provider-values.ts';
import { orUrl } from '../slips/url-name.ts';
import { targetSettings } from '../target-settings.ts';
import { apartText, type Places, splitName } from './other-zone.ts';

/** A zone, and names relative to it. */
export interface NamesInZone {
  readonly zone: Zone;
  readonly names: readonly string[];
}

/** Where full names are written: in `DOMAINS` of a target. */
export interface FullNameReading extends Places {
  readonly variable: string;
  readonly report: Report;
}

/**
 * The zones of full names, each with its names: by the public suffix list, and so without a call. Undefined when a name
 * cannot be used, which is reported.
 */
export function namesByZone(
  texts: readonly string[],
  suffixes: PublicSuffixes,
  reading: FullNameReading,
): readonly NamesInZone[] | undefined {
  const isAlone = texts.length === 1;
  const named = readAll(texts, reading, (text) => {
    const name = readFullName(text);
    const bare = withoutWildcard(name);
    const domain = suffixes.registrableDomain(bare);
    if (domain !== undefined) return { text, zone: parseZone(domain) };
    if (suffixes.isPublicSuffix(bare))
      throw new Error('is a public suffix, below which others have their domains');
    throw new UnknownZone(name, isAlone, reading);
  });
  const zones = new Map(named?.map(({ zone }) => [zone.name, zone]));
  return (
    named &&
    [...zones.values()].map((zone) => {
      const within = named.filter((one) => one.zone.name === zone.name);
      const names = [...new Set(within.map(({ text }) => parseRecordName(text, zone)))];
      const isOnly = zones.size === 1 && names.length === 1;
      return { zone: { ...zone, written: writtenIn(zone, names, isOnly, reading) }, names };
    })
  );
}

/** All as one target, for a service that knows no zones. Undefined when a name cannot be used, which is reported. */
export function namesWithoutZone(
  texts: readonly string[],
  reading: FullNameReading,
): readonly NamesInZone[] | undefined {
  const names = readAll(texts, reading, readFullName);
  const { variable } = reading;
  if (!names) return undefined;
  const [first = '', ...more] = [...new Set(names)].map(displayName);
  const display = more.length > 2 ? `${first} and ${more.length} more` : [first, ...more].join(', ');
  return [{ zone: { ...noZone, display, written: { variable } }, names: [...new Set(names)] }];
}

/** Whether a zone was found by full names. */
export function isOfFullNames({ written }: Zone): boolean {
  return written?.variable.startsWith('DOMAINS') === true;
}

/** The zones of a list of full names, as far as they can be told. */
export function zonesOfNames(text: string, suffixes: PublicSuffixes, variable: string): readonly Zone[] {
  try {
    const reading = { variable, number: 1, free: 2, report() {} };
    return (namesByZone(list(text), suffixes, reading) ?? []).map(({ zone }) => zone);
  } catch {
    return [];
  }
}

function readAll<T>(
  texts: readonly string[],
  { variable, report }: FullNameReading,
  read: (text: string) => T,
): readonly T[] | undefined {
  const all = texts.flatMap((text) => {
    try {
      return [read(text)];
    } catch (error) {
      const { accepted } = targetSettings.DOMAINS;
      const mend = error instanceof UnknownZone ? { mend: error.mend } : {};
      report({ variable, found: text, wrong: messageOf(error), accepted, ...mend });
      return [];
    }
  });
  return all.length === texts.length ? all : undefined;
}

/** A full name in A-labels. Throws an Error that says what is wrong with it. */
function readFullName(text: string): string {
  return orUrl((one) => {
    parseZone(one.replace(/^\*\./, ''));
    return parseName(one);
  })(text);
}

function withoutWildcard(name: string): string {
  return name.replace(/^\*\./, '');
}

/** A name that the public suffix list does not cover, as those of a network at home: only its owner knows the zone. */
class UnknownZone extends Error {
  readonly mend: string;

  constructor(name: string, isAlone: boolean, places: Places) {
    super('ends in nothing that the public suffix list knows, so its zone cannot be told');
    const split = splitName(name, name.split('.').at(-1) ?? '');
    this.mend = `write ${apartText(split, isAlone, places)} if ${displayName(split.zone)} is the zone`;
  }
}

/** Says of the first name that may lie deeper what to write then. */
function writtenIn(zone: Zone, names: readonly string[], isOnly: boolean, reading: FullNameReading) {
  const { variable } = reading;
  const below = names.filter((name) => name !== apex && name !== '*');
  const deep = below.find((name) => name.includes('.')) ?? below[0];
  if (deep === undefined) return { variable };
  const full = fqdn(deep, zone);
  const split = splitName(full, zone.name);
  const text = apartText(split, isOnly, reading);
  return { variable, otherwise: `if ${displayName(full)} lies in a zone of its own, write ${text}` };
}
