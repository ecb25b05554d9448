import { messageOf } from '../base/failure.ts';
import type { PublicSuffixes } from '../dns/public-suffix.ts';
import { type Family, families, familyOf } from '../ip/address.ts';
import type { ValuesOf } from '../settings/setting.ts';
import { defaultSources, parseSources } from '../sources/registry.ts';
import { familyNames } from '../sources/server.ts';
import type { SourceSpec } from '../sources/source.ts';
import type { Via } from '../sources/via.ts';
import type { TargetReading } from './provider-values.ts';
import type { targetSettings } from './target-settings.ts';
import { hearingOf } from './voices.ts';

/** One way to find the addresses of a home: who is asked, and how many must agree. */
export interface LineConfig {
  /** Tells it from every other line of the program. */
  readonly id: string;
  /** The families that some target of the line keeps. */
  readonly families: readonly Family[];
  /** The sources of each of these families, not open yet. */
  readonly sources: Readonly<Record<Family, readonly SourceSpec[]>>;
  readonly quorum: Readonly<Record<Family, number>>;
  /** Whether a new address needs a witness who does not depend on the resolver. */
  readonly needsWitness: Readonly<Record<Family, boolean>>;
  readonly allowPrivate: boolean;
  /** Where its questions leave; absent: by the system's choice. */
  readonly via?: Via;
}

/** Who tells one target its addresses: for each family that it keeps, the sources as they were written. */
export interface Detection {
  readonly voters: Readonly<Partial<Record<Family, Voters>>>;
  readonly allowPrivate: boolean;
  readonly via?: Via;
}

interface Voters {
  readonly entries: readonly string[];
  readonly sources: readonly SourceSpec[];
  readonly quorum: number;
  readonly needsWitness: boolean;
}

/** What the detection of a target is read with, besides its own settings. */
export interface DetectionReading extends Pick<TargetReading, 'report' | 'nameOf'> {
  /** Needed where `needsSuffixesForSources` says so. */
  readonly suffixes: PublicSuffixes | undefined;
  warn(warning: string): void;
}

type Asked = Partial<ValuesOf<typeof targetSettings>>;

/** How the addresses of a target are found; undefined when that cannot be used, which is reported. */
export function readDetection(
  values: Asked,
  kept: readonly Family[],
  reading: DetectionReading,
): Detection | undefined {
  const voters: Partial<Record<Family, Voters>> = {};
  for (const family of kept) {
    const read = readVoters(values, family, reading);
    if (!read) return undefined;
    voters[family] = read;
  }
  const via = readVia(values, kept, voters, reading);
  if (via === 'unusable') return undefined;
  return { voters, allowPrivate: values.ALLOW_PRIVATE ?? false, ...(via && { via }) };
}

function readVia(
  { VIA: place }: Asked,
  kept: readonly Family[],
  voters: Detection['voters'],
  { nameOf, report, warn }: DetectionReading,
): Via | 'unusable' | undefined {
  if (place === undefined) return undefined;
  const variable = nameOf('VIA');
  const only = familyOf(place);
  const other = kept.find((family) => only !== undefined && family !== only);
  if (other) {
    const wrong = `is no ${familyNames[other]} address, and ${nameOf('IP_FAMILIES')} has ${other}`;
    report({
      variable,
      found: place,
      wrong,
      accepted: 'the name of an interface, which has addresses of both',
    });
    return 'unusable';
  }
  const asked = Object.values(voters).flatMap(({ sources }) => sources);
  if (asked.every(({ name }) => /^(static|interface):/.test(name)))
    warn(`${variable} has no effect: static: and interface: ask nobody.`);
  return { variable, place };
}

function readVoters(values: Asked, family: Family, reading: DetectionReading): Voters | undefined {
  const { report, warn, nameOf, suffixes } = reading;
  const setting = family === 'ipv4' ? 'IPV4_SOURCES' : 'IPV6_SOURCES';
  const variable = nameOf(setting);
  const entries = values[setting] ?? defaultSources[family];
  let sources: readonly SourceSpec[];
  try {
    sources = parseSources(entries, family, suffixes?.registrableDomain);
  } catch (error) {
    report({ variable, found: entries.join(','), wrong: messageOf(error) });
    return undefined;
  }
  const names = { quorum: nameOf('IP_QUORUM'), sources: variable };
  const { quorum, needsWitness, problem, warning } = hearingOf(sources, family, values.IP_QUORUM, names);
  if (warning !== undefined) warn(warning);
  if (problem) report(problem);
  return problem ? undefined : { entries, sources, quorum, needsWitness };
}

/** Gives each target its line. Targets that ask the same sources in the same way share one, and so each look. */
export function linesOf(targets: readonly { readonly number: number; readonly detection: Detection }[]): {
  readonly lines: readonly LineConfig[];
  /** The id of each target's line, by the number of the target. */
  readonly lineOf: ReadonlyMap<number, string>;
} {
  const shared: { readonly id: string; detection: Detection }[] = [];
  const lineOf = new Map<number, string>();
  for (const { number, detection } of targets) {
    const line = shared.find((one) => canShare(one.detection, detection));
    const id = line?.id ?? (shared.length === 0 ? firstLine : `target-${number}`);
    lineOf.set(number, id);
    if (line) line.detection = { ...detection, voters: { ...line.detection.voters, ...detection.voters } };
    else shared.push({ id, detection });
  }
  return { lines: shared.map(lineConfig), lineOf };
}

/** The names of all sources that are asked, each once. */
export function sourceNames(lines: readonly LineConfig[]): string[] {
  const all = lines.flatMap(({ sources }) => families.flatMap((family) => sources[family]));
  return [...new Set(all.map(({ name }) => name))];
}

/** The line of target 1. */
const firstLine = 'default';

/** Whether no family would be looked for in two ways. */
function canShare(one: Detection, other: Detection): boolean {
  if (one.allowPrivate !== other.allowPrivate || one.via?.place !== other.via?.place) return false;
  return families.every((family) => {
    const [a, b] = [one.voters[family], other.voters[family]];
    return (
      !a ||
      !b ||
      (a.quorum === b.quorum && a.needsWitness === b.needsWitness && a.entries.join() === b.entries.join())
    );
  });
}

function lineConfig({ id, detection }: { readonly id: string; readonly detection: Detection }): LineConfig {
  const { voters, allowPrivate, via } = detection;
  const { ipv4, ipv6 } = voters;
  return {
    id,
    families: families.filter((family) => voters[family]),
    sources: { ipv4: ipv4?.sources ?? [], ipv6: ipv6?.sources ?? [] },
    quorum: { ipv4: ipv4?.quorum ?? 1, ipv6: ipv6?.quorum ?? 1 },
    needsWitness: { ipv4: ipv4?.needsWitness ?? true, ipv6: ipv6?.needsWitness ?? true },
    allowPrivate,
    ...(via && { via }),
  };
}
