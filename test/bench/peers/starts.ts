import { setTimeout } from 'node:timers/promises';
import { cpuOf } from '../image-process.ts';
import { nowMs } from './home.ts';
import { becomesRight, type Race, type Runner } from './race.ts';
import type { ByProgram, Starts } from './results.ts';

/** From the start of the process, without any state of its own, to the right record at the DNS host; all in turn. */
export async function raceStarts(
  race: Race,
  runners: readonly Runner[],
  times: number,
): Promise<ByProgram<Starts>> {
  const starts = new Map(
    runners.map(({ program }) => [program.name, { ms: [] as number[], cpu: [] as number[] }]),
  );
  for (let n = 0; n < times; n++)
    for (const runner of runners) {
      const running = await race.run({ ...runner, pace: 'usual' });
      const report = await becomesRight(race, running.home, 60, 20);
      const right = report?.seen.at(-1)?.at ?? nowMs();
      // What comes after the record is part of a start as well.
      await setTimeout(300);
      starts.get(runner.program.name)?.ms.push(right - running.startedAt);
      starts
        .get(runner.program.name)
        ?.cpu.push(running.child.exitCode === null ? cpuOf(running.pid) : Number.NaN);
      await race.end(running);
    }
  return Object.fromEntries(starts);
}
