import type { Clock } from '../../src/base/clock.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  callback: (() => void) | undefined;
}

/** The time of one run of the program: nothing it waits for comes any more once it was killed. */
export interface ProcessClock extends Clock {
  kill(): void;
  isKilled(): boolean;
}

/** The time of a whole world: it stands still until it is told to go on, and the same timers fire in the same order. */
export interface SimulatedClock extends Clock {
  /** The wall clock jumps; waits and ages are not touched. */
  jump(ms: number): void;
  /** The machine sleeps: all that is due meanwhile comes late, at once. */
  suspend(ms: number): void;
  /** Milliseconds that the machine was not asleep. */
  awake(): number;
  ofProcess(): ProcessClock;
  /** Goes on by `ms`, or until `isDone` says so after something happened; resolves to whether it did. */
  advance(ms: number, isDone?: () => boolean): Promise<boolean>;
}

export function createSimulatedClock(start: number): SimulatedClock {
  const heap: Timer[] = [];
  let elapsed = 0;
  let asleep = 0;
  let wall = start;
  let order = 0;

  const now = () => Math.floor(wall + elapsed);
  const monotonic = () => elapsed;
  const after = (ms: number, callback: () => void) => {
    order += 1;
    const timer: Timer = { at: elapsed + Math.max(0, ms), order, callback };
    push(heap, timer);
    return () => {
      timer.callback = undefined;
    };
  };

  return {
    now,
    monotonic,
    after,
    jump(ms) {
      wall += ms;
    },
    suspend(ms) {
      elapsed += ms;
      asleep += ms;
    },
    awake: () => elapsed - asleep,
    ofProcess() {
      let killed = false;
      return {
        now,
        monotonic,
        after: (ms, callback) => after(ms, () => !killed && callback()),
        kill() {
          killed = true;
        },
        isKilled: () => killed,
      };
    },
    async advance(ms, isDone = () => false) {
      const end = elapsed + ms;
      await settle();
      for (let next = heap[0]; next && next.at <= end; next = heap[0]) {
        pop(heap);
        const { callback } = next;
        if (!callback) continue;
        elapsed = Math.max(elapsed, next.at);
        callback();
        await settle();
        if (isDone()) return true;
      }
      elapsed = Math.max(elapsed, end);
      return isDone();
    },
  };
}

/** Lets everything that is ready run. All of it waits for promises alone, which are through before an immediate comes. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** Adds to a binary heap whose first entry is the next one to fire. */
function push(heap: Timer[], timer: Timer): void {
  let at = heap.push(timer) - 1;
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (!parent || !isBefore(timer, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = timer;
}

function pop(heap: Timer[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    const least = left && right && isBefore(right, left) ? right : left;
    if (!least || !isBefore(least, last)) break;
    heap[at] = least;
    at = least === left ? 2 * at + 1 : 2 * at + 2;
  }
  heap[at] = last;
}
