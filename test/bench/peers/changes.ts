import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { filesIn } from './counters.ts';
import { nowMs } from './home.ts';
import { copiesFor, type Distance, momentsOf } from './moments.ts';
import { login } from './push-login.ts';
import { countQuiet, healthCheckOf, sizeOf } from './quiet.ts';
import { becomesRight, type Entry, type Race, type Runner, type Running } from './race.ts';
import { type ByProgram, followed, type Move, type Quiet, type Size } from './results.ts';

const settling = 20;

/** Homes of ours whose router helps: no other program of the race looks at one. */
const routers = [
  { router: 'nat-pmp', more: {} },
  { router: 'announces', more: {} },
  { router: 'pushes', more: login },
] as const;

interface Member {
  readonly round: string;
  readonly copy: number;
  readonly one: Running;
  /** What comes of its changes; none in a home without. */
  readonly lived?: Promise<Lived>;
}

interface Lived {
  readonly round: string;
  readonly name: string;
  readonly times: readonly (number | null)[];
}

export interface Covered {
  readonly changes: Record<string, ByProgram<readonly (number | null)[]>>;
  readonly quiet: ByProgram<Quiet>;
  readonly rechecking?: Quiet;
  readonly sizes: ByProgram<Size>;
}

/** All programs at once, each in homes of its own: some whose address changes, and one where it never does. */
export async function raceChanges(
  race: Race,
  runners: readonly Runner[],
  distance: Distance,
): Promise<Covered> {
  const members: Member[] = [];
  const seconds = distance.minutes * 60;
  const isQuiet = ({ round }: Pick<Member, 'round'>) => round === 'quiet' || round === 'rechecking';
  const enter = async (round: string, copy: number, entry: Entry) => {
    const member = { round, copy, one: await race.run(entry) };
    members.push(isQuiet(member) ? member : { ...member, lived: live(race, member, seconds) });
  };
  const [ours] = runners;
  const usual = copiesFor('usual', distance);
  for (const runner of runners) await enter('quiet', 0, { ...runner, pace: 'usual' });
  if (ours) await enter('rechecking', 0, { ...ours, pace: 'usual', more: { RECHECK: '5m' } });
  for (let copy = 0; copy < usual; copy++) {
    for (const runner of runners) await enter('usual', copy, { ...runner, pace: 'usual' });
    for (const kind of routers) if (ours) await enter(kind.router, copy, { ...ours, ...kind, pace: 'usual' });
  }
  for (let copy = 0; copy < copiesFor('shortest', distance); copy++)
    for (const runner of runners) await enter('shortest', copy, { ...runner, pace: 'shortest' });
  const quietOnes = members.filter(isQuiet);
  await Promise.all(quietOnes.map(({ one }) => becomesRight(race, one.home, settling)));
  await setTimeout(settling * 1000);
  const [counted, lived] = await Promise.all([
    Promise.all(
      quietOnes.map(async (member) => ({ member, quiet: await countQuiet(race, member.one, seconds - 60) })),
    ),
    Promise.all(members.map((member) => member.lived)),
  ]);

  const quiet: Record<string, Quiet> = {};
  let rechecking: Quiet | undefined;
  for (const { member, quiet: found } of counted) {
    if (member.round === 'rechecking') rechecking = found;
    else {
      const healthCheck = await healthCheckOf(member.one);
      quiet[member.one.program.name] = { ...found, ...(healthCheck === undefined ? {} : { healthCheck }) };
    }
  }
  const changes: Record<string, Record<string, (number | null)[]>> = {};
  for (const { round, name, times } of lived.filter((one) => one !== undefined)) {
    changes[round] ??= {};
    const all = changes[round];
    all[name] = [...(all[name] ?? []), ...times];
  }
  const sizes: Record<string, Size> = {};
  for (const { round, one } of members)
    if (round === 'quiet') sizes[one.program.name] = await sizeOf(filesOf(one));
  for (const { one } of members) await race.end(one);
  return { changes, quiet, sizes, ...(rechecking ? { rechecking } : {}) };
}

function filesOf({ pid, program, place }: Running): string[] {
  const mapped = filesIn(readFileSync(`/proc/${pid}/maps`, 'utf8'));
  return [...new Set([...mapped, ...(program.files?.(place) ?? [])])];
}

/** Changes the home's address at its moments; what came of it. */
async function live(
  race: Race,
  { round, copy, one }: Pick<Member, 'round' | 'copy' | 'one'>,
  seconds: number,
): Promise<Lived> {
  const until = (moment: number) => setTimeout(Math.max(0, one.startedAt + moment * 1000 - nowMs()));
  const moves: Move[] = [];
  for (const moment of momentsOf(copy, round === 'shortest' ? 'shortest' : 'usual', seconds)) {
    await until(moment);
    const { at, address } = await race.move(one.home);
    moves.push({ at, address });
  }
  await until(seconds);
  const { seen } = await race.order({ do: 'tell', home: one.home });
  return { round, name: one.program.name, times: followed(seen, moves) };
}
