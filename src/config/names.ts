import { messageOf } from '../base/failure.ts';
import { displayName, parseName, parseRecordName, parseZone, type Zone } from '../dns/name.ts';
import type { PublicSuffixes } from '../dns/public-suffix.ts';
import type { Problem } from '../settings/problem.ts';
import type { Environment } from '../settings/secrets.ts';
import { formOf, ownName } from './kept/form.ts';
import { isOfFullNames, zonesOfNames } from './kept/full-names.ts';
import { plainEnvironment } from './slips/environment.ts';
import { orUrl } from './slips/url-name.ts';
import { targetSettings } from './target-settings.ts';

/** The zones of all targets by their numbers, as far as they can be read: several where `DOMAINS` has names of several. */
export type Zones = ReadonlyMap<number, readonly Zone[]>;

/** The zone of `DOMAIN_n`, else that of `DOMAIN`; undefined when it is missing or wrong. */
function zoneOf(env: Environment, number: number): Zone | undefined {
  const text = (number === 1 ? undefined : env[`DOMAIN_${number}`]) ?? env.DOMAIN;
  try {
    return text === undefined ? undefined : parseZone(text);
  } catch {
    return undefined;
  }
}

export function zonesOf(
  env: Environment,
  number: number,
  suffixes: PublicSuffixes | undefined,
): readonly Zone[] {
  if (formOf(env, number) === 'zone') {
    const zone = zoneOf(env, number);
    return zone ? [zone] : [];
  }
  const own = ownName('DOMAINS', number);
  const variable = env[own] === undefined ? 'DOMAINS' : own;
  const names = env[variable];
  return names === undefined || !suffixes ? [] : zonesOfNames(names, suffixes, variable);
}

/**
 * Whether only the public suffix list can tell where a zone ends: that of `DOMAINS`, of a name in `RECORDS` that may be
 * one of another domain, or of a `DOMAIN` that may be a name in its zone.
 */
export function needsPublicSuffixes(environment: Environment): boolean {
  const { env } = plainEnvironment(environment);
  return Object.entries(env).some(([variable, text = '']) => {
    const [, setting, digits = '1'] = /^(DOMAINS?|RECORDS)(?:_(\d+))?$/.exec(variable) ?? [];
    const zone = setting && zoneOf(env, Number(digits));
    if (setting === 'DOMAINS') return true;
    if (setting === 'DOMAIN') return zone && zone.name.split('.').length > 2;
    return zone && text.split(',').some((name) => doubtfulName(name.trim(), zone) !== undefined);
  });
}

export interface NameReading {
  /** The variable that the names are written in. */
  readonly variable: string;
  /** Undefined: it cannot be read, so only the form of the names is looked at. */
  readonly zone: Zone | undefined;
  readonly zones: Zones;
  /** Needed where `needsPublicSuffixes` says so. */
  readonly suffixes: PublicSuffixes | undefined;
  report(problem: Problem): void;
}

/** The names of a target relative to its zone; undefined when one cannot be used, which is reported. */
export function readNames(texts: readonly string[], reading: NameReading): string[] | undefined {
  const { variable, zone, report } = reading;
  const names = texts.flatMap((text) => {
    const problem = (wrong: string, mend?: string) => {
      const { accepted } = targetSettings.RECORDS;
      report({ variable, found: text, wrong, accepted, ...(mend !== undefined && { mend }) });
      return [];
    };
    try {
      const name = orUrl((one) => parseRecordName(one, zone ?? anyZone))(text);
      const owner = zone && ownerOf(text, zone, reading);
      return owner && zone ? problem(...elsewhere(text, owner, zone, reading)) : [name];
    } catch (error) {
      return problem(messageOf(error));
    }
  });
  return names.length === texts.length ? [...new Set(names)] : undefined;
}

// Stands in where DOMAIN is wrong, so that wrong names are told at the same time.
const anyZone: Zone = { name: 'example.com', display: 'example.com' };

/** The name in A-labels without `*.`, where it has several labels and does not end in the zone; undefined also for what is no name. */
function doubtfulName(text: string, zone: Zone): string | undefined {
  try {
    const name = parseName(text).replace(/^\*\./, '');
    return name.includes('.') && !endsIn(name, zone.name) ? name : undefined;
  } catch {
    return undefined;
  }
}

/** The domain besides the zone that a name seems to belong to. */
function ownerOf(text: string, zone: Zone, { zones, suffixes }: NameReading): string | undefined {
  const name = doubtfulName(text, zone);
  if (name === undefined) return undefined;
  const kept = [...zones.values()].flat().find((other) => endsIn(name, other.name));
  if (kept) return kept.name;
  if (!suffixes) throw new Error('needs the public suffix list, which was not read');
  return suffixes.registrableDomain(name);
}

/** What is wrong with a name of another domain, and both ways out: only the owner knows which one is meant. */
function elsewhere(
  text: string,
  domain: string,
  zone: Zone,
  { variable, zones }: NameReading,
): [string, string] {
  const owner = displayName(domain);
  const [number, kept] = [...zones].find(([, list]) => list.some(({ name }) => name === domain)) ?? [];
  const other = kept?.find(({ name }) => name === domain);
  const suffix = ownName('', number ?? freeNumber(zones));
  const asOther =
    other && isOfFullNames(other)
      ? `${text} in ${other.written?.variable}`
      : `DOMAIN${suffix}=${owner} with RECORDS${suffix}=${text}`;
  const inside = `${variable}=${text}.${zone.display}`;
  return [
    `does not end in ${zone.display}, but as a name of ${owner} does`,
    `write ${asOther} if ${owner} is a domain of its own, ${inside} if the name lies in ${zone.display}`,
  ];
}

/** The number of one more target. */
export function freeNumber(zones: Zones): number {
  return Math.max(1, ...zones.keys()) + 1;
}

function endsIn(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}
