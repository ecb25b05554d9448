import { readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { root, text } from './deployments.ts';

/** The pages for users and contributors, by path from the project's folder. */
export const pages: readonly string[] = [
  'README.md',
  ...['docs', '.github'].flatMap((folder) =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
];

export interface Link {
  /** As it is written. */
  readonly written: string;
  /** From the project's folder. */
  readonly path: string;
  /** The heading it leads to, as GitHub names it; empty for the whole page. */
  readonly anchor: string;
}

/** Where a page leads within the project. */
export function linksOf(page: string): Link[] {
  const found = prose(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g);
  return [...found].map(([, written = '']) => {
    const [path = '', anchor = ''] = written.split('#');
    return { written, path: path === '' ? page : posix.join(posix.dirname(page), path), anchor };
  });
}

/** What GitHub calls the headings of a page in its links. */
export function anchorsOf(page: string): string[] {
  const seen = new Map<string, number>();
  return [...prose(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
    const name = anchorOf(heading);
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return before === 0 ? name : `${name}-${before}`;
  });
}

/** As GitHub makes it: lower case, without punctuation, a hyphen for each space. */
export function anchorOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** Without blocks of code, where nothing is a link or a heading. */
function prose(page: string): string {
  return text(page).replace(/^```[\s\S]*?^```$/gm, '');
}
