import { seededRandom } from '../../support/seeded-random.ts';

export interface Distance {
  readonly minutes: number;
  /** How many changes each program shall see, at least. */
  readonly changes: number;
}

export type Gaps = 'usual' | 'shortest';

/** Seconds: the period in which the first change comes, and the time between two, longer than any program's period. */
const gaps = { usual: [300, 400, 500], shortest: [60, 65, 95] } as const;
const ready = 10;

/** The moments of change of a home in seconds from the start of its program, the same ones for every program. */
export function momentsOf(copy: number, kind: Gaps, seconds: number): number[] {
  const random = seededRandom(copy);
  const [period, least, most] = gaps[kind];
  // Any moment of the period after the start is as likely, and all of them are over before the second look.
  const moments = [ready + random() * (period - 2 * ready)];
  for (let at = moments[0] ?? 0; ; moments.push(at)) {
    at += least + random() * (most - least);
    if (at > seconds - least) return moments;
  }
}

/** How many homes it takes for so many changes. */
export function copiesFor(kind: Gaps, { minutes, changes }: Distance): number {
  if (minutes < leastMinutes)
    throw new Error(`--minutes ${leastMinutes} is the least: the longest default is six`);
  let copies = 0;
  for (let seen = 0; seen < changes; copies++) seen += momentsOf(copies, kind, minutes * 60).length;
  return copies;
}

const leastMinutes = 7;
