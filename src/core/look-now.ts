import type { Clock } from '../base/clock.ts';

/** When what was asked for is done: milliseconds from now, 0 for at once. */
export interface LookTimes {
  /** The sources are asked. */
  readonly sources: number;
  /** The DNS hosts are asked what they hold. */
  readonly hosts: number;
}

export interface LookNow {
  /** Looks now, or as soon as it may; what is asked for until then is one look. */
  ask(): LookTimes;
  /** What is still to come never comes. */
  stop(): void;
}

export interface LookNowOptions {
  readonly clock: Clock;
  askSources(): void;
  /** Called after the sources where both are asked: the step that follows their look is the one that asks. */
  askHosts(): void;
}

/** Counted from one look to the next: whoever asks again and again, by a script or a button, does no harm. */
const every = { sources: 10_000, hosts: 60_000 };

/** Looks because somebody asks for it, be it a person or a router; only so often. */
export function createLookNow({ clock, askSources, askHosts }: LookNowOptions): LookNow {
  const sources = createPace(clock, every.sources, askSources);
  const hosts = createPace(clock, every.hosts, askHosts);
  return {
    ask: () => ({ sources: sources.ask(), hosts: hosts.ask() }),
    stop() {
      hosts.stop();
      sources.stop();
    },
  };
}

function createPace(clock: Clock, every: number, act: () => void) {
  let last = Number.NEGATIVE_INFINITY;
  let isPending = false;
  let cancel = () => {};

  function go(): void {
    isPending = false;
    last = clock.monotonic();
    act();
  }

  return {
    /** Acts now or when it may next; the milliseconds until then. */
    ask(): number {
      const left = last + every - clock.monotonic();
      if (left > 0 && !isPending) {
        isPending = true;
        cancel = clock.after(left, go);
      }
      if (left <= 0 && !isPending) go();
      return Math.max(0, left);
    },
    stop: () => cancel(),
  };
}
