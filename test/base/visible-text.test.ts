import fc from 'fast-check';
import { expect, it } from 'vitest';
import { oneLine, visible } from '../../src/base/visible-text.ts';

it.each([
  ['two\r\nlines\tand a tab', 'two lines and a tab'],
  ['\x1b[31mred\x1b[0m', '[31mred [0m'],
  ['a\u202egnp.exe', 'a gnp.exe'],
  ['a\u2028b\u2029c\u0085d\u009be', 'a b c d e'],
  [
    'zero\u200bwidth\ufeff, filler\u3164, selector\ufe0f, mark\u034f\u2800',
    'zero width , filler , selector , mark',
  ],
  ['  ', ''],
  ['Zürich, 東京 and 🙂', 'Zürich, 東京 and 🙂'],
])('makes one line of visible characters of %j', (text, line) => {
  expect(visible(text)).toBe(line);
  expect(oneLine(text)).toBe(line);
});

it('cuts what is long, and never through a character', () => {
  expect(oneLine('a'.repeat(300))).toBe('a'.repeat(300));
  expect(oneLine('a'.repeat(301))).toBe(`${'a'.repeat(299)}…`);
  expect(oneLine('🙂'.repeat(10), 4)).toBe('🙂…');
});

it('leaves nothing that could begin another line or command, whatever comes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const line = oneLine(text);

      expect(line).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      expect(line.length).toBeLessThanOrEqual(300);
    }),
  );
});
