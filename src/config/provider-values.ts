import { asWritten, type Spellings } from '../base/spellings.ts';
import type { ProviderDefinition, ProviderValues } from '../providers/provider.ts';
import type { Problem } from '../settings/problem.ts';
import type { Environment, SecretFiles } from '../settings/secrets.ts';
import { readSettings } from '../settings/values.ts';
import type { Form } from './kept/form.ts';
import { spellingsOf } from './spellings.ts';

export type Report = (problem: Problem) => void;

/** What one target is read from. */
export interface TargetReading {
  readonly env: Environment;
  readonly number: number;
  /** How it says what it keeps. */
  readonly form: Form;
  readonly report: Report;
  /** It keeps the zone of target 1. */
  readonly sharesZone: boolean;
  /** The name of a variable as the owner wrote it for this target. */
  nameOf(setting: string): string;
}

/** The settings of a target's provider, its own or those of target 1. Problems of each and of all together are reported. */
export function readProviderValues(
  provider: ProviderDefinition,
  /** What names the provider; undefined: its credentials, or nothing. */
  naming: string | undefined,
  target: TargetReading & { warn(warning: string): void },
): { values: ProviderValues; files: SecretFiles; spellings?: Spellings } {
  const { env, number, report, warn, sharesZone, nameOf } = target;
  const rows = Object.entries(provider.settings);
  const isOwn = (name: string) =>
    env[`${name}_${number}`] !== undefined || env[`${name}_${number}_FILE`] !== undefined;
  // Credentials belong together: a target that brings one of its own takes none from target 1.
  const ownSecrets = rows.some(([name, { secret }]) => secret && isOwn(name));
  const variableOf = (name: string) => {
    if (number === 1) return name;
    if (isOwn(name)) return `${name}_${number}`;
    const { secret, perZone } = provider.settings[name] ?? {};
    return (secret && ownSecrets) || (perZone && !sharesZone) ? undefined : name;
  };
  // What is missing is told by the check, with the name of the provider that wants it.
  const reading = { report, warn, variableOf, onMissing() {} };
  const { texts, files } = readSettings(env, provider.settings, reading);
  const spellings = spellingsOf(provider, { ...target, variableOf });
  for (const sentence of provider.check(texts).map((one) => asWritten(one, spellings))) {
    const named = naming === undefined ? {} : { found: provider.name };
    const why = naming === undefined ? `is not set, so it is ${provider.name}, which ` : '';
    report({ variable: naming ?? nameOf('PROVIDER'), ...named, wrong: `${why}cannot be used: ${sentence}` });
  }
  return { values: texts, files, ...(spellings && { spellings }) };
}

/** Warns of settings of providers that no target uses, or not the one they are numbered for. */
export function warnOfUnused(
  env: Environment,
  providers: readonly ProviderDefinition[],
  targets: readonly { readonly number: number; readonly provider: ProviderDefinition }[],
  warn: (warning: string) => void,
): void {
  for (const provider of providers) {
    const users = targets.filter((target) => target.provider === provider).map(({ number }) => number);
    for (const name of Object.keys(provider.settings)) {
      const suffixes = ['', ...targets.map(({ number }) => `_${number}`)];
      for (const suffix of suffixes) {
        const used = suffix === '' ? users.length > 0 : users.includes(Number(suffix.slice(1)));
        const variable = [`${name}${suffix}`, `${name}${suffix}_FILE`].find(
          (candidate) => env[candidate] !== undefined,
        );
        if (variable !== undefined && !used) {
          const who =
            suffix === ''
              ? 'no target uses PROVIDER'
              : `target ${suffix.slice(1)} does not use PROVIDER${suffix}`;
          warn(`${variable} has no effect: ${who}=${provider.name}.`);
        }
      }
    }
  }
}
