import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Home Assistant waits for minutes before it asks again, so its files begin first and the others end meanwhile. */
class PatientFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isPatient = ({ project }: TestSpecification) => project.name === 'home-assistant';
    const sorted = await super.sort(files);
    return [...sorted.filter(isPatient), ...sorted.filter((file) => !isPatient(file))];
  }
}

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
// These wait for programs and containers, so more of them than there are cores run side by side.
const waiting = { maxWorkers: 4 };
const containers = { globalSetup: 'test/container/setup.ts' };

export default defineConfig({
  test: {
    sequence: { sequencer: PatientFirst },
    projects: [
      project(1, 'fast', '', 30_000, { exclude: apart.map((folder) => `test/${folder}/**`), ...light }),
      // Six thousand lives keep two cores busy for minutes.
      project(2, 'simulation', 'simulation/', 1_800_000, { maxWorkers: '100%' }),
      project(3, 'e2e', 'e2e/', 60_000, waiting),
      project(3, 'browser', 'browser/', 120_000, { expect: { poll: { timeout: 30_000 } }, ...waiting }),
      project(3, 'integration', 'integration/', 300_000, waiting),
      project(3, 'container', 'container/', 600_000, { ...containers, ...waiting }),
      // An image of nearly a gigabyte: on a machine for tests, or by request.
      ...(process.env.CI || process.env.TEST_HOME_ASSISTANT
        ? [project(3, 'home-assistant', 'home-assistant/', 300_000, waiting)]
        : []),
      // It makes the machine's Docker engine a swarm and takes it out again: on a machine for tests, or by request.
      ...(process.env.CI || process.env.TEST_SWARM
        ? [project(4, 'swarm', 'swarm/', 600_000, containers)]
        : []),
    ],
  },
});
