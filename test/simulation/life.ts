import { ambushesFor, createAmbushes } from './ambushes.ts';
import { createPretendBroker } from './broker.ts';
import { type Chance, chanceOf, type Drawn, type Tape } from './chance.ts';
import { type Ambush, type Border, pairs, pairText, type Stage, type Strike } from './faults.ts';
import { hasTtl } from './host-api.ts';
import type { Invariant, Violation } from './invariants.ts';
import { clearTheWay } from './owner.ts';
import { makeCryptoPrompt } from './prompt-crypto.ts';
import { mqttTopics } from './reporters.ts';
import { createRouter } from './router.ts';
import { createRuns, type Runs } from './runs.ts';
import { createWorld } from './settings.ts';
import { createSimulatedClock } from './simulated-clock.ts';
import { createStrikes, longestFault, type Strikes } from './strikes.ts';
import { heldText, holdsTheTruth, snapshot } from './truth.ts';

/** What one life came to. */
export interface Life {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** How often each fault met each border or stage. */
  readonly met: ReadonlyMap<string, number>;
  /** What lay in wait, in its order, whether it met the program or not. */
  readonly faults: readonly string[];
  /** All that crossed a border, was logged or struck. */
  readonly trace: readonly string[];
  /** Milliseconds of virtual time from the last fault until all was in sync; undefined where it never was. */
  readonly recovery: number | undefined;
  /** The names of draws that were written down and are no choice any more. */
  readonly unfit: readonly string[];
}

const second = 1_000;
const minute = 60 * second;

/** Milliseconds within which all must be in sync once everything works, by what went before. */
const patience = { usual: 12 * minute, afterLongWaits: 75 * minute };

/**
 * Lives through what the seed decides: faults, then a time in which everything works. `only` leaves out all faults but
 * those with these places in `faults`; what else the seed decides stays. What is drawn is put on the tape.
 */
export function live(seed: number, only?: ReadonlySet<number>, draws?: Map<string, Drawn>): Promise<Life> {
  return undisturbed(() => lived(seed, only, draws && tapeOf(draws, false)));
}

/** Lives through many more episodes without a trace; `after` is told the number of each that is over. */
export function liveLong(seed: number, episodes: number, after: (episode: number) => void): Promise<Life> {
  return undisturbed(() => lived(seed, undefined, undefined, { episodes, after }));
}

/** Lives what is on the tape, and the calmest life where nothing is. */
export function relive(draws: ReadonlyMap<string, Drawn>): Promise<Life> {
  return undisturbed(() => lived(0, undefined, tapeOf(new Map(draws), true)));
}

const tapeOf = (draws: Tape['draws'], isReplayed: boolean): Tape => ({ draws, isReplayed, unfit: new Set() });

/** Lives with nothing of this process that takes its own time. */
async function undisturbed(life: () => Promise<Life>): Promise<Life> {
  // Failures and aborts are made by the thousand, and nobody reads where.
  const { stackTraceLimit } = Error;
  const { now } = Date;
  Error.stackTraceLimit = 0;
  const restoreCrypto = makeCryptoPrompt();
  try {
    return await life();
  } finally {
    restoreCrypto();
    Error.stackTraceLimit = stackTraceLimit;
    // The services of some hosts hold what is signed against the time, which is that of the life.
    Date.now = now;
  }
}

async function lived(
  seed: number,
  only: ReadonlySet<number> | undefined,
  tape: Tape | undefined,
  long?: { readonly episodes: number; after(episode: number): void },
): Promise<Life> {
  const chance = chanceOf(seed, tape);
  const clock = createSimulatedClock(
    Date.UTC(2026, 0, 1) + chance.whole('second of the day', 0, 86_400) * second,
  );
  Date.now = clock.now;
  const world = await createWorld(chance, clock.monotonic);
  const { lines } = world;
  const [{ home }] = lines;
  const trace: string[] = [];
  const faults: string[] = [];
  const violations: Violation[] = [];

  const tell = (line: string) => {
    if (!long) trace.push(`${clock.monotonic()} ${line}`);
  };
  const broken = (invariant: Invariant, what: string) => {
    tell(`BROKEN: ${invariant}: ${what}`);
    violations.push({ invariant, what, at: clock.monotonic() });
  };
  const places = world.targets.flatMap(({ target, api, line }) => {
    const zone = api.zones.get(target.zone.name);
    return zone ? [{ target, zone, line, hasTtl: !api.real || hasTtl(api.real) }] : [];
  });
  const broker = createPretendBroker(clock);
  const router = createRouter({
    ...{ clock, chance: chance.fork('router'), home, tell },
    push: () => runs.current()?.program?.push,
    calls: (said) => runs.current()?.invariants.pushed(said),
    answered: (said, words) => runs.current()?.invariants.toldRouter(said, words),
  });
  const strikes: Strikes = createStrikes({
    ...{ clock, chance: chance.fork('strikes'), home, lines, places, apis: world.apis, tell, router, broker },
    announce: () => runs.current()?.program?.look(),
    kill: () => runs.kill(),
    stop: () => runs.stop(),
  });
  const ambushes = createAmbushes({
    ...{
      chance: chance.fork('ambushes'),
      after: clock.after,
      strike: strikes.strike,
      expire: strikes.expire,
      trace: tell,
    },
    stage: () => runs.current()?.network.stage() ?? 'idle',
  });
  const { secretOf } = strikes;
  const parts = { clock, home, places, ambushes, router, broker, secretOf, tell, broken };
  const runs: Runs = createRuns({ ...parts, chance: chance.fork('program'), world, isTwin: false });
  const quietly = { ...world, tellsOwner: false, localHints: false };
  const twinChance = chance.fork('the other');
  const twin = world.hasTwin
    ? createRuns({ ...parts, chance: twinChance, world: quietly, isTwin: true })
    : undefined;

  /** All that are drawn are counted, and those that are left out are not laid. */
  function drawFaults(chance: Chance): string[] {
    return ambushesFor(world.borders, chance)
      .map(pairText)
      .filter((fault) => faults.push(fault) > 0 && (!only || only.has(faults.length - 1)));
  }

  /** Makes it likely that the program comes to where the fault lies in wait. */
  function provoke({ at }: Ambush, chance: Chance): void {
    if (at === 'zone-id' || (at === 'list' && chance.happens('started again', 0.3))) {
      strikes.strike('kill');
      return;
    }
    if (at === 'remove-set') {
      strikes.strike('stop');
      return;
    }
    if (at === 'waiting') {
      const borders = ['list', 'create', 'update', 'replace-set', 'batch'] as const;
      ambushes.lay({ kind: 'mishap', fault: 'fault-before', at: chance.pick('fails at', borders) });
    }
    const edit = editFor[at];
    if (edit && chance.happens('edited', 0.6)) strikes.strike(edit);
    if (at !== 'list' && at !== 'reading' && at !== 'idle')
      chance.pick('line', lines).home.move(chance.pick('moves', world.families));
  }

  const isInSync = () =>
    runs.current()?.program?.isInSync() === true &&
    twin?.current()?.program?.isInSync() !== false &&
    places.every(holdsTheTruth);
  const open = () => runs.current()?.invariants.open() ?? [];
  const isWell = () => isInSync() && open().length === 0;
  const stateText = () =>
    `${places.map(heldText).join('; ')}; ${JSON.stringify(runs.current()?.program?.report().targets)}`;

  // Each its own, so that what is left out of one changes as little as can be of the others.
  const count = chance.whole('episodes', 3, 6);
  const episodes = Array.from({ length: long?.episodes ?? count }, () => chance.fork('episode'));
  await runs.start();
  await twin?.start();
  for (const [index, episode] of episodes.entries()) {
    await clock.advance(episode.whole('after seconds', 1, 30) * second);
    for (const fault of episode.words('faults', drawFaults)) {
      const ambush = pairs.find((pair) => pairText(pair) === fault);
      if (!ambush) throw new Error(`there is no ${fault}`);
      tell(`lies in wait: ${fault}`);
      ambushes.lay(ambush);
      provoke(ambush, episode);
    }
    await clock.advance(world.recheck + 40 * second, ambushes.areOver);
    long?.after(index + 1);
  }
  await clock.advance(chance.whole('seconds at the end', 1, 60) * second);
  ambushes.clear();
  tell('from now on everything works');
  await clock.advance(longestFault + 20 * second);
  for (const { zone, target } of places) clearTheWay(zone, target.keys);

  const healedAt = clock.monotonic();
  // Refused credentials, and rate limits in a row, are waited for up to an hour.
  const hasWaitedLong =
    strikes.mayHaveRefused() || [...ambushes.met.keys()].some((pair) => /^limited/.test(pair));
  // Before each write every page of the zone is read again, each in its turn.
  const isSlow =
    places.some(({ target }) => target.updateOnly) ||
    world.rates.some(({ requests, per }) => per / requests > second);
  const bound = hasWaitedLong || isSlow ? patience.afterLongWaits : patience.usual;
  const recovered = isWell() || (await clock.advance(bound, isWell));
  const recovery = recovered ? clock.monotonic() - healedAt : undefined;
  if (recovered) await rest();
  else if (isInSync()) broken('told to the end', `still open in the log: ${open().join(', ')}`);
  else broken('converges', `not in sync after ${bound / minute} min: ${stateText()}`);
  for (const one of [runs, twin]) one?.current()?.clock.kill();

  /** Nothing changes any more, so nothing is written any more. */
  async function rest(): Promise<void> {
    // What one of two had sent when all was well is tidied up by both at their next reading.
    if (twin) await clock.advance(2 * (world.recheck + 35 * second));
    const before = snapshot(places);
    const from = trace.length;
    await clock.advance(world.recheck + 35 * second);
    const written = trace.slice(from).filter((line) => isWriteLine.test(line));
    if (written.length > 0 || snapshot(places) !== before)
      broken('quiet in the end', `was in sync and still wrote: ${written.join('; ')}`);
    if (!isWell()) broken('quiet in the end', `was in sync and is not any more: ${stateText()}`);
    const misbelief = runs.current()?.invariants.ears.misbelief() ?? unlikeTheReport();
    if (misbelief !== undefined) broken('told truly', `the last word to the owner is: ${misbelief}`);
  }

  /** What the broker keeps of the program, where that is not so. */
  function unlikeTheReport(): string | undefined {
    const { program } = runs.current() ?? {};
    if (!world.tellsOwner || !program) return undefined;
    const [state = '', availability] = [mqttTopics.state, mqttTopics.availability].map(broker.retained);
    const { status } = program.report();
    return availability === 'online' && state.includes(`"status":"${status}"`)
      ? undefined
      : `${availability} ${state}`;
  }

  const unfit = [...(tape?.unfit ?? [])];
  return { seed, violations, met: ambushes.met, faults, trace, recovery, unfit };
}

const isWriteLine = /^\S+ (?:the other: )?(create|update|delete|replace-set|remove-set|batch) to /;

/** What the owner does so that the program has a reason for such a write. */
const editFor: Readonly<Partial<Record<Border | Stage, Strike>>> = {
  ...({ create: 'delete-record', delete: 'second-record' } as const),
};
