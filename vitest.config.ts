import { defineConfig } from 'vitest/config';

// The groups run one after the other: fuzzing on every core would starve programs that are watched from outside.
const project = (groupOrder: number, name: string, include: string, timeout: number, more = {}) => ({
  test: {
    sequence: { groupOrder },
    name,
    // Without it the style of the page would be read as an empty file.
    css: true,
    include: [`test/${include}**/*.test.ts`],
    testTimeout: timeout,
    hookTimeout: timeout,
    ...more,
  },
});

// These need their time, the built program or containers; everything else runs as it is.
const apart = ['simulation', 'e2e', 'browser', 'integration', 'container', 'swarm', 'home-assistant'];
// No test changes what the process shares, so one thread for each core reads every module once.
const light = { pool: 'threads', isolate: false, maxWorkers: '100%' };
const containers = { globalSetup: 'test/container/setup.ts', fileParallelism: false };

export default defineConfig({
  test: {
    projects: [
      project(1, 'fast', '', 30_000, { exclude: apart.map((folder) => `test/${folder}/**`), ...light }),
      // Six thousand lives keep two cores busy for minutes.
      project(2, 'simulation', 'simulation/', 1_800_000),
      project(3, 'e2e', 'e2e/', 60_000),
      project(3, 'browser', 'browser/', 120_000, { expect: { poll: { timeout: 30_000 } } }),
      project(4, 'integration', 'integration/', 300_000),
      project(5, 'container', 'container/', 600_000, containers),
      // An image of nearly a gigabyte: on a machine for tests, or by request.
      ...(process.env.CI || process.env.TEST_HOME_ASSISTANT
        ? [project(6, 'home-assistant', 'home-assistant/', 300_000, { fileParallelism: false })]
        : []),
      // It makes the machine's Docker engine a swarm and takes it out again: on a machine for tests, or by request.
      ...(process.env.CI || process.env.TEST_SWARM
        ? [project(7, 'swarm', 'swarm/', 600_000, containers)]
        : []),
    ],
  },
});
