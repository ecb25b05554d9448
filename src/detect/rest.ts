import type { Clock } from '../base/clock.ts';

/** How long a source is left alone: a minute, doubling to an hour, or as long as it asked for. */
export interface Rest {
  isOn(): boolean;
  /** The source itself asked to be left alone until later: nothing shortens that, and nobody's need. */
  isAskedFor(): boolean;
  /** Begins the next, longer rest; `retryAfter` milliseconds at least. */
  begin(retryAfter?: number): void;
  /** Rests the shortest time, and later rests do not grow for it. */
  beginShort(): void;
  /** Ends the rest, and the next one is the shortest again. */
  forgive(): void;
}

const shortest = 60_000;
const longest = 3_600_000;

export function createRest(clock: Clock): Rest {
  let until = Number.NEGATIVE_INFINITY;
  let askedUntil = Number.NEGATIVE_INFINITY;
  let rests = 0;

  const isAskedFor = () => clock.monotonic() < askedUntil;
  const isOn = () => isAskedFor() || clock.monotonic() < until;
  const atLeast = (ms: number) => {
    until = Math.max(until, clock.monotonic() + ms);
  };
  return {
    isOn,
    isAskedFor,
    begin(retryAfter = 0) {
      askedUntil = Math.max(askedUntil, clock.monotonic() + retryAfter);
      // Asked during its rest because no other was left: that was not its turn, so its rest does not grow.
      if (isOn()) return atLeast(retryAfter);
      atLeast(Math.max(retryAfter, Math.min(shortest * 2 ** rests, longest)));
      rests += 1;
    },
    beginShort: () => atLeast(shortest),
    forgive() {
      until = Number.NEGATIVE_INFINITY;
      rests = 0;
    },
  };
}
