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
export const notYet: readonly NotYet[] = [
  {
    invariant: 'foreign record untouched',
    after: 'rename',
    reason: 'a write goes by an id read up to RECHECK ago, whatever the record was renamed to since',
  },
  {
    invariant: 'foreign record untouched',
    after: 'retype',
    reason: 'the same, whatever type the record was given since',
  },
  {
    invariant: 'nothing written blindly',
    reason:
      'nothing is compared before a write, so what was edited by hand since the last read is written over',
  },
  {
    invariant: 'no lie published',
    after: 'forged-udp',
    reason:
      'DNS and STUN hold a voice each, so who forges UDP has a quorum without any authenticated witness',
  },
  {
    invariant: 'only its own removed',
    reason: 'ON_STOP=delete removes all that the kept names hold, whoever wrote it',
  },
];

export function isNotYet(invariant: Invariant, met: ReadonlySet<string>): boolean {
  return notYet.some((row) => row.invariant === invariant && (row.after === undefined || met.has(row.after)));
}
