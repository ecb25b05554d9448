import { customCleanEnv, EnvMissingError, makeExactValidator } from 'envalid';
import type { Setting, ValuesOf } from '../config/settings.ts';
import type { Problem } from './problem.ts';
import type { Environment } from './secrets.ts';

/** Empty means unset, and space around a value is never meant. */
export function withoutEmpty(environment: Environment): Environment {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    const trimmed = value?.trim();
    if (trimmed) env[name] = trimmed;
  }
  return env;
}

/** The values of a table; every problem is reported, and a value with a problem is undefined. */
export function readValues<const T extends Readonly<Record<string, Setting<unknown>>>>(
  env: Environment,
  table: T,
  report: (problem: Problem) => void,
  nameOf: (name: string) => string = (name) => name,
): ValuesOf<T> {
  const specs = Object.fromEntries(
    Object.entries(table).map(([name, setting]) => {
      const fallback = setting.default === undefined ? undefined : setting.parse(setting.default);
      return [
        name,
        makeExactValidator(setting.parse)(setting.required ? {} : { default: fallback as never }),
      ];
    }),
  );
  const values = customCleanEnv(env, specs, (cleaned) => cleaned, {
    reporter: ({ errors }) => {
      for (const [name, error] of Object.entries(errors)) {
        const { accepted } = table[name] ?? {};
        const found = env[name];
        report({
          variable: nameOf(name),
          ...(found !== undefined && { found }),
          wrong: error instanceof EnvMissingError ? 'is not set' : (error?.message ?? 'is wrong'),
          ...(accepted !== undefined && { accepted }),
        });
      }
    },
  });
  return values as unknown as ValuesOf<T>;
}
