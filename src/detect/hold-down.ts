import type { Clock } from '../base/clock.ts';

/** How strongly the running look speaks for the address that wins it. */
export interface Support {
  /** It wins whatever the silent sources would say. */
  readonly certain: boolean;
  /** Every source was asked, and no answer is still to come. */
  readonly allHeard: boolean;
  /** Nobody said another address. */
  readonly unanimous: boolean;
}

/**
 * Keeps an address that was given up from coming back too easily. Without it, sources that disagree for ever
 * would make the published address change with whoever is asked first.
 */
export interface HoldDown {
  /** Whether the address was given up, and a look that agreed heard somebody say it within the last day. */
  holds(address: string): boolean;
  /** Whether a held address won the last look, so that its wins are being counted. */
  isContested(): boolean;
  /** Whether a held address that wins the running look may be agreed again. */
  releases(address: string, support: Support): boolean;
  /** A look agreed on `address`; `before` was agreed until then, `heard` is what sources said in it. */
  agreed(address: string, before: string | undefined, heard: readonly string[]): void;
  /** A look agreed on nothing; `winner` is the address that had the votes for it all the same. */
  undecided(winner: string | undefined): void;
}

const remembered = 24 * 3_600_000;
/** A few late answers do not win so many looks over so long a time; a silent source cannot prevent it. */
const enough = { looks: 3, time: 120_000 };

export function createHoldDown(clock: Clock): HoldDown {
  const lastHeard = new Map<string, number>();
  let wins: { readonly address: string; readonly since: number; readonly count: number } | undefined;

  const holds = (address: string) => {
    const at = lastHeard.get(address);
    return at !== undefined && clock.monotonic() - at <= remembered;
  };
  /** Whether the address has won for long enough if it wins the running look as well. */
  const hasWonEnough = (address: string) =>
    wins?.address === address &&
    wins.count + 1 >= enough.looks &&
    clock.monotonic() - wins.since >= enough.time;

  return {
    holds,
    isContested: () => wins !== undefined,
    releases: (address, { certain, allHeard, unanimous }) =>
      certain || (allHeard && (unanimous || hasWonEnough(address))),
    agreed(address, before, heard) {
      for (const held of lastHeard.keys()) if (!holds(held)) lastHeard.delete(held);
      for (const said of heard) if (holds(said)) lastHeard.set(said, clock.monotonic());
      if (before !== undefined) lastHeard.set(before, clock.monotonic());
      lastHeard.delete(address);
      wins = undefined;
    },
    // What was heard here does not count: a look without agreement proves nothing, and must not hold an address for ever.
    undecided(winner) {
      if (winner === undefined || !holds(winner)) {
        wins = undefined;
        return;
      }
      const known = wins?.address === winner ? wins : { since: clock.monotonic(), count: 0 };
      wins = { address: winner, since: known.since, count: known.count + 1 };
    },
  };
}
