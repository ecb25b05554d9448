// What cannot be seen, or is easily taken for another character, has to be named.

const names: Readonly<Record<string, string>> = {
  '\0': 'null character',
  '\t': 'tab',
  '\n': 'line end',
  '\r': 'carriage return',
  ' ': 'space',
  '"': 'quotation mark',
  "'": 'apostrophe',
  '\u00a0': 'no-break space',
  '\u00ad': 'soft hyphen',
  '\u200b': 'zero width space',
  '\u200c': 'zero width non-joiner',
  '\u200d': 'zero width joiner',
  '\u200e': 'left-to-right mark',
  '\u200f': 'right-to-left mark',
  '\u2010': 'hyphen that is not the one of the keyboard',
  '\u2011': 'non-breaking hyphen',
  '\u2013': 'en dash',
  '\u2014': 'em dash',
  '\u2018': 'curly quotation mark',
  '\u2019': 'curly quotation mark',
  '\u201c': 'curly quotation mark',
  '\u201d': 'curly quotation mark',
  '\u2026': 'ellipsis',
  '\u2060': 'word joiner',
  '\u2212': 'minus sign that is not the hyphen of the keyboard',
  '\u3000': 'ideographic space',
  '\ufeff': 'byte order mark',
  '\ufffd': 'character that could not be decoded',
};

const unseen = /[\p{C}\p{Default_Ignorable_Code_Point}]/u;
const lookalike = /[\p{Z}\p{Pd}\p{Pi}\p{Pf}\u2026\u2212\ufffd]/u;

/** One that is not there for the eye: a control, a mark, a joiner. */
export function isUnseen(char: string): boolean {
  return unseen.test(char);
}

/** `no-break space (U+00A0)`. Of a letter, digit or sign no more than the code: it may be part of a secret. */
export function characterText(char: string): string {
  const code = `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const name = names[char] ?? (isUnseen(char) ? 'character that cannot be seen' : undefined);
  return name === undefined ? `character ${code}` : `${name} (${code})`;
}

/** The first character that `isWrong`, as the end of a sentence: `its character 7 is a space (U+0020)`. */
export function wrongCharacter(text: string, isWrong: (char: string) => boolean): string | undefined {
  const at = [...text].findIndex(isWrong);
  const char = [...text][at];
  if (char === undefined) return undefined;
  const what = characterText(char);
  return `its character ${at + 1} is ${/^character U/.test(what) ? 'the' : /^[aeiou]/.test(what) ? 'an' : 'a'} ${what}`;
}

/** Whether nobody types this one on purpose in a name, a number or a word. The space of the keyboard is none. */
export function isOdd(char: string): boolean {
  return char !== ' ' && (unseen.test(char) || (lookalike.test(char) && char !== '-'));
}

export function isAscii(char: string): boolean {
  return /^\p{ASCII}$/u.test(char);
}
