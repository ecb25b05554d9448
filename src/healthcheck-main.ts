import { healthcheck } from './commands/healthcheck.ts';
import { instanceMark } from './process/instance.ts';
import { readEndpoint } from './settings/endpoint.ts';

const exitUnhealthy = 1;

// The image runs this as a file of its own: a process that lives for a moment should not read a whole program.
const mark = instanceMark();
const [, , asked = '/healthz'] = process.argv;
// Where what is unhealthy is killed: that the loop is alive is enough there.
const path = asked === '/livez' ? asked : '/healthz';
process.exitCode = await healthcheck({ ...readEndpoint(process.env), mark, path }, (line) =>
  process.stdout.write(`${line}\n`),
).catch(() => exitUnhealthy);
