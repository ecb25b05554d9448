import { characterText, isUnseen } from './characters.ts';

// What platforms and editors put around a value, or into it, is taken off and told.

/** A text as it was meant, and what was taken off: each continues the sentence "VARIABLE …". */
export interface Tidied {
  readonly text: string;
  readonly slips: readonly string[];
}

const quotes: readonly (readonly [open: string, close: string])[] = [
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['“', '”'],
  ['”', '”'],
  ['„', '“'],
  ['„', '”'],
  ['‘', '’'],
  ['’', '’'],
  ['‚', '‘'],
  ['«', '»'],
  ['＂', '＂'],
];
// Nobody wraps a value more often.
const mostRounds = 5;

/** The value of a variable without what stands around it: marks that cannot be seen, quotes, its own name. */
export function tidied(variable: string, given: string): Tidied {
  const slips: string[] = [];
  let text = given;
  for (let round = 0; round < mostRounds; round++) {
    const before = text;
    for (const step of [withoutUnseenEnds, withoutQuotes, withoutName]) {
      const { text: after, slip } = step(text, variable);
      if (slip !== undefined && !slips.includes(slip)) slips.push(slip);
      text = after;
    }
    if (text === before) break;
  }
  return { text, slips };
}

interface Step {
  readonly text: string;
  readonly slip?: string;
}

function withoutUnseenEnds(text: string): Step {
  const [, start = '', middle = '', end = ''] =
    /^([\s\p{C}\p{Default_Ignorable_Code_Point}]*)(.*?)([\s\p{C}\p{Default_Ignorable_Code_Point}]*)$/su.exec(
      text,
    ) ?? [];
  const marked = [...start, ...end].find((char) => !/[ \t\r\n\v\f]/.test(char));
  if (marked === undefined) return { text: middle };
  const where = start.includes(marked) ? 'begins' : 'ends';
  return { text: middle, slip: `${where} with a ${characterText(marked)}` };
}

function withoutQuotes(text: string): Step {
  for (const [open, close] of quotes) {
    const inner = text.slice(open.length, text.length - close.length);
    if (text.length < 2 || !text.startsWith(open) || !text.endsWith(close)) continue;
    // A list of quoted entries, or text with quotes of its own.
    if (inner.includes(open) || inner.includes(close)) continue;
    return { text: inner, slip: 'stands in quotes, which no shell took off' };
  }
  return { text };
}

function withoutName(text: string, variable: string): Step {
  const [whole] = new RegExp(`^(?:export\\s+)?${namePattern(variable)}(?:\\s*=|:\\s)\\s*`).exec(text) ?? [];
  return whole === undefined
    ? { text }
    : { text: text.slice(whole.length), slip: 'begins with its own name' };
}

/** A variable in any of its forms, with a number or without: what a file holds may have been for another target. */
export function namePattern(variable: string): string {
  const setting = variable.replace(/_FILE$/, '').replace(/_\d+$/, '');
  return `${setting.replace(/[^\w]/g, '\\$&')}(?:_\\d+)?(?:_FILE)?`;
}

/** What was forgiven, as a sentence for the owner. */
export function slipText(variable: string, slips: readonly string[]): string {
  return `${variable} ${slips.join(', and it ')}; taken as it was meant.`;
}

/** The value of what is no secret: also without full-width forms, marks that cannot be seen and a comment behind it. */
export function plainText(given: string): Tidied {
  const slips: string[] = [];
  const ascii = given
    .replace(/[\uff01-\uff5e]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ')
    .replaceAll('\u3002', '.')
    .replaceAll('\u3001', ',');
  if (ascii !== given) slips.push('has full-width characters, which are read as the usual ones');
  const mark = [...ascii].find(isMark);
  const seen = mark === undefined ? ascii : [...ascii].filter((char) => !isMark(char)).join('');
  if (mark !== undefined) slips.push(`has a ${characterText(mark)} within`);
  const bare = seen.replace(/\s+#.*$/s, '');
  if (bare !== seen) slips.push('has a comment behind it, which belongs to the value here');
  return { text: bare.trim(), slips };
}

/** Two joiners belong to the writing of some languages. */
function isMark(char: string): boolean {
  return isUnseen(char) && !/\s/.test(char) && char !== '\u200c' && char !== '\u200d';
}
