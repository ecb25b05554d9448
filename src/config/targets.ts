import type { Spellings } from '../base/spellings.ts';
import type { Zone } from '../dns/name.ts';
import type { PublicSuffixes } from '../dns/public-suffix.ts';
import { type RecordKey, typeOf } from '../dns/records.ts';
import type { Family } from '../ip/address.ts';
import type { Notifier } from '../notifiers/notifier.ts';
import { acceptedTtls, type ProviderDefinition, type ProviderValues } from '../providers/provider.ts';
import type { Environment, SecretFiles } from '../settings/secrets.ts';
import type { ValuesOf } from '../settings/setting.ts';
import { readSettings } from '../settings/values.ts';
import { isOfOtherForm, reportBothForms } from './kept/form.ts';
import { readKept } from './kept/kept.ts';
import { reportSharedRecords } from './kept/shared-records.ts';
import { type Detection, readDetection } from './lines.ts';
import { freeNumber, type Zones, zonesOf } from './names.ts';
import { numbersWritten, readNumbers } from './numbers.ts';
import { providerChoice, severalProviders } from './provider-choice.ts';
import { type Report, readProviderValues, type TargetReading, warnOfUnused } from './provider-values.ts';
import { readingOf } from './reading.ts';
import { plainEnvironment } from './slips/environment.ts';
import { ofTarget } from './spellings.ts';
import { targetSettings } from './target-settings.ts';
import { reportForeignFamily } from './update-only.ts';

/** One zone at one provider and the records kept in it. */
export interface Target {
  /** 1 for the variables without a suffix. */
  readonly number: number;
  readonly provider: ProviderDefinition;
  /** As given; `provider.create` takes them. */
  readonly values: ProviderValues;
  /** Which of the values are read from files, by name of the setting. */
  readonly files: SecretFiles;
  readonly zone: Zone;
  readonly families: readonly Family[];
  /** The record sets it keeps. */
  readonly keys: readonly RecordKey[];
  /** Seconds, as sent to the provider. */
  readonly ttl: number;
  /** Replaces the addresses of a kept name that holds several foreign ones. */
  readonly takeOver: boolean;
  /** How its addresses are found. */
  readonly detection: Detection;
  /** How its settings are named in messages, where not by their plain names. */
  readonly spellings?: Spellings;
  /** The host part published behind the detected IPv6 prefix instead of the detected one. */
  readonly ipv6Suffix?: string;
}

export interface KnownProviders {
  /** Those that are named, and those whose variables are set. */
  readonly providers: readonly ProviderDefinition[];
  /** All that there are. */
  readonly providerNames: readonly string[];
  /** Needed where `needsPublicSuffixes` or `needsSuffixesForSources` says so. */
  readonly suffixes?: PublicSuffixes | undefined;
  /** Reads `NOTIFY_URLS`; needed where it is set. Throws an Error whose message continues "NOTIFY_URLS …". */
  readonly readNotifiers?: ((text: string) => readonly Notifier[]) | undefined;
}

/** The values of `PROVIDER` and its numbered variants, and its default. */
export function namedProviders(env: Environment): string[] {
  const written = Object.entries(plainEnvironment(env).env);
  const named = written.filter(([variable]) => /^PROVIDER(_\d+)?$/.test(variable));
  const names = named.map(([, value = '']) => value.toLowerCase());
  return [...names, targetSettings.PROVIDER.defaultText ?? ''];
}

export interface Targets {
  readonly targets: readonly Target[];
  /** What `IP_FAMILIES` says, by the number of the target, also of those that cannot be used. */
  readonly families: ReadonlyMap<number, readonly Family[]>;
  /** All the names that a target could have been given. */
  readonly variables: readonly string[];
  /** Variables with a number that cannot be used. */
  readonly refused: readonly string[];
}

/** Reads target 1 and every numbered one. */
export function readTargets(
  env: Environment,
  known: KnownProviders,
  report: Report,
  warn: (warning: string) => void,
): Targets {
  const { providers } = known;
  const rows = providers.flatMap(({ settings }) => Object.entries(settings));
  const plain = [...Object.keys(targetSettings), ...rows.map(([name]) => name)];
  const given = [...plain, ...rows.filter(([, { secret }]) => secret).map(([name]) => `${name}_FILE`)];
  const { targets: numbers, refused } = readNumbers(env, providers, report, warn);
  const zones = new Map([1, ...numbers].map((number) => [number, zonesOf(env, number, known.suffixes)]));
  const families = new Map<number, readonly Family[]>();
  let isComplete = true;
  const targets = [1, ...numbers].flatMap((number) => {
    const read = readTarget(readingOf(env, number, zones, report), zones, known, warn);
    families.set(number, read.families);
    isComplete &&= read.targets !== undefined;
    return read.targets ?? [];
  });
  reportSharedRecords(env, targets, report);
  if (isComplete) warnOfUnused(env, providers, targets, warn);
  const suffixed = numbersWritten(env).flatMap((number) =>
    plain.flatMap((name) => [`${name}_${number}`, `${name}_${number}_FILE`]),
  );
  return { targets, families, variables: [...given, ...suffixed], refused };
}

/** The families are told even where something else keeps the target from being used, so that all problems come at once. */
function readTarget(
  reading: TargetReading,
  zones: Zones,
  { providers, providerNames, suffixes }: KnownProviders,
  warn: (warning: string) => void,
): { targets?: readonly Target[]; families: readonly Family[] } {
  const { env, number, report, nameOf, form } = reading;
  reportBothForms(env, number, report);
  const variableOf = (name: string) => (isOfOtherForm(name, form) ? undefined : nameOf(name));
  // What is kept may be told in two forms, so `readKept` says what is missing.
  const { values } = readSettings(env, targetSettings, {
    ...{ warn, variableOf },
    report: (problem) => report(ofTarget(problem, number, freeNumber(zones))),
  });
  const choice = providerChoice(env, number, providers);
  const provider = providers.find(({ name }) => name === choice.name);
  if (choice.several) report(severalProviders(number, choice.several));
  else if (!provider && choice.name !== undefined) {
    report({
      variable: choice.variable ?? nameOf('PROVIDER'),
      found: choice.name,
      wrong: 'is no provider that is built in',
      accepted: providerNames.join(', '),
    });
  }
  const kept = readKept(values, provider, { ...reading, zones, suffixes });
  const ttl = provider && values.TTL !== undefined ? readTtl(values.TTL, provider, reading) : undefined;
  const settings = provider && readProviderValues(provider, choice.variable, { ...reading, warn });
  const families: readonly Family[] = values.IP_FAMILIES ?? [];
  if (provider) reportForeignFamily(provider, families, reading);
  const detection = readDetection(values, families, { ...reading, suffixes, warn });
  if (!provider || !kept || !detection || ttl === undefined || !settings) return { families };
  const suffix = values.IPV6_SUFFIX === undefined ? {} : { ipv6Suffix: values.IPV6_SUFFIX };
  const takeOver = values.TAKE_OVER ?? false;
  const shared = { number, provider, ...settings, families, ttl, takeOver, detection, ...suffix };
  const targets = kept.map(({ zone, names }) => {
    const keys = families.flatMap((family) => names.map((name) => ({ name, type: typeOf[family] })));
    return { ...shared, zone, keys };
  });
  return { targets, families };
}

function readTtl(
  asked: ValuesOf<typeof targetSettings>['TTL'],
  provider: ProviderDefinition,
  reading: TargetReading,
) {
  const { min, max, auto, usual, values } = provider.ttl;
  // Whatever it is, the service decides it.
  if (provider.updateOnly) return asked === 'auto' ? min : asked;
  const variable = reading.nameOf('TTL');
  const accepted = acceptedTtls(provider.ttl);
  if (asked === 'auto') {
    if (auto !== undefined) return auto;
    reading.report({ variable, found: 'auto', wrong: `is nothing ${provider.title} has`, accepted });
    return undefined;
  }
  if (usual !== undefined && reading.env[variable] === undefined) return usual;
  const inside = asked >= min && asked <= max;
  if (inside && values?.includes(asked) !== false) return asked;
  // Our own default gives way; what the owner wrote is never changed silently.
  if (reading.env[variable] === undefined)
    return values?.findLast((value) => value <= asked) ?? Math.min(Math.max(asked, min), max);
  const wrong = inside
    ? `is rounded by ${provider.title}`
    : `is ${asked < min ? 'below' : 'above'} what ${provider.title} takes`;
  reading.report({ variable, found: String(asked), wrong, accepted });
  return undefined;
}
