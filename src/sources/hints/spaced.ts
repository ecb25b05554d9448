import type { Clock } from '../../base/clock.ts';

// Milliseconds. Whoever is on the home network can speak in the router's name without end, one packet each time.
const shortestQuiet = 500;
const longestQuiet = 5 * 60_000;
const forgetting = 10 * 60_000;

export interface Spaced {
  give(): void;
  stop(): void;
}

/**
 * Passes the first call on at once; those that follow too soon become one at the end of the quiet time. It doubles
 * with each call that is passed on, and is short again once nothing came for ten minutes.
 */
export function spaced(clock: Clock, callback: () => void): Spaced {
  let cancel: (() => void) | undefined;
  let waiting = false;
  let quiet = shortestQuiet;
  let calledAt = Number.NEGATIVE_INFINITY;

  function give(): void {
    const now = clock.monotonic();
    if (now - calledAt >= forgetting) quiet = shortestQuiet;
    calledAt = now;
    if (cancel) waiting = true;
    else pass();
  }

  function pass(): void {
    callback();
    cancel = clock.after(quiet, () => {
      cancel = undefined;
      if (!waiting) return;
      waiting = false;
      pass();
    });
    quiet = Math.min(2 * quiet, longestQuiet);
  }
  return { give, stop: () => cancel?.() };
}
