import type { SourceFile } from './source-files.ts';

/** Files that reach themselves over imports: a line for each knot, with all the files in it. */
export function importCycles(files: readonly SourceFile[]): string[] {
  const importsOf = new Map(files.map(({ path, imports }) => [path, imports]));
  const reach = new Map(files.map(({ path }) => [path, reachedFrom(path, importsOf)]));
  const knots = files
    .filter(({ path }) => reach.get(path)?.has(path))
    .map(({ path }) => [...(reach.get(path) ?? [])].filter((other) => reach.get(other)?.has(path)));
  return [...new Set(knots.map((knot) => knot.sort().join(' ↔ ')))];
}

function reachedFrom(start: string, importsOf: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set<string>();
  const next = [start];
  for (let path = next.pop(); path !== undefined; path = next.pop()) {
    for (const target of importsOf.get(path) ?? []) {
      if (reached.has(target)) continue;
      reached.add(target);
      next.push(target);
    }
  }
  return reached;
}
