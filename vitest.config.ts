import { defineConfig } from 'vitest/config';

const project = (name: string, include: string, timeout = 10_000, more = {}) => ({
  test: {
    name,
    include: [`test/${include}/**/*.test.ts`],
    testTimeout: timeout,
    hookTimeout: timeout,
    ...more,
  },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', 'unit', 30_000),
      project('contract', 'contract', 30_000),
      project('recorded', 'recorded', 30_000),
      project('e2e', 'e2e', 60_000),
      project('integration', 'integration', 300_000),
      // One file at a time: a swarm that is left takes the names of all networks with it.
      project('container', 'container', 600_000, {
        globalSetup: 'test/container/setup.ts',
        fileParallelism: false,
      }),
    ],
  },
});
