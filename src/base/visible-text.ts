const longestLine = 300;

// Control and format characters (line ends, escapes, what turns the direction of writing), all kinds of space, and
// what has no form of its own: fillers, selectors, the empty braille pattern.
const unseen = /[\p{C}\p{Default_Ignorable_Code_Point}\s\u2800]+/gu;

/** Text as one line of visible characters with single spaces between its words. */
export function visible(text: string): string {
  return text.replace(unseen, ' ').trim();
}

/** The same, but two spaces or more stay as they are: they stand between the columns of a line. */
export function inColumns(line: string): string {
  const parts = line.split(/( {2,})/);
  return parts.map((part, index) => (index % 2 === 1 ? part : visible(part))).join('');
}

/** Foreign text, made fit for one line of a log or page, and cut. Use it where the text enters. */
export function oneLine(foreign: string, longest = longestLine): string {
  // What is much too long is not looked through.
  const line = visible(foreign.slice(0, 20 * longest));
  return line.length > longest ? `${line.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : line;
}
