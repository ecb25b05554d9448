import { expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import lock from '../../package-lock.json' with { type: 'json' };
import { deployFiles, text } from '../support/deployments.ts';
import { pages } from '../support/pages.ts';

const { version } = manifest;
const [major, minor] = version.split('.');

it('the lock file, the label of the image and the changelog bear the version of package.json', () => {
  expect(lock.version).toBe(version);
  expect(lock.packages[''].version).toBe(version);
  expect(/^ARG VERSION=(.+)$/m.exec(text('Dockerfile'))?.[1]).toBe(version);
  expect(/^## (\d\S*)/m.exec(text('CHANGELOG.md'))?.[1]).toBe(version);
});

it('every file and page for a platform runs this version, or whatever the newest is', () => {
  const named = [...deployFiles, ...pages].flatMap((file) =>
    [...text(file).matchAll(/(ghcr\.io\/[\w-]+\/homemade-ddns):([\w.-]+)/g)].map(([, image, tag = '']) => ({
      file,
      image,
      tag,
    })),
  );
  const current = [version, `${major}.${minor}`, 'latest'];

  expect(named.length).toBeGreaterThanOrEqual(7);
  expect(named.filter(({ tag }) => !current.includes(tag))).toEqual([]);
  expect(new Set(named.map(({ image }) => image)).size).toBe(1);
});
