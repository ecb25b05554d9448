import { readFileSync } from 'node:fs';
import { codeOf, messageOf } from '../base/failure.ts';
import type { Problem } from './problem.ts';
import { isUsable, type SettingsTable, type Texts } from './setting.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the values of secrets come from; read again at every tick, because mounted secrets are rotated. */
export type SecretFiles = Readonly<Record<string, string>>;

/** The content of a secret file without its trailing newline. Throws an Error that says why it cannot be used. */
export function readSecret(path: string): string {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    const code = codeOf(error) ?? 'unknown';
    const reasons: Record<string, string> = {
      ENOENT: 'there is no such file',
      EACCES: 'this user may not read it',
      EISDIR: 'it is a directory',
    };
    throw new Error(reasons[code] ?? code);
  }
  const secret = content.replace(/\r?\n$/, '');
  if (secret === '') throw new Error('it is empty');
  return secret;
}

/** The value of a secret given as `name` or through a file as `name_FILE`; both at once is a problem. */
export function resolveSecret(
  env: Environment,
  name: string,
  report: (problem: Problem) => void,
): { value?: string; path?: string } {
  const path = env[`${name}_FILE`];
  if (path === undefined) return env[name] === undefined ? {} : { value: env[name] };
  if (env[name] !== undefined) {
    report({ variable: name, wrong: `and ${name}_FILE are both set`, accepted: 'one of the two' });
    return { value: env[name] };
  }
  try {
    return { value: readSecret(path), path };
  } catch (error) {
    report({
      variable: `${name}_FILE`,
      found: path,
      wrong: `cannot be read: ${messageOf(error)}`,
      accepted: 'the path of a file that holds the secret',
      file: path,
    });
    // Stands for "given", so that the same setting is not reported as missing too.
    return { value: unreadable, path };
  }
}

export const unreadable = '\u0000unreadable';

/** The secrets among these texts, by name, in the order of the table. */
export function secretsIn(texts: Texts, table: SettingsTable): Readonly<Record<string, string>> {
  const given = Object.entries(table).flatMap(([name, { secret }]): [string, string][] => {
    const text = texts[name];
    return secret && text !== undefined ? [[name, text]] : [];
  });
  return Object.fromEntries(given);
}

/**
 * Reads the secret files again. A file that cannot be used keeps its last value (an orchestrator may be
 * swapping it this very moment) and is told as `trouble`.
 */
export function rereadSecrets(
  texts: Texts,
  files: SecretFiles,
  table: SettingsTable,
): { texts: Texts; changed: boolean; trouble: string | undefined } {
  const fresh = { ...texts };
  let trouble: string | undefined;
  for (const [name, path] of Object.entries(files)) {
    try {
      const secret = readSecret(path);
      const row = table[name];
      if (/[\r\n]/.test(secret) && !row?.lines) throw new Error('it holds more than one line');
      if (row && !isUsable(row, secret)) throw new Error('what it holds is not usable');
      fresh[name] = secret;
    } catch (error) {
      trouble = `${name}_FILE (${path}) cannot be used: ${messageOf(error)}`;
    }
  }
  return { texts: fresh, changed: Object.keys(files).some((name) => fresh[name] !== texts[name]), trouble };
}
