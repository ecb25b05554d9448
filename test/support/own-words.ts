import { parseAst } from 'rolldown/parseAst';
import { sourceFiles } from '../house/source-files.ts';

const place = 'base/own-words.ts';

/** `src/base/own-words.ts` as the texts in the code have it. */
export function ownWordList(): string {
  const words = ownTexts().flatMap((text) => text.toLowerCase().match(/[a-z\d]{2,20}/g) ?? []);
  const own = [...new Set(words)].filter((word) => /[a-z]/.test(word)).sort();
  return `${head}${inLines(own)}\`;\n`;
}

/** Every text in the code; those with a hole in pieces. */
export function ownTexts(): string[] {
  const files = sourceFiles().filter(({ path }) => path !== place);
  return files.flatMap(({ path, code }) => [...textsIn(parseAst(code, { lang: 'ts' }, path))]);
}

const head = `// Made by \`npm run docs\` from the texts in the code: nothing here is written by hand.

/** The words of our own messages and settings, between spaces. They are public, whoever chose one as a password. */
export const ownWords = \`
`;

function* textsIn(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  const { type, value, key, source } = fieldsOf(node);
  if (type === 'Literal' && typeof value === 'string') yield value;
  if (type === 'TemplateElement') yield String(fieldsOf(value).cooked ?? '');
  if (type === 'Property') yield settingName(fieldsOf(key).name);
  for (const child of Object.values(node))
    if (child !== source || source === undefined) yield* textsIn(child);
}

function fieldsOf(node: unknown): Readonly<Record<string, unknown>> {
  return typeof node === 'object' && node !== null ? Object.fromEntries(Object.entries(node)) : {};
}

function settingName(name: unknown): string {
  return typeof name === 'string' && /^[A-Z][A-Z\d_]+$/.test(name) ? name : '';
}

function inLines(words: readonly string[]): string {
  let text = '';
  let line = '';
  for (const word of words) {
    if (line.length + word.length > 105) {
      text += `${line}\n`;
      line = '';
    }
    line += `${line === '' ? '' : ' '}${word}`;
  }
  return `${text}${line}\n`;
}
