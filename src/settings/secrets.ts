import { messageOf } from '../base/failure.ts';
import { isPlaceholder, mayBePlaceholder } from './placeholder.ts';
import type { Problem } from './problem.ts';
import { isThere, looksLikePath, readSecretFile } from './secret-file.ts';
import { isUsable, type Setting, type SettingsTable, type Texts } from './setting.ts';
import { slipText } from './tidy.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the values of secrets come from; read again at every tick, because mounted secrets are rotated. */
export type SecretFiles = Readonly<Record<string, string>>;

export interface SecretReading {
  report(problem: Problem): void;
  /** Told of what was taken as it was meant; default: nobody. */
  warn?(warning: string): void;
}

/** The value of a secret given as `name` or through a file as `name_FILE`; both at once is a problem. */
export function resolveSecret(
  env: Environment,
  name: string,
  row: Setting<unknown>,
  { report, warn }: SecretReading,
): { value?: string; path?: string } {
  const [given, path] = [env[name], env[`${name}_FILE`]];
  const variable = path === undefined ? name : `${name}_FILE`;
  const isPath = path?.startsWith('/') || (path !== undefined && isThere(path));
  const about = {
    variable,
    ...(path !== undefined && { ...(isPath && { file: path }), ...shownPath(path) }),
  };
  if (given !== undefined && path !== undefined) {
    report({ variable: name, wrong: `and ${name}_FILE are both set`, accepted: 'one of the two' });
    return { value: given };
  }
  if (given !== undefined && isPathOfFile(given)) {
    const mend = `write ${name}_FILE for the path of a file`;
    report({ variable, wrong: 'is the path of a file, not the secret', accepted: row.accepted, mend });
    return { value: unreadable };
  }
  let read: { readonly secret: string; readonly slips: readonly string[] };
  try {
    if (path === undefined && given === undefined) return {};
    read = path === undefined ? { secret: given ?? '', slips: [] } : readSecretFile(path, name);
  } catch (error) {
    const isSecret = path !== undefined && shownPath(path).found === undefined && !isThere(path);
    const why = isSecret ? 'what it holds does not look like the path of a file' : messageOf(error);
    const mend = isSecret ? { mend: `write ${name} for the secret itself` } : {};
    const accepted = 'the path of a file that holds the secret';
    report({ ...about, wrong: `cannot be read: ${why}`, accepted, ...mend });
    // Stands for "given", so that the same setting is not reported as missing too.
    return { value: unreadable, ...(path !== undefined && { path }) };
  }
  const { secret: value, slip } = withoutScheme(read.secret, row);
  const slips = [...read.slips, ...(slip === undefined ? [] : [slip])];
  if (slips.length > 0) warn?.(slipText(variable, slips));
  const kept = { value, ...(path !== undefined && { path }) };
  if (isPlaceholder(value)) {
    const wrong = path === undefined ? 'is a placeholder' : 'holds a placeholder';
    report({
      ...about,
      wrong: `${wrong}, not a credential`,
      accepted: row.accepted,
      mend: 'put the real one there',
    });
    return { ...kept, value: unreadable };
  }
  if (mayBePlaceholder(value)) warn?.(`${variable} looks like a placeholder; put the real credential there.`);
  return kept;
}

export const unreadable = '\u0000unreadable';

function shownPath(path: string): { found?: string } {
  return looksLikePath(path) ? { found: path } : {};
}

function isPathOfFile(text: string): boolean {
  return /^(\/var)?\/run\/secrets\//.test(text) || (/^\.{0,2}\//.test(text) && isThere(text));
}

/** A credential without the word that goes before it in a header, where that makes it one. */
function withoutScheme(
  text: string,
  row: Setting<unknown>,
): { readonly secret: string; readonly slip?: string } {
  const [, scheme = '', bare = ''] =
    /^(?:authorization:\s*)?(bearer|token|apikey|api-key|sso-key)(?:\s*[:=]\s*|\s+)(\S+)$/i.exec(text) ?? [];
  return bare !== '' && !isUsable(row, text) && isUsable(row, bare)
    ? { secret: bare, slip: `begins with the word ${scheme.toLowerCase()} of a header` }
    : { secret: text };
}

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
      const read = readSecretFile(path, name).secret;
      const row = table[name];
      const secret = row ? withoutScheme(read, row).secret : read;
      if (/[\r\n]/.test(secret) && !row?.lines) throw new Error('it holds more than one line');
      if (row && (isPlaceholder(secret) || !isUsable(row, secret)))
        throw new Error('what it holds is not usable');
      fresh[name] = secret;
    } catch (error) {
      trouble = `${name}_FILE (${path}) cannot be used: ${messageOf(error)}`;
    }
  }
  return { texts: fresh, changed: Object.keys(files).some((name) => fresh[name] !== texts[name]), trouble };
}
