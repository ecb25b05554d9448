const width = 74;

/** Markdown of the settings tables as plain text, in lines that fit a terminal. Lines that stand alone stay so. */
export function plain(markdown: string): string {
  const text = markdown
    .replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1 ($2)')
    .replace(/\*\*([^*]+)\*\*/g, '$1')
    .replaceAll('`', '');
  return text.split('\n').flatMap(wrapped).join('\n');
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
