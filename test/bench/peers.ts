import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { raceChanges } from './peers/changes.ts';
import { raceFaults, raceStops } from './peers/faults.ts';
import { programs } from './peers/programs/registry.ts';
import { openRace, type Runner, versionOf } from './peers/race.ts';
import { report } from './peers/report.ts';
import type { Results } from './peers/results.ts';
import { raceStarts } from './peers/starts.ts';

// `npm run bench -- peers`: our program beside other updaters, all against the same pretend internet and each in network
// namespaces of its own. docs/race.md tells what is measured and how.

const { values: options } = parseArgs({
  args: process.argv.slice(3),
  options: {
    minutes: { type: 'string', default: '30' },
    changes: { type: 'string', default: '50' },
    starts: { type: 'string', default: '9' },
    /** NAME=/path/to/binary */
    program: { type: 'string', multiple: true, default: [] },
    only: { type: 'string', default: 'starts,stops,faults,changes' },
    /** Where the logs of the programs and the results are left. */
    keep: { type: 'string' },
    /** Shows the results of a run that was kept. */
    from: { type: 'string' },
  },
});

if (options.from === undefined) await run();
else console.log(report(JSON.parse(readFileSync(options.from, 'utf8'))));

function runners(): Runner[] {
  const given = new Map(options.program.map((one) => one.split(/=(.*)/s, 2) as [string, string]));
  for (const name of given.keys())
    if (!programs.some((program) => program.name === name))
      throw new Error(`--program ${name}=…: known are ${programs.map((program) => program.name).join(', ')}`);
  return programs.flatMap((program) => {
    const binary = given.get(program.name) ?? program.path;
    if (binary !== undefined && existsSync(binary)) return [{ program, binary }];
    const missing = program.path
      ? `apt-get install ${program.name}`
      : `--program ${program.name}=/path/to/binary`;
    console.error(`${program.name} is not here and left out: ${missing}`);
    return [];
  });
}

function need(): void {
  const root = process.getuid?.() === 0;
  const tools = ['ip', 'setpriv', 'unshare', 'nsenter', 'bash'].filter((tool) => !inPath(tool));
  if (!root || tools.length > 0 || !existsSync('/etc/ssl/certs/ca-certificates.crt'))
    throw new Error(
      `this needs Linux, root, ca-certificates, ip (iproute2), setpriv, unshare and nsenter (util-linux), bash; missing: ${[root ? '' : 'root', ...tools].join(' ')}`,
    );
}

function inPath(tool: string): boolean {
  return (process.env.PATH ?? '').split(':').some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

async function run(): Promise<void> {
  need();
  const all = runners();
  const parts = new Set(options.only.split(','));
  const minutes = Number(options.minutes);
  // One of the programs reads the paths of its settings in lower case.
  const folder = options.keep ?? join(tmpdir(), `ddns-peers-${process.pid}`);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const race = await openRace(folder);
  const close = () => {
    race.close();
    if (options.keep === undefined) rmSync(folder, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      close();
      process.exit(1);
    });
  const load: number[] = [];
  const watching = setInterval(() => load.push(loadavg()[0] ?? 0), 10_000);
  const say = (what: string) => console.error(`${new Date().toISOString()} ${what}`);
  try {
    const facts = all.map((runner) => ({
      name: runner.program.name,
      version: versionOf(runner),
      period: runner.program.periods.usual,
      shortest: runner.program.periods.shortest,
    }));
    say(`starts of ${facts.map(({ name }) => name).join(', ')}`);
    const starts = parts.has('starts') ? await raceStarts(race, all, Number(options.starts)) : {};
    say('stops');
    const stops = parts.has('stops') ? await raceStops(race, all) : {};
    say(`faults, changes and quiet homes, ${minutes} minutes`);
    const distance = { minutes, changes: Number(options.changes) };
    const nothing = { changes: {}, quiet: {}, sizes: {} };
    const faulty = parts.has('faults');
    const [covered, quick, usual] = await Promise.all([
      parts.has('changes') ? raceChanges(race, all, distance) : nothing,
      faulty ? raceFaults(race, all, 'quick') : {},
      faulty ? raceFaults(race, all, 'usual') : {},
    ]);
    const results: Results = {
      ...{ when: new Date().toISOString(), minutes, load, programs: facts, starts, stops },
      ...covered,
      faults: { ...quick, ...usual },
    };
    if (options.keep !== undefined) writeFileSync(join(folder, 'results.json'), JSON.stringify(results));
    console.log(report(results));
  } finally {
    clearInterval(watching);
    close();
  }
}
