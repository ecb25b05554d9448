import type { Environment } from '../settings/secrets.ts';
import type { SettingsTable } from '../settings/setting.ts';
import { formOf, isOfOtherForm, ownName } from './kept/form.ts';
import type { Zones } from './names.ts';
import type { Report, TargetReading } from './provider-values.ts';
import { targetSettings } from './target-settings.ts';

const rows: SettingsTable = targetSettings;

/** What a target is read from, and which of its variables are its own. */
export function readingOf(env: Environment, number: number, zones: Zones, report: Report): TargetReading {
  const form = formOf(env, number);
  const isOwn = ['DOMAIN', 'DOMAINS'].some((setting) => env[ownName(setting, number)] !== undefined);
  const [zone, ...more] = zones.get(number) ?? [];
  const [first, ...others] = zones.get(1) ?? [];
  const isSame = zone?.name === first?.name && more.length + others.length === 0;
  const sharesZone = number === 1 || (form === formOf(env, 1) && !isOwn) || isSame;

  function nameOf(setting: string): string {
    const own = ownName(setting, number);
    if (env[own] !== undefined || env[`${own}_FILE`] !== undefined) return own;
    const { ownOnly, perZone } = rows[setting] ?? {};
    const isTaken = !ownOnly && (sharesZone || !perZone) && !isOfOtherForm(setting, form);
    return isTaken && env[setting] !== undefined ? setting : own;
  }
  return { env, number, form, report, sharesZone, nameOf };
}
