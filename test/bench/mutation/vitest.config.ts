import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { filesToMutate } from './files.ts';
import { instrumented } from './mutants.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const files = filesToMutate();

export default defineConfig({
  root,
  plugins: [
    {
      name: 'mutation',
      enforce: 'pre',
      transform(source, path) {
        const mutants = files.get(relative(root, path.replace(/\?.*/, '')));
        return mutants && { code: instrumented(source, mutants), map: null };
      },
    },
  ],
  test: {
    css: true,
    include: ['test/**/*.test.ts'],
    // They live whole months, and would do so for each mutant.
    exclude: ['test/core/convergence*'],
    runner: './test/bench/mutation/runner.ts',
    testTimeout: Number(process.env.MUTATION_TIMEOUT ?? 30_000),
    hookTimeout: 30_000,
    pool: 'threads',
    isolate: false,
    maxWorkers: 1,
    fileParallelism: false,
    reporters: ['dot'],
    dangerouslyIgnoreUnhandledErrors: true,
  },
});
