import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { parse } from 'yaml';
import type { Mutant } from './mutants.ts';

/** Of each file, the lines and what may be changed there unnoticed, with the reason. */
const form = v.record(
  v.string(),
  v.array(v.object({ code: v.string(), changes: v.array(v.string()), reason: v.string() })),
);

/** What makes a mutant the same one when lines have moved. */
export const placeOf = ({ file, code, change }: Pick<Mutant, 'file' | 'code' | 'change'>) =>
  [file, code, change].join('\n');

/** The survivors that were read and are right to survive. */
export function knownSurvivors(): ReadonlySet<string> {
  const text = readFileSync(new URL('./survivors.yaml', import.meta.url), 'utf8');
  const files = v.parse(form, parse(text));
  return new Set(
    Object.entries(files).flatMap(([file, places]) =>
      places.flatMap(({ code, changes }) => changes.map((change) => placeOf({ file, code, change }))),
    ),
  );
}
