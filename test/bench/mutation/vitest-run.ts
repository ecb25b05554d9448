import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Note, Plan } from './runner.ts';

const config = 'test/bench/mutation/vitest.config.ts';

/** How a run of vitest went: what it noted, and whether it came to its end; `code` is then that of the process. */
export interface Run {
  readonly notes: readonly Note[];
  readonly isWhole: boolean;
  readonly code: number | null;
}

export interface RunOptions {
  /** Files of tests, or the beginnings of their paths. */
  readonly tests: readonly string[];
  /** A test that takes longer has failed. */
  readonly timeout: number;
  /** Milliseconds without a note after which the process is ended. */
  readonly silence: number;
  /** Whether the run is over, its end or not. */
  isOver(note: Note): boolean;
}

/** Runs tests with a plan in a process of its own, which can be ended whatever a mutant made of it. */
export async function runTests(plan: Plan, { tests, timeout, silence, isOver }: RunOptions): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'mutation-'));
  const log = join(folder, 'log');
  writeFileSync(join(folder, 'plan'), JSON.stringify(plan));
  const vitest = spawn(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--config', config, ...tests],
    {
      stdio: 'ignore',
      env: {
        ...process.env,
        MUTATION_PLAN: join(folder, 'plan'),
        MUTATION_LOG: log,
        MUTATION_TIMEOUT: String(timeout),
      },
    },
  );
  const ended = new Promise<void>((resolve) => vitest.once('exit', () => resolve()));
  const noted = () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : []);

  let known = 0;
  let isWhole = true;
  let since = performance.now();
  for (let isRunning = true; isRunning; ) {
    isRunning = await Promise.race([ended.then(() => false), wait(100, true)]);
    const lines = noted().slice(known);
    known += lines.length;
    if (lines.length > 0) since = performance.now();
    const tooLong = performance.now() - since > silence + (known === 0 ? 30_000 : 0);
    if (isRunning && (tooLong || lines.some((line) => isOver(JSON.parse(line))))) {
      isWhole = false;
      vitest.kill('SIGKILL');
      await ended;
      isRunning = false;
    }
  }
  const notes = noted().map((line): Note => JSON.parse(line));
  rmSync(folder, { recursive: true });
  return { notes, isWhole, code: vitest.exitCode };
}
