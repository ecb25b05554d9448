import { messageOf } from '../base/failure.ts';
import { parseRecordName, type Zone } from '../dns/name.ts';
import { keyText, type RecordKey, typeOf } from '../dns/records.ts';
import type { Family } from '../ip/address.ts';
import { acceptedTtls, type ProviderDefinition, type ProviderValues } from '../providers/provider.ts';
import type { Environment, SecretFiles } from '../settings/secrets.ts';
import type { ValuesOf } from '../settings/setting.ts';
import { readSettings } from '../settings/values.ts';
import { type Report, readProviderValues, type TargetReading, warnOfUnused } from './provider-values.ts';
import { targetSettings } from './target-settings.ts';

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
  /** The host part published behind the detected IPv6 prefix instead of the detected one. */
  readonly ipv6Suffix?: string;
}

export interface KnownProviders {
  /** Those that are named, and those whose variables are set. */
  readonly providers: readonly ProviderDefinition[];
  /** All that there are. */
  readonly providerNames: readonly string[];
}

/** The values of `PROVIDER` and its numbered variants, and its default. */
export function namedProviders(env: Environment): string[] {
  const written = Object.entries(env).filter(([variable]) => /^PROVIDER(_\d+)?$/.test(variable));
  const names = written.map(([, value]) => value?.trim().toLowerCase() ?? '');
  return [...names, targetSettings.PROVIDER.defaultText ?? ''];
}

/** Reads target 1 and every numbered one. `variables` are all the names that a target could have been given. */
export function readTargets(
  env: Environment,
  { providers, providerNames }: KnownProviders,
  report: Report,
  warn: (warning: string) => void,
): { targets: readonly Target[]; families: readonly Family[]; variables: readonly string[] } {
  const rows = providers.flatMap(({ settings }) => Object.entries(settings));
  const plain = [...Object.keys(targetSettings), ...rows.map(([name]) => name)];
  const given = [...plain, ...rows.filter(([, { secret }]) => secret).map(([name]) => `${name}_FILE`)];
  const numbers = suffixesOf(env, plain);
  for (const name of plain) {
    if (env[`${name}_1`] !== undefined)
      warn(`${name}_1 has no effect: target 1 has no number, write ${name}.`);
  }
  const readings = [1, ...numbers].map((number) =>
    readTarget(
      { env, number, report, nameOf: (setting) => writtenName(env, setting, number) },
      providers,
      providerNames,
    ),
  );
  const targets = readings.flatMap(({ target }) => target ?? []);
  const families = readings.flatMap((reading) => reading.families);
  reportSharedRecords(targets, report);
  if (targets.length === readings.length) warnOfUnused(env, providers, targets, warn);
  const suffixed = numbers.flatMap((number) =>
    plain.flatMap((name) => [`${name}_${number}`, `${name}_${number}_FILE`]),
  );
  return { targets, families, variables: [...given, ...suffixed] };
}

function suffixesOf(env: Environment, plain: readonly string[]): number[] {
  const numbers = Object.keys(env).flatMap((variable) => {
    const match = /^(.+)_([2-9]|[1-9]\d+)(?:_FILE)?$/.exec(variable);
    return match?.[1] && plain.includes(match[1]) ? [Number(match[2])] : [];
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function writtenName(env: Environment, setting: string, number: number): string {
  if (number === 1) return setting;
  const suffixed = `${setting}_${number}`;
  const inherited =
    env[suffixed] === undefined && env[`${suffixed}_FILE`] === undefined && env[setting] !== undefined;
  return inherited ? setting : suffixed;
}

/** The families are told even where something else keeps the target from being used, so that all problems come at once. */
function readTarget(
  reading: TargetReading,
  providers: readonly ProviderDefinition[],
  providerNames: readonly string[],
): { target?: Target; families: readonly Family[] } {
  const { env, number, report, nameOf } = reading;
  const { values } = readSettings(env, targetSettings, { report, variableOf: nameOf });
  const provider = providers.find(({ name }) => name === values.PROVIDER);
  if (!provider && values.PROVIDER !== undefined) {
    report({
      variable: nameOf('PROVIDER'),
      found: values.PROVIDER,
      wrong: 'is no provider that is built in',
      accepted: providerNames.join(', '),
    });
  }
  const zone = values.DOMAIN;
  const names = values.RECORDS ? readNames(values.RECORDS, zone ?? anyZone, reading) : undefined;
  const ttl = provider && values.TTL !== undefined ? readTtl(values.TTL, provider, reading) : undefined;
  const settings = provider && readProviderValues(provider, zone, reading);
  const families: readonly Family[] = values.IP_FAMILIES ?? [];
  if (!provider || !zone || !names || ttl === undefined || !settings) return { families };
  const keys = families.flatMap((family) => names.map((name) => ({ name, type: typeOf[family] })));
  const suffix = values.IPV6_SUFFIX === undefined ? {} : { ipv6Suffix: values.IPV6_SUFFIX };
  const takeOver = values.TAKE_OVER ?? false;
  const target = { number, provider, ...settings, zone, families, keys, ttl, takeOver, ...suffix };
  return { target, families };
}

// Stands in where DOMAIN is wrong, so that wrong names are told at the same time.
const anyZone: Zone = { name: 'example.com', display: 'example.com' };

function readNames(
  texts: readonly string[],
  zone: Zone,
  { report, nameOf }: TargetReading,
): string[] | undefined {
  let fine = true;
  const names = texts.map((text) => {
    try {
      return parseRecordName(text, zone);
    } catch (error) {
      fine = false;
      const accepted = targetSettings.RECORDS.accepted;
      report({ variable: nameOf('RECORDS'), found: text, wrong: messageOf(error), accepted });
      return text;
    }
  });
  return fine ? [...new Set(names)] : undefined;
}

function readTtl(
  asked: ValuesOf<typeof targetSettings>['TTL'],
  provider: ProviderDefinition,
  reading: TargetReading,
) {
  const { min, max, auto, usual, values } = provider.ttl;
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

/** Two targets that keep the same record set would undo each other's work for ever. */
function reportSharedRecords(targets: readonly Target[], report: Report): void {
  const owners = new Map<string, Target>();
  for (const target of targets) {
    for (const key of target.keys) {
      const id = `${target.provider.name} ${target.zone.name} ${keyText(key)}`;
      const owner = owners.get(id);
      if (owner) {
        const variable = `RECORDS_${target.number}`;
        const wrong = `keeps ${key.type} ${key.name} of ${target.zone.display}, which target ${owner.number} keeps already`;
        report({ variable, found: key.name, wrong, accepted: 'a record in one target only' });
      } else owners.set(id, target);
    }
  }
}
