import { setTimeout } from 'node:timers/promises';
import { type Fault, faults } from './fault-list.ts';
import { nowMs } from './home.ts';
import type { Pace } from './programs/program.ts';
import { becomesRight, type Race, type Runner, type Running } from './race.ts';
import { type ByProgram, fared, type Outcome, type Stop } from './results.ts';

type Found<T> = Record<string, ByProgram<T>>;

/** Each fault of this pace for each program, all at once, since each has a home of its own. */
export async function raceFaults(
  race: Race,
  runners: readonly Runner[],
  pace: Pace,
): Promise<Found<Outcome>> {
  const found: Record<string, Record<string, Outcome>> = {};
  const all: Promise<void>[] = [];
  for (const fault of faults.filter((one) => one.pace === pace))
    for (const runner of runners) {
      found[fault.what] ??= {};
      const outcomes = found[fault.what];
      const running = await race.run({
        ...{ ...runner, pace: fault.pace },
        ...(fault.records ? { records: fault.records } : {}),
        ...(fault.fromStart ? { trouble: fault.trouble ?? {}, cut: fault.cut === true } : {}),
      });
      all.push(
        suffer(race, running, fault).then((outcome) => {
          if (outcomes) outcomes[runner.program.name] = outcome;
        }),
      );
    }
  await Promise.all(all);
  return found;
}

async function suffer(race: Race, running: Running, fault: Fault): Promise<Outcome> {
  const { home, child } = running;
  const { network } = race;
  if (!fault.fromStart) {
    await becomesRight(race, home, 30);
    await setTimeout(10_000);
  }
  const before = await race.order({ do: 'tell', home });
  const begin = fault.fromStart ? running.startedAt : nowMs();
  if (!fault.fromStart && fault.cut) network.cut(home, true);
  if (fault.trouble && !fault.fromStart) await race.order({ do: 'trouble', home, trouble: fault.trouble });
  if (fault.moves) await race.move(home);
  if (fault.edit) await race.order({ do: 'edit', home, records: fault.edit });
  await setTimeout(Math.max(0, fault.lasts * 1000 + begin - nowMs()));
  if (fault.cut) network.cut(home, false);
  if (fault.trouble) await race.order({ do: 'trouble', home, trouble: {} });
  if (fault.edit && fault.lasts > 0) await race.order({ do: 'edit', home, records: [] });
  const end = nowMs();
  if (fault.shows.includes('after') || fault.shows.includes('records'))
    await becomesRight(race, home, fault.watched);
  const { seen, address, calls, records } = await race.order({ do: 'tell', home });
  const allowed = new Set([...(seen[0]?.values ?? []), before.address, address, '81.2.60.9']);
  const ended = child.exitCode ?? child.signalCode;
  const outcome: Outcome = {
    ...fared(seen, { begin, end, address, allowed }),
    calls: calls.filter((at) => at >= begin && at <= end).length,
    lasted: (end - begin) / 1000,
    watched: fault.watched,
    ...(ended === null ? {} : { ended: String(ended) }),
    records: records.map(({ type, data, ttl, extra = {} }) => {
      const shown = data === address ? 'right' : 'wrong';
      return `${type} ${shown}, ${extra.proxied ? 'proxied' : `TTL ${ttl}`}, ${extra.comment ? 'with' : 'without'} comment`;
    }),
  };
  await race.end(running);
  return outcome;
}

const patience = 15;

/** How soon each program ends on SIGTERM: while it waits, while a call hangs, and alone as PID 1. */
export async function raceStops(race: Race, runners: readonly Runner[]): Promise<Found<Stop>> {
  const ways = { 'while it waits': {}, 'while a call hangs': { hangs: true }, 'as PID 1': { asInit: true } };
  const found: Record<string, Record<string, Stop>> = {};
  // They are taken away together, because that holds this process up, which stamps their ends.
  const entered: Running[] = [];
  const all: Promise<void>[] = [];
  for (const [what, { hangs = false, asInit = false }] of Object.entries<{
    hangs?: boolean;
    asInit?: boolean;
  }>(ways))
    for (const runner of runners) {
      found[what] ??= {};
      const stops = found[what];
      const running = await race.run({ ...runner, pace: 'quick', asInit });
      entered.push(running);
      all.push(
        stop(race, running, hangs).then((one) => {
          if (stops) stops[runner.program.name] = one;
        }),
      );
    }
  await Promise.all(all);
  for (const running of entered) await race.end(running);
  return found;
}

async function stop(race: Race, running: Running, hangs: boolean): Promise<Stop> {
  const { home, child, pid } = running;
  await becomesRight(race, home, 30);
  await setTimeout(3_000);
  if (hangs) {
    await race.order({ do: 'trouble', home, trouble: { api: 'silent' } });
    const { calls } = await race.move(home);
    for (let left = 1_000; left > 0; left--) {
      await setTimeout(100);
      if ((await race.order({ do: 'tell', home })).calls.length > calls.length) break;
    }
    await setTimeout(200);
  }
  const at = nowMs();
  const ended = new Promise<number>((resolve) => child.once('exit', () => resolve(nowMs() - at)));
  if (child.exitCode !== null) return { ms: null, how: 'had ended by itself' };
  process.kill(pid, 'SIGTERM');
  const ms = await Promise.race([ended, setTimeout(patience * 1000, null)]);
  const how = String(child.exitCode ?? child.signalCode ?? `not in ${patience} s`);
  return { ms, how };
}
