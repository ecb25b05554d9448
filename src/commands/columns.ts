import { visible } from '../base/visible-text.ts';

const widest = 60;

/**
 * Rows whose cells stand below each other, two spaces apart; each is one line of visible characters. The last cell of a row
 * takes the room that it needs.
 */
export function columns(rows: readonly (readonly string[])[], indent = '  '): string[] {
  const cells = rows.map((row) => row.map(visible));
  const widthOf = (column: number) =>
    Math.min(
      widest,
      Math.max(0, ...cells.map((row) => (row[column + 1] === undefined ? 0 : (row[column]?.length ?? 0)))),
    );
  return cells.map(
    (row) =>
      indent +
      row.map((cell, at) => (row[at + 1] === undefined ? cell : cell.padEnd(widthOf(at)))).join('  '),
  );
}
