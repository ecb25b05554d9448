import type { Invariant } from './invariants.ts';

/** An invariant that does not hold yet, after some fault or always, and why. */
export interface NotYet {
  readonly invariant: Invariant;
  /** Only in lives that met this fault, whatever it met; absent: in any. */
  readonly after?: string;
  readonly reason: string;
}

/**
 * NOT YET: what the program is known to break. A row is taken out when its reason is mended; then the suite holds the
 * program to it.
 */
export const notYet: readonly NotYet[] = [];

export function isNotYet(invariant: Invariant, met: ReadonlySet<string>): boolean {
  return notYet.some((row) => row.invariant === invariant && (row.after === undefined || met.has(row.after)));
}
