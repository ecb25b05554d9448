import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { deployFiles, root, text } from '../support/deployments.ts';

const links = [...text('README.md').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = '']) => path);

it('every file that the README links is there', () => {
  expect(links).toContain('deploy/swarm/stack.yml');
  expect(links.filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
});

it('the README leads to every platform', () => {
  const platforms = new Set(deployFiles.map((file) => file.split('/')[1]));

  const linked = new Set(links.map((path) => /^deploy\/([^/]+)/.exec(path)?.[1]));

  expect([...platforms].filter((platform) => !linked.has(platform))).toEqual([]);
});
