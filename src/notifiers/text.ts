import { visible } from '../base/visible-text.ts';

/** Cut so that what `encoded` makes of it is no longer than `most`; never within a character. */
export function fitted(text: string, most: number, encoded: (text: string) => string = same): string {
  if (encoded(text).length <= most) return encoded(text);
  const characters = [...text];
  let [fits, tooMany] = [0, characters.length];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (encoded(`${characters.slice(0, middle).join('')}…`).length <= most) fits = middle;
    else tooMany = middle;
  }
  return encoded(`${characters.slice(0, fits).join('').trimEnd()}…`);
}

/** The same, where the service counts bytes. */
export function fittedBytes(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  let cut = '';
  let length = Buffer.byteLength('…');
  for (const character of text) {
    length += Buffer.byteLength(character);
    if (length > most) break;
    cut += character;
  }
  return `${cut.trimEnd()}…`;
}

function same(text: string): string {
  return text;
}

/** Lines of visible characters. */
export function plainLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map(visible)
    .filter((line) => line !== '')
    .join('\n');
}

/** Title and text of a message as one, for services that know no title. */
export function whole({ title, text }: { readonly title: string; readonly text: string }): string {
  return `${title}\n${text}`;
}

/** Text that Markdown, as chat services read it, shows as it is. */
export function withoutMarkdown(text: string): string {
  return text.replace(/[\\`*_~|<>#[\](){}+!-]/g, '\\$&');
}
