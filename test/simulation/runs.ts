import type { SecretFile } from './access.ts';
import type { Ambushes } from './ambushes.ts';
import type { PretendBroker } from './broker.ts';
import type { Chance } from './chance.ts';
import type { Home } from './home.ts';
import { createInvariants, type Invariant, type Invariants, type Place } from './invariants.ts';
import { createNetwork, type Network } from './network.ts';
import type { PretendApi } from './pretend-api.ts';
import { type Program, startProgram } from './program.ts';
import type { Router } from './router.ts';
import type { World } from './settings.ts';
import type { ProcessClock, SimulatedClock } from './simulated-clock.ts';

/** One run of the program, from its start to its end. */
export interface Run {
  readonly clock: ProcessClock;
  readonly network: Network;
  readonly invariants: Invariants;
  program: Program | undefined;
}

export interface RunsOptions {
  readonly clock: SimulatedClock;
  readonly chance: Chance;
  readonly home: Home;
  readonly world: World;
  readonly places: readonly Place[];
  readonly ambushes: Ambushes;
  /** Another instance that keeps the same records, by a container that was forgotten somewhere. */
  readonly isTwin: boolean;
  readonly router: Router;
  readonly broker: PretendBroker;
  secretOf(api: PretendApi): SecretFile;
  tell(line: string): void;
  broken(invariant: Invariant, what: string): void;
}

/** The runs of the program, one after the other: whoever runs it starts it again when it has ended. */
export interface Runs {
  current(): Run | undefined;
  start(): Promise<void>;
  kill(): void;
  stop(): void;
}

// Docker kills after ten.
const longestStop = 8_000;

export function createRuns(options: RunsOptions): Runs {
  const { clock, chance, home, world, places, ambushes, isTwin, broken } = options;
  const tell = (line: string) => options.tell(isTwin ? `the other: ${line}` : line);
  let run: Run | undefined;
  let isEnding = false;

  async function start(): Promise<void> {
    isEnding = false;
    const mine = clock.ofProcess();
    const { rates, lines, timeout } = world;
    const invariants = createInvariants({
      ...{ now: clock.monotonic, awake: clock.awake },
      lines,
      places,
      rates,
      ratesOf: (host) => {
        const { real } = world.apis.get(host) ?? {};
        return real ? [real.definition.rate ?? []].flat() : rates;
      },
      broken,
      isTwin,
    });
    const roads = { clock, chance: chance.fork('network'), home, meet: ambushes.meet, trace: tell, timeout };
    const network = createNetwork({ ...roads, apis: world.apis, watch: invariants, isTwin }, mine);
    const begun: Run = { clock: mine, network, invariants, program: undefined };
    run = begun;
    tell('starts');
    begun.program = await startProgram({
      ...{ settings: world, clock: mine, chance: chance.fork('run'), network, log: tell },
      secretOf: options.secretOf,
      ...{ router: options.router, broker: options.broker, ears: invariants.ears },
      hear: invariants.heard,
      hasRead: invariants.hasRead,
      observe(outcome) {
        if (mine.isKilled()) return;
        invariants.observe(outcome);
        if (outcome.kind === 'stepped' && outcome.step.waiting) ambushes.waiting();
      },
      reporter: { tell: invariants.told },
    });
  }

  function end(ended: Run): void {
    if (run !== ended) return;
    ended.clock.kill();
    run = undefined;
    clock.after(chance.whole('starts after', 1, 20) * 1_000, () => void start());
  }

  return {
    current: () => run,
    start,
    kill() {
      if (run) end(run);
    },
    stop() {
      const stopped = run;
      if (!stopped?.program || isEnding) return;
      isEnding = true;
      stopped.invariants.stopping();
      const since = clock.awake();
      void stopped.program.stop().then(() => {
        const took = clock.awake() - since;
        tell('has stopped');
        if (took > longestStop) broken('stops in time', `took ${took} ms`);
        end(stopped);
      });
    },
  };
}
