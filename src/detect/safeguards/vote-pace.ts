import type { Clock } from '../../base/clock.ts';

/**
 * How far a look may go: `free`; `probe`: one question, and more only when it is answered; `quiet`: one question, and
 * no vote whatever it says.
 */
export type Restraint = 'free' | 'probe' | 'quiet';

/** Slows the votes of a family that fails to agree again and again. */
export interface VotePace {
  now(): Restraint;
  /** A look agreed on nothing; `heard`: somebody had answered. */
  failed(heard: boolean): void;
  agreed(): void;
}

/** So many may fail in a row: a line that comes up has faults of seconds. */
const freely = 6;
const shortest = 15_000;
const longest = 300_000;

export function createVotePace(clock: Clock): VotePace {
  let split = 0;
  let silent = 0;
  let voteAt = Number.NEGATIVE_INFINITY;
  return {
    now() {
      if (clock.monotonic() < voteAt) return 'quiet';
      // As soon as one is answered the network is back, so there is nothing to wait for.
      return silent >= freely ? 'probe' : 'free';
    },
    failed(heard) {
      if (!heard) {
        silent += 1;
        return;
      }
      silent = 0;
      split += 1;
      if (split < freely) return;
      voteAt = clock.monotonic() + Math.min(longest, shortest * 2 ** Math.min(split - freely, 20));
    },
    agreed() {
      split = 0;
      silent = 0;
      voteAt = Number.NEGATIVE_INFINITY;
    },
  };
}
