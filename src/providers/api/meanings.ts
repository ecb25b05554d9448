import type { ErrorReport } from '../vendor.ts';

/** What the words and codes of a vendor mean, the more special ones first. */
export type Meanings = readonly (readonly [said: RegExp, meaning: Partial<ErrorReport>])[];

/** The meaning of the first row that fits something that was said; undefined where none does. */
export function meaningOf(
  meanings: Meanings,
  ...said: readonly (string | undefined)[]
): Partial<ErrorReport> | undefined {
  return meanings.find(([pattern]) => said.some((one) => one !== undefined && pattern.test(one)))?.[1];
}
