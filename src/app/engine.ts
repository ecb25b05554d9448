import type { Clock, Random } from '../base/clock.ts';
import type { Config } from '../config/config.ts';
import type { LineConfig } from '../config/lines.ts';
import { createLine } from '../core/line.ts';
import { createLookNow, type LookTimes } from '../core/look-now.ts';
import type { Observer } from '../core/outcome.ts';
import { createRunner } from '../core/runner.ts';
import { startTicks } from '../core/schedule.ts';
import type { Addresses, Target } from '../core/target.ts';
import { createWorker, type Worker } from '../core/worker.ts';
import { createDetector, type Detector, type DetectorOptions } from '../detect/detector.ts';
import { createLineBoard } from '../detect/line-board.ts';
import { createNatCheck } from '../detect/nat-check.ts';
import { othersOf, posting, withOwnWay } from '../detect/own-way.ts';
import type { Family } from '../ip/address.ts';
import type { Kept } from '../report/state.ts';
import type { Source } from '../sources/source.ts';
import type { Way } from '../sources/via.ts';
import type { AccountAccess } from './accounts.ts';

/** What the engine needs of the settings. */
export type EngineConfig = Pick<Config, 'timeout' | 'recheck' | 'dryRun' | 'schedule'>;

/** A line of the settings with its sources open. */
export interface EngineLine
  extends Omit<LineConfig, 'sources' | 'needsWitness'>,
    Partial<Pick<LineConfig, 'needsWitness'>> {
  readonly sources: Readonly<Record<Family, readonly Source[]>>;
  /** The way that `via` names. */
  readonly way?: Way;
}

export interface EngineOptions {
  readonly config: EngineConfig;
  readonly lines: readonly EngineLine[];
  /** Each on one of the lines. */
  readonly kept: readonly Kept[];
  accountOf(target: Target): AccountAccess;
  readonly clock: Clock;
  readonly random: Random;
  readonly observe: Observer;
}

/** What keeps the records: lines that look by themselves, and a worker for each target, which follows its line. */
export interface Engine {
  readonly workers: readonly Worker[];
  /** One look of each line and the steps that follow it, without retries. */
  once(): Promise<void>;
  /** Looks now and at every tick. */
  start(): void;
  /** Looks now, on all lines or on this one; during a look, once more after it. */
  look(line?: string): void;
  /** The router said these addresses of a line: it looks now, and each is one answer of the vote, which never decides alone. */
  hear(line: string, said: Addresses): void;
  /**
   * Somebody asks for a look: all lines look, all records are read again at their hosts, and waits end but for those
   * that a host asked for. At most every 10 s and every minute; what is asked for sooner is done then, once.
   */
  lookNow(): LookTimes;
  /** There is reason to doubt what is known of this target's records: they are read at their host. */
  readAgain(target: Target): void;
  /** When the next tick is due; undefined where none is known. */
  nextLook(): Date | undefined;
  /** Ticks come on time and no look hangs. */
  isAlive(): boolean;
  /** Begins nothing more; a look under way is broken off. Resolves when it is. */
  stopLooking(): Promise<void>;
  /** Resolves when no step is under way; what has left is given `grace` milliseconds to be answered. */
  stopSteps(grace: number): Promise<void>;
}

interface Follower {
  readonly worker: Worker;
  readonly line: string;
}

export function createEngine({ config, lines, kept, accountOf, observe, ...times }: EngineOptions): Engine {
  const { clock } = times;
  const { timeout, recheck, dryRun, schedule } = config;
  const stopLook = new AbortController();
  const hardStop = new AbortController();
  const followers = kept.map(({ target, line }): Follower => {
    const shared = { ...accountOf(target), ...times, recheck, dryRun, observe };
    return { worker: createWorker({ target, ...shared, hardStop: hardStop.signal }), line };
  });
  const workers = followers.map(({ worker }) => worker);
  const board = createLineBoard(clock);
  const looking = lines.map((options) => {
    const { id, families, sources, quorum, allowPrivate, needsWitness } = options;
    /** What was said until a look that is asked for begins, and what is counted in the one under way. */
    let asked: Addresses | undefined;
    let said: Addresses = {};
    const line = createLine({
      id,
      families,
      targets: kept.filter((one) => one.line === id).map(({ target }) => target),
      detector: detectorOf(options, {
        ...{ sources, quorum, allowPrivate, timeout, recheck, ...times },
        ...(needsWitness && { needsWitness }),
        said: (family) => said[family],
      }),
      natCheck: createNatCheck({ sources: sources.ipv4, clock, every: recheck }),
      ...times,
      observe,
      onFound: (addresses) => {
        for (const follower of followers) if (follower.line === id) follower.worker.follow(addresses);
      },
      onNetworkBack: () => {
        for (const follower of followers)
          if (follower.line === id || knowsNoNetwork(follower.line)) follower.worker.networkIsBack();
      },
    });
    const look = () => {
      const isAskedFor = asked !== undefined;
      said = asked ?? {};
      asked = undefined;
      return line.look(stopLook.signal, isAskedFor);
    };
    const runner = createRunner({ clock, turn: look });
    const lookNow = (more: Addresses = {}) => {
      asked = { ...asked, ...more };
      runner.trigger();
    };
    return { id, look, lookNow, runner };
  });
  let ticks: ReturnType<typeof startTicks> | undefined;

  /** A line that asks nobody outside cannot tell that the network is back; any other line can. */
  function knowsNoNetwork(id: string): boolean {
    const { sources } = lines.find((line) => line.id === id) ?? {};
    return sources !== undefined && Object.values(sources).flat().every(isLocal);
  }

  async function lookIsOver(id: string): Promise<void> {
    await looking.find((line) => line.id === id)?.runner.idle();
  }

  /** The lines see what each other finds: one with a way of its own has to find another address than they. */
  function detectorOf(line: EngineLine, detection: DetectorOptions): Detector {
    const detector = posting(createDetector(detection), line.id, board, clock);
    if (!line.way) return detector;
    return withOwnWay(detector, {
      ...{ line: line.id, others: othersOf(line, lines), board, clock, lookAgain: look },
      ...{ isUsual: line.way.isUsual, explain: line.way.explainSame, patience: 3 * timeout },
      canLookAgain: () => ticks !== undefined,
    });
  }

  function look(id?: string): void {
    for (const line of looking) if (id === undefined || line.id === id) line.runner.trigger();
  }

  const onDemand = createLookNow({
    clock,
    askSources() {
      for (const line of looking) line.lookNow();
    },
    askHosts() {
      for (const { worker, line } of followers) worker.lookAgain(lookIsOver(line));
    },
  });

  return {
    workers,
    async once() {
      await Promise.all(looking.map((line) => line.look()));
      await Promise.all(workers.map((worker) => worker.idle()));
    },
    start() {
      ticks = startTicks({ schedule, clock, onTick: look });
      look();
    },
    look,
    hear: (id, said) => looking.find((line) => line.id === id)?.lookNow(said),
    lookNow: onDemand.ask,
    readAgain: (target) => workers.find((one) => one.target === target)?.readAgain(),
    nextLook: () => ticks?.next(),
    isAlive: () => ticks?.isAlive() === true && looking.every(({ runner }) => runner.busyFor() < longestLook),
    async stopLooking() {
      ticks?.stop();
      onDemand.stop();
      stopLook.abort();
      await Promise.all(looking.map(({ runner }) => runner.stop()));
    },
    async stopSteps(grace) {
      const cancel = clock.after(grace, () => hardStop.abort());
      await Promise.all(workers.map((worker) => worker.stop()));
      cancel();
    },
  };
}

const longestLook = 3_600_000;

function isLocal({ transport }: Source): boolean {
  return transport === 'local';
}
