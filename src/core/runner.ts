import type { Clock } from '../base/clock.ts';

export interface RunnerOptions {
  readonly clock: Clock;
  /** One turn; resolves to the moment (monotonic clock) when to go on by itself, Infinity for none. Never rejects. */
  turn(): Promise<number>;
}

/** Runs turns of the same work, never two at a time. */
export interface Runner {
  /** Asks for a turn now; what is asked for during a turn is one more turn after it. */
  trigger(): void;
  /** Resolves when no turn is under way or asked for. */
  idle(): Promise<void>;
  /** Begins no turn any more; resolves when the one under way has ended. */
  stop(): Promise<void>;
  /** Milliseconds since the turn under way began; 0 when there is none. */
  busyFor(): number;
}

// What setTimeout can hold.
const longestSleep = 2 ** 31 - 1;

export function createRunner({ clock, turn }: RunnerOptions): Runner {
  let stopped = false;
  let again = false;
  let startedAt: number | undefined;
  let ended: Promise<void> = Promise.resolve();
  let cancelWake = () => {};

  async function run(): Promise<void> {
    do {
      again = false;
      cancelWake();
      startedAt = clock.monotonic();
      const wakeAt = await turn();
      if (wakeAt !== Number.POSITIVE_INFINITY && !stopped && !again) wakeLater(wakeAt);
    } while (again && !stopped);
    startedAt = undefined;
  }

  function trigger(): void {
    if (stopped) return;
    if (startedAt !== undefined) again = true;
    else ended = run();
  }

  function wakeLater(wakeAt: number): void {
    // Timers may fire a fraction of a millisecond early.
    const delay = Math.min(Math.ceil(wakeAt - clock.monotonic()) + 1, longestSleep);
    cancelWake = clock.after(Math.max(delay, 1), trigger);
  }

  return {
    trigger,
    idle: () => ended,
    async stop() {
      stopped = true;
      cancelWake();
      await ended;
    },
    busyFor: () => (startedAt === undefined ? 0 : clock.monotonic() - startedAt),
  };
}
