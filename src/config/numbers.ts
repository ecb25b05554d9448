import type { ProviderDefinition } from '../providers/provider.ts';
import type { Environment } from '../settings/secrets.ts';
import type { SettingsTable } from '../settings/setting.ts';
import { moreRuntimeVariables, programSettings, runtimeVariables } from './program-settings.ts';
import { providerChoice } from './provider-choice.ts';
import type { Report } from './provider-values.ts';
import { targetSettings } from './target-settings.ts';

/** Which targets there are besides target 1, and what else was written with a number. */
export interface Numbers {
  readonly targets: readonly number[];
  /** Variables with a number that cannot be used, all of them reported. */
  readonly refused: readonly string[];
}

const longestNumber = 6;
/** What may be shown. Proxies have passwords. */
const secretless = { ...targetSettings, ...programSettings };

/** A variable with a number, such as `GODADDY_TOKEN_2_FILE`. */
interface Numbered {
  readonly variable: string;
  /** In capitals. */
  readonly setting: string;
  readonly digits: string;
  readonly file: 'none' | 'after' | 'before';
}

const programWide: ReadonlySet<string> = new Set([
  ...Object.keys(programSettings),
  ...Object.keys(runtimeVariables),
  ...moreRuntimeVariables,
]);

/**
 * Finds the numbers of the targets. A target is one that is told something of its own: a credential alone is what was
 * left over. A number that nobody would heed is refused, since the owner counts on it.
 */
export function readNumbers(
  env: Environment,
  providers: readonly ProviderDefinition[],
  report: Report,
  warn: (warning: string) => void,
): Numbers {
  const rows: SettingsTable = Object.assign({}, ...providers.map(({ settings }) => settings));
  const ours: SettingsTable = { ...rows, ...targetSettings };
  const inherited = providerChoice(env, 1, providers).name;
  const servers = providers.find(({ name }) => name === inherited)?.settings ?? {};
  const refused: string[] = [];
  const told = new Set<number>();
  const leftOver: { readonly variable: string; readonly number: number }[] = [];

  function refuse({ variable, setting, file }: Numbered, wrong: string, accepted: string): void {
    refused.push(variable);
    const found = setting in secretless && file === 'none' ? env[variable] : undefined;
    report({ variable, ...(found !== undefined && { found }), wrong, accepted });
  }

  for (const one of Object.keys(env).flatMap(numbered)) {
    const { variable, setting, digits, file } = one;
    const number = Number(digits);
    const row = ours[setting];
    if (programWide.has(setting) && file === 'none') {
      const wrong = 'has a number, but this setting is one for the whole program and holds for all targets';
      refuse(one, wrong, `${setting} without a number`);
    } else if (row && (file === 'none' || row.secret)) {
      const end = file === 'none' ? '' : '_FILE';
      const right = number < 2 ? `${setting}${end}` : `${setting}_${number}${end}`;
      if (number === 0 || digits.startsWith('0') || digits.length > longestNumber)
        refuse(one, `has the number ${digits}; targets are numbered 2, 3, 4 …`, right);
      else if (variable !== variable.toUpperCase()) refuse(one, 'is not written in capitals', right);
      else if (file === 'before') refuse(one, 'has its number behind _FILE', right);
      else if (number === 1) warn(`${variable} has no effect: target 1 has no number, write ${right}.`);
      else if (setting in targetSettings || servers[setting]?.server) told.add(number);
      else leftOver.push({ variable, number });
    }
  }
  for (const { variable, number } of leftOver) {
    if (!told.has(number))
      warn(
        `${variable} has no effect: nothing else is set for a target ${number}, such as DOMAIN_${number} or RECORDS_${number}.`,
      );
  }
  return { targets: [...told].sort((a, b) => a - b), refused };
}

function numbered(variable: string): Numbered[] {
  const match = /^(.+?)(_FILE)?_(\d+)(_FILE)?$/i.exec(variable);
  const [, setting, before, digits, after] = match ?? [];
  if (setting === undefined || digits === undefined) return [];
  const file = after ? 'after' : before ? 'before' : 'none';
  return [{ variable, setting: setting.toUpperCase(), digits, file }];
}

/** All numbers that variables end in, for a hint at slips: of `DOMAN_2` as well. */
export function numbersWritten(env: Environment): number[] {
  const numbers = Object.keys(env).map((variable) => Number(/_(\d{1,6})(?:_FILE)?$/.exec(variable)?.[1]));
  return [...new Set(numbers)].filter((number) => number >= 2);
}
