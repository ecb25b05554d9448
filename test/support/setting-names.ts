import {
  moreRuntimeVariables,
  programSettings,
  runtimeVariables,
} from '../../src/config/program-settings.ts';
import { targetSettings } from '../../src/config/target-settings.ts';
import { loadProviders } from '../../src/providers/registry.ts';

const providerSettings = (await loadProviders()).flatMap(({ settings }) => Object.entries(settings));
const secrets = [...Object.entries(programSettings), ...Object.entries(targetSettings), ...providerSettings]
  .filter(([, row]) => 'secret' in row && row.secret)
  .map(([name]) => name);

/** Every variable that the program reads, without numbers. */
export const settingNames: ReadonlySet<string> = new Set([
  ...Object.keys(targetSettings),
  ...Object.keys(programSettings),
  ...Object.keys(runtimeVariables),
  ...moreRuntimeVariables,
  ...providerSettings.map(([name]) => name),
  ...secrets.map((name) => `${name}_FILE`),
]);

/** `DOMAIN_2`, `GODADDY_TOKEN_2_FILE`: without the number of the target. */
export function unnumbered(name: string): string {
  return name.replace(/_\d+(?=_FILE$|$)/, '');
}
