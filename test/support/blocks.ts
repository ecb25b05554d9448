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

/** The fenced blocks of a page, those in lists as well. One without a language is text, such as what a command prints. */
export function blocksOf(page: string): Block[] {
  const lines = text(page).split('\n');
  const blocks: Block[] = [];
  for (let index = 0; index < lines.length; index++) {
    const [, indent, language] = /^( *)```(\w*)$/.exec(lines[index] ?? '') ?? [];
    if (indent === undefined) continue;
    const length = lines.slice(index + 1).indexOf(`${indent}\`\`\``);
    if (length < 0) throw new Error(`${page}, line ${index + 1}: this block has no end`);
    blocks.push({
      line: index + 1,
      language: language || 'text',
      code: lines
        .slice(index + 1, index + 1 + length)
        .map((line) => line.slice(indent.length))
        .join('\n'),
      mark: /^ *<!-- (.*) -->$/.exec(lines[index - 1] ?? '')?.[1] ?? '',
    });
    index += length + 1;
  }
  return blocks;
}
