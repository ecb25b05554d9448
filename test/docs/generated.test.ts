import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { generatedPages, withGeneratedParts } from '../support/docs.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it.each(generatedPages)('%s tells what the code has (else: npm run docs)', (page) => {
  const written = read(page);

  expect(withGeneratedParts(page, written)).toBe(written);
});

it('the changelog begins with the version of package.json', () => {
  expect(/^## (\d\S*)/m.exec(read('CHANGELOG.md'))?.[1]).toBe(manifest.version);
});
