import { customCleanEnv, EnvMissingError } from 'envalid';
import { isAscii, isUnseen, wrongCharacter } from './characters.ts';
import {
  type Environment,
  resolveSecret,
  type SecretFiles,
  type SecretReading,
  unreadable,
} from './secrets.ts';
import type { SettingsTable, Texts, ValuesOf } from './setting.ts';
import { tidied } from './tidy.ts';

/** Empty means unset, and what stands around a value (space, quotes, its own name) is never meant. */
export function withoutEmpty(environment: Environment): Environment {
  const env: Record<string, string> = {};
  for (const [name, value = ''] of Object.entries(environment)) {
    const { text } = tidied(name, value);
    if (text !== '') env[name] = text;
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

export interface Reading extends SecretReading {
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
  for (const [name, row] of Object.entries(table)) {
    const variable = variableOf(name);
    if (variable === undefined) continue;
    const { value, path } = row.secret
      ? resolveSecret(env, variable, row, reading)
      : { value: env[variable] };
    if (value !== undefined) texts[name] = value;
    if (path !== undefined) files[name] = path;
  }
  const read = readValues(texts, table);
  for (const { name, isMissing, wrong } of read.problems) {
    const found = texts[name];
    const { secret, accepted, lines } = table[name] ?? {};
    if (isMissing && onMissing) onMissing(name);
    else if (found !== unreadable) {
      const file = files[name];
      const variable = `${variableOf(name) ?? name}${file === undefined ? '' : '_FILE'}`;
      report({
        variable,
        ...(secret
          ? aboutSecret(found, wrong, { file, hasLines: lines === true })
          : { ...(found !== undefined && { found }), wrong }),
        ...(accepted !== undefined && { accepted }),
        ...(file !== undefined && { file }),
      });
    }
  }
  return { ...read, texts, files };
}

/** A secret is told by the place and the name of the character that it cannot hold, never by itself. */
function aboutSecret(
  found: string | undefined,
  wrong: string,
  { file, hasLines }: { readonly file: string | undefined; readonly hasLines: boolean },
) {
  const why = found === undefined || hasLines ? undefined : whyNoSecret(found);
  const whole = `${wrong}${why === undefined ? '' : `: ${why}`}`;
  return file === undefined ? { wrong: whole } : { found: file, wrong: `holds what ${whole}` };
}

function whyNoSecret(found: string): string | undefined {
  const lines = found.split(/\r?\n/).length;
  if (lines > 1) return `it has ${lines} lines`;
  return wrongCharacter(found, (char) => isUnseen(char) || /\s/.test(char) || !isAscii(char));
}
