import { keyText } from '../../src/dns/records.ts';
import { ambushesFor, createAmbushes } from './ambushes.ts';
import { type Chance, chanceOf } from './chance.ts';
import type { Ambush, Border, Strike } from './faults.ts';
import { createHome, forgery } from './home.ts';
import { createInvariants, type Invariant, type Invariants, type Violation } from './invariants.ts';
import { createNetwork, type Network } from './network.ts';
import { clearTheWay, editByHand, isEdit } from './owner.ts';
import type { PretendApi } from './pretend-api.ts';
import { type Program, type SecretFile, startProgram } from './program.ts';
import { createWorld } from './settings.ts';
import { createSimulatedClock, type ProcessClock } from './simulated-clock.ts';

/** What one life came to. */
export interface Life {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** How often each fault met each border or stage. */
  readonly met: ReadonlyMap<string, number>;
  /** All that crossed a border, was logged or struck. */
  readonly trace: readonly string[];
  /** Milliseconds of virtual time from the last fault until all was in sync; undefined where it never was. */
  readonly recovery: number | undefined;
}

const second = 1_000;
const minute = 60 * second;

/** Milliseconds within which a life without faults must be in sync, besides what the faults before demand. */
const patience = { usual: 12 * minute, afterRefusedCredentials: 75 * minute };

interface Run {
  readonly clock: ProcessClock;
  readonly network: Network;
  readonly invariants: Invariants;
  program: Program | undefined;
}

/** Lives through what the seed decides: faults, then a time in which everything works. */
export async function live(seed: number): Promise<Life> {
  const chance = chanceOf(seed);
  const clock = createSimulatedClock(Date.UTC(2026, 0, 1) + chance.whole(0, 86_400) * second);
  const home = createHome(chance.fork());
  const world = createWorld(chance, clock.monotonic);
  const trace: string[] = [];
  const violations: Violation[] = [];
  const secrets = new Map<PretendApi, SecretFile>();
  let run: Run | undefined;
  let isDown = false;
  let mayRefuse = false;

  const tell = (line: string) => trace.push(`${clock.monotonic()} ${line}`);
  const broken = (invariant: Invariant, what: string) => {
    tell(`BROKEN: ${invariant}: ${what}`);
    violations.push({ invariant, what, at: clock.monotonic() });
  };
  for (const api of world.apis.values()) {
    api.token = 'token1';
    secrets.set(api, { content: 'token1', version: 1, isReadable: true });
  }
  const secretOf = (api: PretendApi) => {
    const file = secrets.get(api);
    if (!file) throw new Error(`${api.host} has no secret`);
    return file;
  };

  const ambushes = createAmbushes({
    chance: chance.fork(),
    after: clock.after,
    stage: () => run?.network.stage() ?? 'idle',
    strike,
    trace: tell,
    expire(host) {
      const api = world.apis.get(host);
      if (!api) return;
      mayRefuse = true;
      const { token } = api;
      api.token = undefined;
      clock.after(chance.whole(1, 60) * second, () => {
        api.token ??= token;
        tell(`${host} accepts the credentials again`);
      });
    },
  });

  const places = world.targets.flatMap(({ target, api }) => {
    const zone = api.zones.get(target.zone.name);
    return zone ? [{ target, zone }] : [];
  });

  async function start(): Promise<void> {
    isDown = false;
    const mine = clock.ofProcess();
    const { rates, quorum, timeout } = world;
    const invariants = createInvariants({
      now: clock.monotonic,
      home,
      places,
      rates,
      quorum,
      broken,
    });
    const roads = { clock, chance: chance.fork(), home, meet: ambushes.meet, trace: tell, timeout };
    const network = createNetwork({ ...roads, apis: world.apis, watch: invariants }, mine);
    const begun: Run = { clock: mine, network, invariants, program: undefined };
    run = begun;
    tell('starts');
    begun.program = await startProgram({
      ...{ settings: world, clock: mine, chance: chance.fork(), network, secretOf, log: tell },
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

  /** The process is gone; another one starts after a while. */
  function end(ended: Run): void {
    ended.clock.kill();
    if (run === ended) run = undefined;
    isDown = true;
    clock.after(chance.whole(1, 20) * second, () => void start());
  }

  function stop(): void {
    const stopped = run;
    if (!stopped?.program || isDown) return;
    isDown = true;
    stopped.invariants.stopping();
    void stopped.program.stop().then(() => {
      tell('has stopped');
      end(stopped);
    });
  }

  function strike(fault: Strike): void {
    if (isEdit(fault)) {
      const place = chance.pick(places);
      const keys = places.filter(({ zone }) => zone === place.zone).flatMap(({ target }) => target.keys);
      tell(`the owner ${editByHand(fault, place.zone, keys, chance)}`);
      return;
    }
    switch (fault) {
      case 'kill':
        if (run && !isDown) end(run);
        return;
      case 'stop':
        stop();
        break;
      case 'move':
        home.move('ipv4');
        break;
      case 'renumber':
        home.move('ipv6');
        break;
      case 'two-lines':
        home.addLine();
        clock.after(chance.whole(20, 80) * second, home.dropLine);
        return;
      case 'forged-udp':
        home.forged = forgery;
        clock.after(chance.whole(20, 80) * second, () => {
          home.forged = undefined;
        });
        return;
      case 'slow-line':
        home.slowness = chance.whole(300, 4_000);
        clock.after(chance.whole(20, 80) * second, () => {
          home.slowness = 0;
        });
        return;
      case 'clock-back':
        clock.jump(-chance.pick([second, minute, 60 * minute, 400 * 24 * 60 * minute]));
        break;
      case 'clock-ahead':
        clock.jump(chance.pick([second, minute, 60 * minute, 400 * 24 * 60 * minute]));
        break;
      case 'suspend':
        clock.suspend(chance.pick([second, minute, 60 * minute, 24 * 60 * minute]));
        break;
      case 'new-secret':
        renewSecret(chance.pick([...world.apis.values()]));
        break;
    }
  }

  /** The owner makes a new token at the host, and puts it into the file somewhat later. */
  function renewSecret(api: PretendApi): void {
    const file = secretOf(api);
    const content = `token${file.version + 1}`;
    mayRefuse = true;
    api.token = content;
    file.isReadable = chance.happens(0.5);
    clock.after(chance.whole(0, 30) * second, () =>
      Object.assign(file, { content, version: file.version + 1, isReadable: true }),
    );
  }

  /** What makes it likely that the program comes to where the fault lies in wait. */
  function provoke({ at }: Ambush): void {
    const byEdit: Readonly<Partial<Record<Border | string, Strike>>> = {
      ...({ create: 'delete-record', delete: 'second-record' } as const),
    };
    if (at === 'zone-id' || (at === 'list' && chance.happens(0.3))) {
      strike('kill');
      return;
    }
    if (at === 'remove-set') {
      strike('stop');
      return;
    }
    if (at === 'waiting') {
      const borders = ['list', 'create', 'update', 'replace-set', 'batch'] as const;
      ambushes.lay({ kind: 'mishap', fault: 'fault-before', at: chance.pick(borders) });
    }
    const edit = byEdit[at];
    if (edit && chance.happens(0.6)) strike(edit);
    if (at === 'list' || at === 'reading' || at === 'idle') return;
    home.move(chance.pick(world.families));
  }

  await start();
  for (let episode = chance.whole(3, 6); episode > 0; episode--) {
    await clock.advance(chance.whole(1, 30) * second);
    for (const ambush of ambushesFor(world.borders, chance)) {
      tell(`lies in wait: ${ambush.fault} @ ${ambush.at}`);
      ambushes.lay(ambush);
      provoke(ambush);
    }
    await clock.advance(world.recheck + 40 * second, ambushes.areOver);
  }

  await clock.advance(chance.whole(1, 60) * second);
  ambushes.clear();
  tell('from now on everything works');
  // What still hangs over from a fault, such as two lines or lost credentials, ends within this time.
  await clock.advance(100 * second);
  for (const { zone, target } of places) clearTheWay(zone, target.keys);
  const healedAt = clock.monotonic();
  const isInSync = () => run?.program?.isInSync() === true && places.every(holdsTheTruth);
  const isWell = () => isInSync() && run?.invariants.open().length === 0;
  const bound = mayRefuse ? patience.afterRefusedCredentials : patience.usual;
  const recovered = isWell() || (await clock.advance(bound, isWell));
  const recovery = clock.monotonic() - healedAt;
  if (recovered) await rest();
  else if (isInSync())
    broken('told to the end', `still open in the log: ${run?.invariants.open().join(', ')}`);
  else broken('converges', `not in sync after ${bound / minute} min: ${stateText()}`);
  run?.clock.kill();

  function holdsTheTruth({ target, zone }: (typeof places)[0]): boolean {
    return target.keys.every((key) => {
      const [only, ...others] = zone.ofSet(key);
      const network = home.address(key.type === 'A' ? 'ipv4' : 'ipv6');
      const value =
        key.type === 'AAAA' && target.ipv6Suffix ? network.replace(/::1$/, target.ipv6Suffix) : network;
      return only?.value === value && only.ttl === target.ttl && others.length === 0;
    });
  }

  function stateText(): string {
    const held = places.flatMap(({ target, zone }) =>
      target.keys.map(
        (key) => `${keyText(key)} ${zone.ofSet(key).map(({ value, ttl }) => `${value} ${ttl}`)}`,
      ),
    );
    return `${held.join('; ')}; ${JSON.stringify(run?.program?.report().targets)}`;
  }

  /** Nothing changes any more, so nothing is written any more. */
  async function rest(): Promise<void> {
    const before = JSON.stringify(places.map(({ zone }) => zone.all()));
    const from = trace.length;
    await clock.advance(world.recheck + 35 * second);
    const written = trace
      .slice(from)
      .filter((line) => /^\S+ (create|update|delete|replace|remove|batch)\S* to /.test(line));
    if (written.length > 0 || JSON.stringify(places.map(({ zone }) => zone.all())) !== before)
      broken('quiet in the end', `was in sync and still wrote: ${written.join('; ')}`);
    if (!isWell()) broken('quiet in the end', `was in sync and is not any more: ${stateText()}`);
  }

  return { seed, violations, met: ambushes.met, trace, recovery: recovered ? recovery : undefined };
}

export type { Chance };
