import { healthcheck } from './commands/healthcheck.ts';
import { instanceMark } from './process/instance.ts';
import { readEndpoint } from './settings/endpoint.ts';

const exitUnhealthy = 1;

// The image runs this as a file of its own: a process that lives for a moment should not read a whole program.
const mark = instanceMark();
process.exitCode = await healthcheck({ ...readEndpoint(process.env), mark }, (line) =>
  process.stdout.write(`${line}\n`),
).catch(() => exitUnhealthy);
