import { text } from './deployments.ts';

/** A fenced block of a page. */
export interface Block {
  /** Of the fence. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** What the comment right before it says, such as `not run: needs a cluster`; empty without one. */
  readonly mark: string;
}

/** The fenced blocks of a page, those in lists as well. */
export function blocksOf(page: string): Block[] {
  const lines = text(page).split('\n');
  return lines.flatMap((line, index): Block[] => {
    const [, indent, language] = /^( *)```(\w+)$/.exec(line) ?? [];
    if (indent === undefined || language === undefined) return [];
    const inside = lines.slice(index + 1);
    const code = inside.slice(0, inside.indexOf(`${indent}\`\`\``)).map((one) => one.slice(indent.length));
    const mark = /^ *<!-- (.*) -->$/.exec(lines[index - 1] ?? '')?.[1] ?? '';
    return [{ line: index + 1, language, code: code.join('\n'), mark }];
  });
}
