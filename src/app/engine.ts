import type { Clock, Random } from '../base/clock.ts';
import type { Config } from '../config/config.ts';
import { createLine } from '../core/line.ts';
import type { Observer } from '../core/outcome.ts';
import { createRunner } from '../core/runner.ts';
import { startTicks } from '../core/schedule.ts';
import type { Target } from '../core/target.ts';
import { createWorker, type Worker } from '../core/worker.ts';
import { createDetector } from '../detect/detector.ts';
import { createNatCheck } from '../detect/nat-check.ts';
import type { Family } from '../ip/address.ts';
import type { Kept } from '../report/state.ts';
import type { Source } from '../sources/source.ts';
import type { AccountAccess } from './accounts.ts';

/** All targets have the same sources. */
export const onlyLine = 'default';

/** What the engine needs of the settings. */
export type EngineConfig = Pick<
  Config,
  'families' | 'quorum' | 'allowPrivate' | 'timeout' | 'recheck' | 'dryRun' | 'schedule'
>;

export interface EngineOptions {
  readonly config: EngineConfig;
  readonly sources: Readonly<Record<Family, readonly Source[]>>;
  readonly kept: readonly Kept[];
  accountOf(target: Target): AccountAccess;
  readonly clock: Clock;
  readonly random: Random;
  readonly observe: Observer;
}

/** What keeps the records: a line that looks by itself, and a worker for each target. */
export interface Engine {
  readonly workers: readonly Worker[];
  /** One look and the steps that follow it, without retries. */
  once(): Promise<void>;
  /** Looks now and at every tick. */
  start(): void;
  /** Looks now; during a look, once more after it. */
  look(): void;
  /** Ticks come on time and no look hangs. */
  isAlive(): boolean;
  /** Begins nothing more; a look under way is broken off. Resolves when it is. */
  stopLooking(): Promise<void>;
  /** Resolves when no step is under way; what has left is given `grace` milliseconds to be answered. */
  stopSteps(grace: number): Promise<void>;
}

export function createEngine({ config, sources, kept, accountOf, observe, ...times }: EngineOptions): Engine {
  const { clock } = times;
  const { quorum, allowPrivate, timeout, recheck, dryRun, schedule, families } = config;
  const stopLook = new AbortController();
  const hardStop = new AbortController();
  const workers = kept.map(({ target }) => {
    const shared = { ...accountOf(target), ...times, recheck, dryRun, observe };
    return createWorker({ target, ...shared, hardStop: hardStop.signal });
  });
  const line = createLine({
    id: onlyLine,
    families,
    detector: createDetector({ sources, quorum, allowPrivate, timeout, ...times }),
    natCheck: createNatCheck({ sources: sources.ipv4, clock, every: recheck }),
    ...times,
    observe,
    onFound: (addresses) => {
      for (const worker of workers) worker.follow(addresses);
    },
    onNetworkBack: () => {
      for (const worker of workers) worker.networkIsBack();
    },
  });
  const runner = createRunner({ clock, turn: () => line.look(stopLook.signal) });
  let ticks: ReturnType<typeof startTicks> | undefined;

  return {
    workers,
    async once() {
      await line.look(stopLook.signal);
      await Promise.all(workers.map((worker) => worker.idle()));
    },
    start() {
      ticks = startTicks({ schedule, clock, onTick: runner.trigger });
      runner.trigger();
    },
    look: runner.trigger,
    isAlive: () => ticks?.isAlive() === true && runner.busyFor() < longestLook,
    async stopLooking() {
      ticks?.stop();
      stopLook.abort();
      await runner.stop();
    },
    async stopSteps(grace) {
      const cancel = clock.after(grace, () => hardStop.abort());
      await Promise.all(workers.map((worker) => worker.stop()));
      cancel();
    },
  };
}

const longestLook = 3_600_000;
