import { accessSync, constants, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from '../base/failure.ts';
import { namePattern, tidied } from './tidy.ts';

/** What a secret file holds, and what was taken off: each continues the sentence "VARIABLE_FILE …". */
export interface SecretFile {
  readonly secret: string;
  readonly slips: readonly string[];
}

/** Reads a secret file. Throws an Error that says why it cannot be used, and what to do. */
export function readSecretFile(path: string, variable: string): SecretFile {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (error) {
    throw new Error(whyUnreadable(codeOf(error) ?? 'unknown', path));
  }
  const { text, slip } = decoded(content);
  const slips = slip === undefined ? [] : [slip];
  const ended = text.replace(/\r?\n$/, '');
  if (/[\r\n]\s*$/.test(ended)) slips.push('ends with more than one line end');
  const whole = tidied(variable, ended);
  const own = lineOfItsOwn(whole.text, variable);
  const { text: secret, slips: more } = own === undefined ? whole : tidied(variable, own);
  if (secret === '') throw new Error('it is empty');
  if (own !== undefined) slips.push('has other lines, of which the one with its name is taken');
  return { secret, slips: [...new Set([...slips, ...more])] };
}

/** Whether something is there under this path. */
export function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    // Of what may not be looked at, so much is known.
    return codeOf(error) === 'EACCES';
  }
}

/** Whether a text may be shown as a path: one that is there, or has nothing in it that could be a credential. */
export function looksLikePath(text: string): boolean {
  if (!/^\.{0,2}\//.test(text)) return isThere(text);
  return text.split(/[^a-z\d]+/i).every((word) => !couldBeToken(word)) || isThere(text);
}

function couldBeToken(word: string): boolean {
  if (word.length < 8) return false;
  const isMixed = /[a-z]/.test(word) && /[A-Z]/.test(word.slice(1));
  return isMixed || /\d/.test(word) || word.length > 20;
}

function decoded(content: Buffer): { readonly text: string; readonly slip?: string } {
  const [first, second] = content;
  // As PowerShell and Notepad write it.
  if (first === 0xff && second === 0xfe) return { text: content.toString('utf16le'), slip: 'is in UTF-16' };
  if (first === 0xfe && second === 0xff) {
    const whole = content.subarray(0, content.length - (content.length % 2));
    return { text: Buffer.from(whole).swap16().toString('utf16le'), slip: 'is in UTF-16' };
  }
  return { text: content.toString('utf8') };
}

/** The line `NAME=value` of a file with several lines, such as the whole environment; undefined: there is not exactly one. */
function lineOfItsOwn(text: string, variable: string): string | undefined {
  const lines = text.split(/\r?\n/);
  const name = new RegExp(`^\\s*(?:export\\s+)?${namePattern(variable)}\\s*=`);
  const own = lines.filter((line) => name.test(line));
  return lines.length > 1 && own.length === 1 ? own[0] : undefined;
}

function whyUnreadable(code: string, path: string): string {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
    case 'ERR_INVALID_ARG_VALUE':
      return `there is no such file${elsewhere(path)}`;
    case 'EACCES':
    case 'EPERM':
      return notAllowed(path);
    case 'EISDIR':
      return isDirectory(path);
    default:
      return code;
  }
}

function elsewhere(path: string): string {
  if (path.startsWith('~')) return '; ~ is not known here, write the whole path';
  if (/^[a-z]:[\\/]/i.test(path) || path.includes('\\'))
    return '; the path is the one in the container, such as /run/secrets/token';
  if (/^file:/i.test(path)) return '; it is a path, without file:// before it';
  return '';
}

function notAllowed(path: string): string {
  const user = process.getuid?.();
  const who = user === undefined ? 'this user' : `this user (${user})`;
  const folder = foldersOf(path).find((one) => !may(one, constants.X_OK));
  if (folder !== undefined)
    return `${who} may not enter the folder that it is in; on the host: chmod o+x for that folder`;
  const owner = user === undefined ? '' : `, or chown ${user} for it to stay private`;
  return `${who} may not read it; on the host: chmod 644 for the file${owner}`;
}

function may(path: string, how: number): boolean {
  try {
    accessSync(path, how);
    return true;
  } catch {
    return false;
  }
}

/** From the root down. */
function foldersOf(path: string): string[] {
  const folder = dirname(path);
  return folder === path || folder === '.' ? [folder] : [...foldersOf(folder), folder];
}

function isDirectory(path: string): string {
  let entries: readonly string[] = [];
  try {
    entries = readdirSync(path).filter((name) => !name.startsWith('.'));
  } catch {
    // What cannot be listed is told as any directory.
  }
  return entries.length > 0
    ? 'it is a directory with files in it; name the file'
    : 'it is a directory: Docker makes one where the file of the host is missing; stop the container, remove the directory on the host, make the file, start again';
}
