import type { PublicSuffixes } from '../../dns/public-suffix.ts';
import type { ProviderDefinition } from '../../providers/provider.ts';
import type { ValuesOf } from '../../settings/setting.ts';
import { freeNumber, readNames, type Zones } from '../names.ts';
import type { TargetReading } from '../provider-values.ts';
import { targetSettings } from '../target-settings.ts';
import { ownName } from './form.ts';
import { type NamesInZone, namesByZone, namesWithoutZone } from './full-names.ts';
import { ifNameInZone } from './other-zone.ts';

type Asked = Partial<ValuesOf<typeof targetSettings>>;

export interface KeptReading extends TargetReading {
  readonly zones: Zones;
  /** Needed where `needsPublicSuffixes` says so. */
  readonly suffixes: PublicSuffixes | undefined;
}

/** The zones that a target keeps names in; undefined when that cannot be used, which is reported. */
export function readKept(
  values: Asked,
  provider: ProviderDefinition | undefined,
  reading: KeptReading,
): readonly NamesInZone[] | undefined {
  return reading.form === 'names'
    ? fromFullNames(values.DOMAINS, provider, reading)
    : fromZone(values, provider, reading);
}

function fromFullNames(
  texts: Asked['DOMAINS'],
  provider: ProviderDefinition | undefined,
  reading: KeptReading,
) {
  const { suffixes, zones, nameOf, number, report } = reading;
  if (texts === undefined) return undefined;
  const places = { variable: nameOf('DOMAINS'), number, free: freeNumber(zones), report };
  if (provider?.fullNames) return namesWithoutZone(texts, places);
  if (!suffixes) throw new Error('needs the public suffix list, which was not read');
  const kept = namesByZone(texts, suffixes, places);
  if (kept && kept.length > 1 && provider) {
    const found = kept.map(({ zone }) => zone.display).join(', ');
    reportZoneSettings(provider, `${places.variable} has names of ${kept.length}: ${found}`, reading);
  }
  return kept;
}

/** A setting that names one zone is wrong for every other one. */
function reportZoneSettings({ settings }: ProviderDefinition, why: string, reading: KeptReading): void {
  const { env, number, sharesZone, zones, report } = reading;
  for (const [setting, { perZone, perAccount }] of Object.entries(settings)) {
    const own = ownName(setting, number);
    const variable = sharesZone && env[own] === undefined ? setting : own;
    const found = env[variable];
    if (!perZone || perAccount || found === undefined) continue;
    const free = ['DOMAIN', 'RECORDS', setting].map((name) => ownName(name, freeNumber(zones)));
    const accepted = `nothing here, so that each zone is looked up; or a target for each zone, such as one with ${free.join(', ')}`;
    report({ variable, found, wrong: `belongs to one zone, and ${why}`, accepted });
  }
}

function fromZone(
  { DOMAIN: zone, RECORDS: records }: Asked,
  provider: ProviderDefinition | undefined,
  reading: KeptReading,
) {
  const { number, zones, suffixes, nameOf, report } = reading;
  reportMissing(reading);
  const names = records && readNames(records, { variable: nameOf('RECORDS'), zone, zones, suffixes, report });
  if (!zone || !names) return undefined;
  const variable = nameOf('DOMAIN');
  const otherwise =
    provider?.fullNames || !suffixes ? undefined : ifNameInZone(zone, names, number, suffixes);
  return [{ zone: otherwise === undefined ? zone : { ...zone, written: { variable, otherwise } }, names }];
}

function reportMissing({ env, number, sharesZone, nameOf, report }: KeptReading): void {
  const isMissing = (setting: string) => env[nameOf(setting)] === undefined;
  if (isMissing('DOMAIN')) {
    const accepted = `${targetSettings.DOMAIN.accepted}, with names in ${ownName('RECORDS', number)}; or full names in ${ownName('DOMAINS', number)} in place of both`;
    report({ variable: nameOf('DOMAIN'), wrong: 'is not set', accepted });
  }
  if (isMissing('RECORDS')) {
    const why = sharesZone ? '' : ', and those of target 1 belong to another DOMAIN';
    report({
      variable: nameOf('RECORDS'),
      wrong: `is not set${why}`,
      accepted: targetSettings.RECORDS.accepted,
    });
  }
}
