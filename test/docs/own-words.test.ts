import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ownWordList } from '../support/own-words.ts';

it('the words of our own messages are those of the code (else: npm run docs)', () => {
  const list = readFileSync(new URL('../../src/base/own-words.ts', import.meta.url), 'utf8');

  expect(ownWordList()).toBe(list);
});
