import { expect, it } from 'vitest';
import { deployFiles } from '../support/deployments.ts';
import { linksOf, pages } from '../support/pages.ts';

it('the pages lead to every platform', () => {
  const platforms = new Set(deployFiles.map((file) => file.split('/')[1]));

  const linked = pages.flatMap((page) => linksOf(page).map(({ path }) => /^deploy\/([^/]+)/.exec(path)?.[1]));

  expect([...platforms].filter((platform) => !linked.includes(platform))).toEqual([]);
});
