import type { ProviderDefinition } from '../../providers/provider.ts';
import { characterText, isOdd } from '../../settings/characters.ts';
import type { SettingsTable } from '../../settings/setting.ts';
import { programSettings } from '../program-settings.ts';
import { targetSettings } from '../target-settings.ts';
import { rivalVariables } from './rivals.ts';
import { suspectedTypos } from './typos.ts';

const own: SettingsTable = { ...targetSettings, ...programSettings };

/** What is told of variables that nobody reads, though their owner seems to mean something of ours. */
export function wrongNames(
  found: readonly string[],
  settings: readonly string[],
  providers: readonly ProviderDefinition[],
): string[] {
  const rivals = rivalVariables(found, settings);
  const others = found.filter((name) => !rivals.has(name));
  const files = others.flatMap((name) => ofNoSecret(name, providers) ?? []);
  const typos = [...suspectedTypos(others, settings)].map(
    ([name, meant]) => `${shownName(name)} is no setting; was ${meant} meant?`,
  );
  return [...rivals.values(), ...files, ...typos];
}

/** Only secrets are read from files. */
function ofNoSecret(variable: string, providers: readonly ProviderDefinition[]): string | undefined {
  const [, name = '', digits = ''] = /^(.*?)((?:_\d+)?)_FILE$/.exec(variable) ?? [];
  const row = own[name] ?? providers.find(({ settings: rows }) => rows[name])?.settings[name];
  if (!row || row.secret) return undefined;
  return `${variable} has no effect: only secrets are read from files, write ${name}${digits}.`;
}

/** What of a name cannot be seen is said. */
function shownName(name: string): string {
  const odd = [...name].find(isOdd);
  return odd === undefined ? name : `${name.replaceAll(odd, '')} with a ${characterText(odd)} in it`;
}
