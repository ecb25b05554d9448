import { expect, it } from 'vitest';
import { plain } from '../../../src/commands/setup/plain.ts';

it('takes the signs of Markdown away and keeps where links lead', () => {
  expect(plain('Set `A_B` at [the **page**](https://a.example/b) or __not__.')).toBe(
    'Set A_B at the page (https://a.example/b) or __not__.',
  );
});

it('breaks long sentences between words, and leaves tables alone', () => {
  const row = `  ${'home.example.com  A  '.repeat(6)}`;
  const lines = plain(`${'word '.repeat(40).trim()}\n${row}`).split('\n');

  expect(lines.at(-1)).toBe(row);
  for (const line of lines.slice(0, -1)) expect(line.length).toBeLessThanOrEqual(74);
});
