import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { root } from '../support/deployments.ts';
import { anchorOf, anchorsOf, linksOf, pages } from '../support/pages.ts';

const leadsAstray = (page: string) =>
  linksOf(page)
    .filter(({ path, anchor }) => {
      if (!existsSync(`${root}${path}`)) return true;
      return anchor !== '' && !(path.endsWith('.md') && anchorsOf(path).includes(anchor));
    })
    .map(({ written }) => written);

it.each(pages)('every link in %s leads to a file and a heading that are there', (page) => {
  expect(leadsAstray(page)).toEqual([]);
});

it('a user finds every page from the README', () => {
  const found = new Set(['README.md']);
  for (const page of found) for (const { path } of linksOf(page)) if (path.endsWith('.md')) found.add(path);

  expect(pages.filter((page) => page.startsWith('docs/') && !found.has(page))).toEqual([]);
  expect(found.size).toBeGreaterThan(10);
});

it.each([
  ['Look at it', 'look-at-it'],
  ['OVHcloud (`PROVIDER=ovh`)', 'ovhcloud-providerovh'],
  ["What's it? A [link](a.md)", 'whats-it-a-link'],
  ['Zwei Wörter_hier', 'zwei-wörter_hier'],
])('the heading %j is linked as #%s', (heading, anchor) => {
  expect(anchorOf(heading)).toBe(anchor);
});
