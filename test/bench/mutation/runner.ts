import { appendFileSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import { type RunnerTask, type RunnerTestCase, TestRunner, type TestRunnerConfig } from 'vitest';
import type { VitestRunner } from 'vitest/runtime';

// Runs inside vitest. Each test is run again for each mutant that it can meet, in the one process that has read every
// module once; the function `mutant`, which the changed files call, says which is on.

const planned = v.object({
  mutants: v.array(v.number()),
  /** How many mutants it met when none was on. */
  steps: v.number(),
  /** What an earlier mutant left behind broke it: each is followed by a run without any. */
  isCareful: v.boolean(),
});
const planForm = v.object({
  /** For tests that have a part; the others are not run. Without it all are run, and what they meet is noted. */
  tests: v.optional(v.record(v.string(), planned)),
  /** This one is on from the start, for what is read once. */
  always: v.optional(v.number()),
});
export type Plan = v.InferOutput<typeof planForm>;

/** A line of the log. */
export type Note =
  | { readonly test: string; readonly met: number[]; readonly steps: number; readonly time: number }
  | { readonly read: number[] }
  | { readonly test: string; readonly begins: number }
  | { readonly test: string; readonly ends: number; readonly isKilled: boolean }
  | { readonly test: string; readonly isBroken: boolean };

interface Shared {
  on: number;
  steps: number;
  limit: number;
  readonly met: Set<number>;
  readonly killed: Set<number>;
}

declare global {
  var mutant: (id: number) => boolean;
  var mutation: Shared | undefined;
}

const { MUTATION_PLAN = '', MUTATION_LOG = '' } = process.env;
const plan = v.parse(planForm, JSON.parse(readFileSync(MUTATION_PLAN, 'utf8')));
const note = (line: Note) => appendFileSync(MUTATION_LOG, `${JSON.stringify(line)}\n`);

globalThis.mutation ??= { on: plan.always ?? 0, steps: 0, limit: 0, met: new Set(), killed: new Set() };
const shared = globalThis.mutation;

globalThis.mutant = (id) => {
  shared.steps += 1;
  if (shared.limit > 0 && shared.steps > shared.limit) throw new Error('It goes on and on');
  if (!plan.tests) shared.met.add(id);
  return shared.on === id;
};

/** A file and the names of its suites and of the test; vitest keeps them apart by place, as two may bear one name. */
const nameOf = (test: RunnerTestCase) => {
  const words: string[] = [];
  for (let task: RunnerTask | undefined = test; task && task !== test.file; task = task.suite) {
    words.unshift(`${task.name}#${task.suite?.tasks.indexOf(task) ?? test.file.tasks.indexOf(task)}`);
  }
  return [test.file.name, ...words].join(' > ');
};

export default function runnerOf(config: TestRunnerConfig): VitestRunner {
  const base = new TestRunner(config);
  const runner: VitestRunner = base;
  const beforeTask = base.onBeforeRunTask.bind(base);
  const beforeTry = base.onBeforeTryTask.bind(base);
  const afterRetry = base.onAfterRetryTask.bind(base);
  let turns: number[] = [];
  let isFailed = false;
  let began = 0;

  runner.onCollected = () => {
    if (!plan.tests && plan.always === undefined) note({ read: [...shared.met] });
    shared.met.clear();
  };
  runner.onBeforeRunTask = async (test) => {
    await beforeTask(test);
    if (test.type !== 'test') return;
    const part = plan.tests?.[nameOf(test)];
    const left = part?.mutants.filter((id) => !shared.killed.has(id)) ?? [];
    if (plan.tests && left.length === 0 && test.mode === 'run') test.mode = 'skip';
    if (!part) {
      turns = [plan.always ?? 0];
      return;
    }
    turns = [0, ...left.flatMap((id) => (part.isCareful ? [id, 0] : [id])), 0];
    test.repeats = turns.length - 1;
  };
  runner.onBeforeTryTask = (test, options) => {
    beforeTry(test, options);
    if (test.type !== 'test') return;
    const turn = turns[options.repeats] ?? 0;
    const steps = plan.tests?.[nameOf(test)]?.steps ?? 0;
    if (turn > 0) note({ test: nameOf(test), begins: turn });
    began = performance.now();
    isFailed = false;
    shared.met.clear();
    shared.on = turn;
    shared.steps = 0;
    shared.limit = turn > 0 && steps > 0 ? 20 * steps + 20_000 : 0;
  };
  // What a mutant breaks is no failure to be told, with all it takes to show the difference.
  runner.runTask = async (test) => {
    try {
      await TestRunner.getTestFn(test)();
    } catch {
      isFailed = true;
    }
  };
  runner.onAfterRetryTask = async (test, options) => {
    await afterRetry(test, options);
    const name = nameOf(test);
    const turn = turns[options.repeats] ?? 0;
    const failed = isFailed !== (test.fails ?? false) || test.result?.state === 'fail';
    shared.limit = 0;
    shared.on = plan.always ?? 0;
    if (turn > 0) {
      if (failed) shared.killed.add(turn);
      note({ test: name, ends: turn, isKilled: failed });
    } else if (plan.tests) {
      note({ test: name, isBroken: failed });
    } else {
      note({ test: name, met: [...shared.met], steps: shared.steps, time: performance.now() - began });
      if (failed) note({ test: name, isBroken: true });
    }
  };
  return runner;
}
