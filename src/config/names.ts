import { messageOf } from '../base/failure.ts';
import { displayName, parseName, parseRecordName, parseZone, type Zone } from '../dns/name.ts';
import type { PublicSuffixes } from '../dns/public-suffix.ts';
import type { Problem } from '../settings/problem.ts';
import type { Environment } from '../settings/secrets.ts';
import { withoutEmpty } from '../settings/values.ts';
import { targetSettings } from './target-settings.ts';

/** The zones of all targets by their numbers, as far as they can be read. */
export type Zones = ReadonlyMap<number, Zone>;

/** The zone of `DOMAIN_n`, else that of `DOMAIN`; undefined when it is missing or wrong. */
export function zoneOf(env: Environment, number: number): Zone | undefined {
  const text = (number === 1 ? undefined : env[`DOMAIN_${number}`]) ?? env.DOMAIN;
  try {
    return text === undefined ? undefined : parseZone(text);
  } catch {
    return undefined;
  }
}

/** Whether `RECORDS` has a name that only the public suffix list can tell from one of another domain. */
export function needsPublicSuffixes(environment: Environment): boolean {
  const env = withoutEmpty(environment);
  return Object.entries(env).some(([variable, names]) => {
    const match = /^RECORDS(?:_(\d+))?$/.exec(variable);
    const zone = match && zoneOf(env, Number(match[1] ?? 1));
    return zone && names?.split(',').some((text) => doubtfulName(text.trim(), zone) !== undefined);
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
    const problem = (wrong: string, accepted = targetSettings.RECORDS.accepted) => {
      report({ variable, found: text, wrong, accepted });
      return [];
    };
    try {
      const name = parseRecordName(text, zone ?? anyZone);
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
  const kept = [...zones.values()].find((other) => endsIn(name, other.name));
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
  const found = [...zones].find(([, { name }]) => name === domain);
  const number = found?.[0] ?? Math.max(1, ...zones.keys()) + 1;
  const suffix = number === 1 ? '' : `_${number}`;
  const inside = `${variable}=${text}.${zone.display}`;
  return [
    `does not end in ${zone.display}, but as a name of ${owner} does`,
    `DOMAIN${suffix}=${owner} with RECORDS${suffix}=${text} if ${owner} is a domain of its own, ${inside} if the name lies in ${zone.display}`,
  ];
}

function endsIn(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}
