const width = 74;

/** Markdown of the settings tables as plain text, in lines that fit a terminal. Lines that stand alone stay so. */
export function plain(markdown: string): string {
  return plainLine(markdown).split('\n').flatMap(wrapped).join('\n');
}

/** The same without new line ends. */
export function plainLine(markdown: string): string {
  return markdown
    .replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1 ($2)')
    .replace(/\*\*([^*]+)\*\*/g, '$1')
    .replaceAll('`', '');
}

function wrapped(line: string): string[] {
  // A table has its own form.
  if (line.length <= width || /^\s|\S {2}/.test(line)) return [line];
  const lines: string[] = [];
  for (const word of line.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
