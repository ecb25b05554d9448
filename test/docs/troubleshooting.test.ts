import { expect, it } from 'vitest';
import { text } from '../support/deployments.ts';
import { ownTexts } from '../support/own-words.ts';

it('every message on the page for failures is one of the program', () => {
  const firstColumn = [...text('docs/troubleshooting.md').matchAll(/^\| ([^|]+) \|/gm)].map(
    ([, cell = '']) => cell,
  );
  const messages = firstColumn.flatMap((cell) => cell.match(/`[^`]* [^`]*`/g) ?? []);

  const pieces = messages.flatMap((message) => message.replaceAll('`', '').split(/…|\d+/));
  const own = ownTexts().join('\n');
  const unknown = pieces.map((piece) => piece.trim()).filter((piece) => !own.includes(piece));

  expect(unknown).toEqual([]);
  expect(messages.length).toBeGreaterThan(8);
});
