import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Mutant, mutantsOf } from './mutants.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Where the decisions are made: a fault here harms the records of somebody. */
export const folders = ['src/core', 'src/detect', 'src/providers/apply', 'src/ip'];

/** The files that get mutants, and the mutants of each. */
export function filesToMutate(): Map<string, Mutant[]> {
  const files = folders.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root })).sort();
  const found = new Map<string, Mutant[]>();
  let next = 1;
  for (const file of files) {
    const mutants = mutantsOf(file, readFileSync(`${root}/${file}`, 'utf8'), next);
    found.set(file, mutants);
    next += mutants.length;
  }
  return found;
}
