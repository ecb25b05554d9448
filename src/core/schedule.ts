import { Cron } from 'croner';
import type { Clock } from '../base/clock.ts';

export interface TickOptions {
  /** Cron pattern as croner reads it, in the time zone of the process. */
  readonly schedule: string;
  readonly clock: Clock;
  onTick(): void;
}

export interface Ticks {
  stop(): void;
  /** When the next one is due, on the wall clock. */
  next(): Date | undefined;
  /** Ticks come on time. */
  isAlive(): boolean;
}

// A long sleep is cut up so that a jump of the wall clock moves the next tick by no more than this.
const longestSleep = 60_000;
const latestTick = 2 * longestSleep;

/** Calls back at every tick of the schedule, through jumps of the wall clock. */
export function startTicks({ schedule, clock, onTick }: TickOptions): Ticks {
  const pattern = new Cron(schedule, { paused: true });
  let lastTick = Number.NEGATIVE_INFINITY;
  let lastTimer = clock.monotonic();
  let cancelTick = () => {};

  function sleepUntilTick(): void {
    const now = clock.now();
    // A timer that fires a moment early must not find the tick it was set for once more.
    const after = lastTick - now < 1_000 ? Math.max(now, lastTick) : now;
    const next = pattern.nextRun(new Date(after))?.getTime();
    const delay = next === undefined ? longestSleep : next - now;
    cancelTick = clock.after(Math.min(delay, longestSleep), () => {
      lastTimer = clock.monotonic();
      // Due by elapsed time although the clock was set back meanwhile, or by a clock that was set forward.
      if (next !== undefined && (delay <= longestSleep || clock.now() >= next)) {
        lastTick = next;
        onTick();
      }
      sleepUntilTick();
    });
  }
  sleepUntilTick();

  return {
    stop: () => cancelTick(),
    next: () => pattern.nextRun(new Date(clock.now())) ?? undefined,
    isAlive: () => clock.monotonic() - lastTimer < latestTick,
  };
}
