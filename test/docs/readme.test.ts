import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { withGeneratedParts } from '../support/readme.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('the README tells all settings, sources and providers as the code has them (else: npm run docs)', () => {
  const readme = read('README.md');

  expect(withGeneratedParts(readme)).toBe(readme);
});

it('the changelog begins with the version of package.json', () => {
  expect(/^## (\d\S*)/m.exec(read('CHANGELOG.md'))?.[1]).toBe(manifest.version);
});
