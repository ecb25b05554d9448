import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('.github/CONTRIBUTING.md', root), 'utf8');

function folders(path: string): string[] {
  const entries = readdirSync(new URL(path, root), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${name}/`);
}

it('the page for contributors has every room of src, and no other', () => {
  const firstColumn = [...page.matchAll(/^\| (`[^|]*`) \|/gm)].map(([, cell = '']) => cell).join();
  const told = [...firstColumn.matchAll(/`([^`]+\/)`/g)].map(([, room = '']) => room);

  const rooms = [...folders('src/'), ...folders('src/providers/').map((room) => `providers/${room}`)];
  expect(told.sort()).toEqual(rooms.sort());
});

it('the page for contributors names only files that there are', () => {
  const named = [...page.matchAll(/`((?:src|test)\/[\w./-]+)`/g)].map(([, path = '']) => path);

  const missing = named.filter((path) => !existsSync(new URL(path.replace('NAME', 'vultr'), root)));
  expect(missing).toEqual([]);
  expect(named.length).toBeGreaterThan(5);
});

it('the page for contributors is one page', () => {
  expect(page.split('\n').length).toBeLessThanOrEqual(90);
});
