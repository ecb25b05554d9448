import { customCleanEnv, EnvMissingError } from 'envalid';
import type { Problem } from './problem.ts';
import { type Environment, resolveSecret, type SecretFiles, unreadable } from './secrets.ts';
import type { SettingsTable, Texts, ValuesOf } from './setting.ts';

/** Empty means unset, and space around a value is never meant. */
export function withoutEmpty(environment: Environment): Environment {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    const trimmed = value?.trim();
    if (trimmed) env[name] = trimmed;
  }
  return env;
}

/** One row without a usable value. */
export interface ValueProblem {
  readonly name: string;
  /** Nothing was given, though the row is required. */
  readonly isMissing: boolean;
  /** Continues the sentence "VARIABLE …". */
  readonly wrong: string;
}

export interface Values<T extends SettingsTable> {
  /** Without those that have a problem. */
  readonly values: Partial<ValuesOf<T>>;
  /** All of them; undefined where one has a problem. */
  readonly complete: ValuesOf<T> | undefined;
  readonly problems: readonly ValueProblem[];
}

/** The values of a table, defaults applied, from texts by the names of its rows. */
export function readValues<const T extends SettingsTable>(texts: Texts, table: T): Values<T> {
  const problems: ValueProblem[] = [];
  const values = customCleanEnv(texts, table, (cleaned): ValuesOf<T> => cleaned, {
    reporter({ errors }) {
      for (const [name, error] of Object.entries<Error | undefined>(errors)) {
        const isMissing = error instanceof EnvMissingError;
        problems.push({ name, isMissing, wrong: isMissing ? 'is not set' : (error?.message ?? 'is wrong') });
      }
    },
  });
  return { values, complete: problems.length > 0 ? undefined : values, problems };
}

export interface Reading {
  report(problem: Problem): void;
  /** The variable that a row is read from; undefined: none. Default: the one of its name. */
  variableOf?(name: string): string | undefined;
  /** Told of required rows that were not given; default: reported as "VARIABLE is not set". */
  onMissing?(name: string): void;
}

/** The values of a table from the environment and the files of secrets. Every problem is reported. */
export function readSettings<const T extends SettingsTable>(
  env: Environment,
  table: T,
  reading: Reading,
): Values<T> & { readonly texts: Texts; readonly files: SecretFiles } {
  const { report, onMissing, variableOf = (name) => name } = reading;
  const texts: Record<string, string> = {};
  const files: Record<string, string> = {};
  for (const [name, { secret }] of Object.entries(table)) {
    const variable = variableOf(name);
    if (variable === undefined) continue;
    const { value, path } = secret ? resolveSecret(env, variable, report) : { value: env[variable] };
    if (value !== undefined) texts[name] = value;
    if (path !== undefined) files[name] = path;
  }
  const read = readValues(texts, table);
  for (const { name, isMissing, wrong } of read.problems) {
    const found = texts[name];
    const { secret, accepted } = table[name] ?? {};
    if (isMissing && onMissing) onMissing(name);
    else if (found !== unreadable) {
      const shown = found === undefined || secret ? {} : { found };
      report({
        variable: variableOf(name) ?? name,
        ...shown,
        wrong,
        ...(accepted !== undefined && { accepted }),
        ...(files[name] !== undefined && { file: files[name] }),
      });
    }
  }
  return { ...read, texts, files };
}
