import type { Zone } from '../dns/name.ts';
import type { ProviderDefinition } from '../providers/provider.ts';
import type { Problem } from '../settings/problem.ts';
import { type Environment, resolveSecret, unreadable } from '../settings/secrets.ts';

export type Report = (problem: Problem) => void;

/** What one target is read from. */
export interface Reading {
  readonly env: Environment;
  readonly number: number;
  readonly report: Report;
  /** The name of a variable as the owner wrote it for this target. */
  nameOf(setting: string): string;
}

/** The settings of a target's provider, its own or those of target 1. Problems of each and of all together are reported. */
export function readProviderValues(provider: ProviderDefinition, zone: Zone | undefined, reading: Reading) {
  const { env, number, report } = reading;
  const isOwn = (name: string) =>
    env[`${name}_${number}`] !== undefined || env[`${name}_${number}_FILE`] !== undefined;
  // Credentials belong together: a target that brings one of its own takes none from target 1.
  const ownSecrets = number > 1 && provider.settings.some(({ name, secret }) => secret && isOwn(name));
  const firstZone = env.DOMAIN?.toLowerCase().replace(/\.$/, '');
  const otherZone = number > 1 && firstZone !== zone?.name && firstZone !== zone?.display;
  const values: Record<string, string | undefined> = {};
  const files: Record<string, string> = {};
  for (const setting of provider.settings) {
    const own = number === 1 || isOwn(setting.name);
    const kept = !(setting.secret && ownSecrets) && !(setting.perZone && otherZone);
    if (!own && !kept) continue;
    const name = number > 1 && own ? `${setting.name}_${number}` : setting.name;
    const { value, path } = setting.secret ? resolveSecret(env, name, report) : { value: env[name] };
    values[setting.name] = value ?? setting.default;
    if (path !== undefined) files[setting.name] = path;
    if (value !== undefined && value !== unreadable && setting.valid && !setting.valid(value)) {
      const found = setting.secret ? {} : { found: value };
      report({
        variable: name,
        ...found,
        wrong: 'is not usable',
        accepted: setting.accepted ?? 'another value',
      });
    }
  }
  for (const sentence of provider.check(values)) {
    report({
      variable: reading.nameOf('PROVIDER'),
      found: provider.name,
      wrong: `cannot be used: ${sentence}`,
    });
  }
  return { values, files };
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
    for (const { name } of provider.settings) {
      const suffixes = ['', ...targets.map(({ number }) => `_${number}`)];
      for (const suffix of suffixes) {
        const used = suffix === '' ? users.length > 0 : users.includes(Number(suffix.slice(1)));
        const variable = [`${name}${suffix}`, `${name}${suffix}_FILE`].find(
          (candidate) => env[candidate] !== undefined,
        );
        if (variable !== undefined && !used) {
          const who = suffix === '' ? 'no target uses' : `target ${suffix.slice(1)} does not use`;
          warn(`${variable} has no effect: ${who} PROVIDER=${provider.name}.`);
        }
      }
    }
  }
}
