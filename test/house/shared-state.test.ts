import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

// The fast tests of several files follow one another in one thread (vitest.config.ts).
const apart = /^(?:(?:e2e|integration|container|swarm|bench)\/|house\/shared-state\.)/;
const changes =
  /\bvi\.(?:mock|doMock|stub\w+|useFakeTimers|spyOn|resetModules)\b|\bprocess\.(?:env\b[^=;\n]*[^=!<>]=[^=]|chdir\b)|\bglobalThis\.\w+\s*=[^=]/;

it('no fast test changes what its thread shares with others', () => {
  const root = new URL('../', import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !apart.test(path),
  );

  expect(files.filter((path) => changes.test(readFileSync(new URL(path, root), 'utf8')))).toEqual([]);
  expect(files.length).toBeGreaterThan(100);
});

it.each([
  "vi.mock('../x.ts')",
  "process.env.TZ = 'UTC';",
  'globalThis.fetch = fake;',
  'process.chdir(folder)',
])('finds %s', (line) => {
  expect(line).toMatch(changes);
});
