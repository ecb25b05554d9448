import type { Note, Plan } from './runner.ts';
import { runTests } from './vitest-run.ts';

/** What a test meets while no mutant is on. */
export interface Met {
  readonly test: string;
  readonly mutants: readonly number[];
  readonly steps: number;
  readonly time: number;
}

/** What the tests of a suite meet, and what is met only while the modules are read. */
export interface Suite {
  readonly tests: readonly Met[];
  readonly read: ReadonlySet<number>;
}

const fileOf = (test: string) => test.split(' > ')[0] ?? '';

/** Runs the tests without any mutant. */
export async function survey(tests: readonly string[]): Promise<Suite> {
  const { notes } = await runTests({}, { tests, timeout: 120_000, silence: 300_000, isOver: () => false });
  const broken = new Set(notes.flatMap((note) => ('isBroken' in note && note.isBroken ? [note.test] : [])));
  if (broken.size > 0)
    process.stderr.write(`Left out, as they fail by themselves: ${[...broken].join(', ')}\n`);
  return {
    tests: notes.flatMap((note) =>
      'time' in note && !broken.has(note.test)
        ? [{ test: note.test, mutants: note.met, steps: note.steps, time: note.time }]
        : [],
    ),
    read: new Set(notes.flatMap((note) => ('read' in note ? note.read : []))),
  };
}

/** Which test killed a mutant. */
export type Kills = Map<number, string>;

interface Part {
  readonly mutants: Set<number>;
  readonly steps: number;
  isCareful: boolean;
}

/**
 * Runs tests with each of the mutants that they meet and that are not killed yet: of each file of tests the `perFile`
 * quickest that meet it, as what survives takes most of the time. A mutant that never ends takes the
 * process with it; the next process goes on behind it.
 */
export async function kill(
  alive: Iterable<number>,
  tests: readonly Met[],
  perFile: number,
  kills: Kills,
): Promise<void> {
  const candidates = new Set(alive);
  const parts = new Map<string, Part>();
  const tries = new Map<string, number>();
  const isTried = (id: number, test: string) => {
    const key = `${id} ${fileOf(test)}`;
    const before = tries.get(key) ?? 0;
    tries.set(key, before + 1);
    return before < perFile;
  };
  for (const { test, mutants, steps } of tests.toSorted((a, b) => a.time - b.time)) {
    const met = new Set(mutants.filter((id) => candidates.has(id) && isTried(id, test)));
    if (met.size > 0) parts.set(test, { mutants: met, steps, isCareful: false });
  }
  const timeout = 500 + 10 * Math.max(0, ...tests.map(({ time }) => time));
  while (parts.size > 0) {
    const plan: Plan = { tests: {} };
    for (const [test, { mutants, steps, isCareful }] of parts) {
      const left = [...mutants].filter((id) => !kills.has(id));
      if (left.length === 0) parts.delete(test);
      else plan.tests = { ...plan.tests, [test]: { mutants: left, steps, isCareful } };
    }
    if (parts.size === 0) return;
    const { notes, isWhole } = await runTests(plan, {
      tests: [...new Set([...parts.keys()].map(fileOf))],
      timeout,
      silence: 15_000 + timeout,
      isOver: (note) => 'isBroken' in note && note.isBroken,
    });
    const ending = read(notes, parts, kills);
    if (isWhole) return;
    if (ending) kills.set(ending.mutant, `${ending.test} (never ends)`);
    else if (notes.every((note) => !('ends' in note))) return;
  }
}

/** Takes over what a run found; says which mutant was on when it stopped. */
function read(notes: readonly Note[], parts: Map<string, Part>, kills: Kills) {
  let begun: { readonly test: string; readonly mutant: number } | undefined;
  let doubtful: number[] = [];
  for (const note of notes) {
    if (!('test' in note)) continue;
    const part = parts.get(note.test);
    if ('begins' in note) begun = { test: note.test, mutant: note.begins };
    if ('ends' in note) {
      begun = undefined;
      part?.mutants.delete(note.ends);
      if (!note.isKilled) continue;
      kills.set(note.ends, note.test);
      doubtful.push(note.ends);
    }
    if ('isBroken' in note && !note.isBroken) {
      doubtful = [];
      if (part?.mutants.size === 0) parts.delete(note.test);
    }
    if ('isBroken' in note && note.isBroken && part) {
      // One of them left something behind that breaks the test: which of the others did it kill itself?
      if (!part.isCareful && doubtful.length > 0) {
        for (const id of doubtful) {
          kills.delete(id);
          part.mutants.add(id);
        }
      } else if (doubtful.length === 0) {
        parts.delete(note.test);
      }
      part.isCareful = true;
      doubtful = [];
    }
  }
  return begun;
}

/** Runs the tests once more for each mutant that is met only while modules are read, each in a process of its own. */
export async function killRead(
  alive: readonly number[],
  tests: readonly string[],
  kills: Kills,
): Promise<void> {
  for (const id of alive) {
    const { notes, isWhole, code } = await runTests(
      { always: id },
      {
        tests,
        timeout: 10_000,
        silence: 60_000,
        isOver: (note) => 'ends' in note && note.isKilled,
      },
    );
    const by = notes.find((note) => 'ends' in note && note.isKilled);
    if (by && 'test' in by) kills.set(id, by.test);
    // What a test finds is no failure of the process here, so a module could not even be read.
    else if (isWhole && code !== 0) kills.set(id, tests.join(' '));
  }
}
