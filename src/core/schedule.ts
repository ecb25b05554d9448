import { Cron } from 'croner';
import type { Clock } from '../base/clock.ts';

export interface LoopOptions {
  /** Cron pattern as croner reads it, in the time zone of the process. */
  readonly schedule: string;
  readonly clock: Clock;
  /** One round; resolves to the moment (monotonic clock) when to go on although no tick is due, Infinity for none. Never rejects. */
  turn(): Promise<number>;
}

export interface Loop {
  /** Asks for a round now; during a round it asks for one follow-up round. */
  trigger(): void;
  /** No tick any more; resolves when the round under way has ended. */
  stop(): Promise<void>;
  /** Ticks come on time and no round hangs. */
  isAlive(): boolean;
}

// A long sleep is cut up so that a jump of the wall clock moves the next tick by no more than this.
const longestSleep = 60_000;
const latestTick = 2 * longestSleep;
const longestRound = 3_600_000;

/** Runs a round at once, at every tick of the schedule and when a wait has ended; never two at a time. */
export function startLoop({ schedule, clock, turn }: LoopOptions): Loop {
  const pattern = new Cron(schedule, { paused: true });
  let stopped = false;
  let again = false;
  let busy = false;
  let ended: Promise<void> = Promise.resolve();
  let runningSince = 0;
  let lastTick = Number.NEGATIVE_INFINITY;
  let lastTimer = clock.monotonic();
  let cancelTick = () => {};
  let cancelWake = () => {};

  async function run(): Promise<void> {
    busy = true;
    do {
      again = false;
      cancelWake();
      runningSince = clock.monotonic();
      const wakeAt = await turn();
      if (wakeAt !== Number.POSITIVE_INFINITY && !stopped && !again) wakeLater(wakeAt);
    } while (again && !stopped);
    busy = false;
  }

  function trigger(): void {
    if (stopped) return;
    if (busy) again = true;
    else ended = run();
  }

  function wakeLater(wakeAt: number): void {
    cancelWake();
    // Timers may fire a fraction of a millisecond early, and cannot be set for more than 24 days.
    const delay = Math.min(Math.ceil(wakeAt - clock.monotonic()) + 1, 2 ** 31 - 1);
    cancelWake = clock.after(Math.max(delay, 1), trigger);
  }

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
        trigger();
      }
      sleepUntilTick();
    });
  }

  sleepUntilTick();
  trigger();

  return {
    trigger,
    async stop() {
      stopped = true;
      cancelTick();
      cancelWake();
      await ended;
    },
    isAlive: () =>
      clock.monotonic() - lastTimer < latestTick &&
      (!busy || clock.monotonic() - runningSince < longestRound),
  };
}
