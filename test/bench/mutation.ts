import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { filesToMutate, folders } from './mutation/files.ts';
import type { Mutant } from './mutation/mutants.ts';
import { type Kills, kill, killRead, type Suite, survey } from './mutation/rounds.ts';
import { knownSurvivors, placeOf } from './mutation/survivors.ts';
import { table } from './table.ts';

// `npm run bench -- mutation` puts one small fault after another into what decides about records, and runs the tests of
// `fast` that come by it: one should fail. `--files src/core/plan.ts,src/ip` for some alone, `--share 1/8` for every
// eighth mutant, `--only near` without the further suites, `--json FILE` for what became of each, `--after FILE` to go
// on with those that were alive there, `--tests test/core/plan` with these tests alone.

const { values: options } = parseArgs({
  args: process.argv.slice(3),
  options: {
    files: { type: 'string' },
    share: { type: 'string', default: '1/1' },
    only: { type: 'string' },
    json: { type: 'string' },
    after: { type: 'string' },
    tests: { type: 'string' },
  },
});
const earlier = v.array(
  v.object({ file: v.string(), code: v.string(), change: v.string(), killedBy: v.nullable(v.string()) }),
);
const wanted = options.files?.split(',');
const [part = 1, shares = 1] = options.share.split('/').map(Number);

const near = options.tests?.split(',') ?? ['test/core/', 'test/detect/', 'test/ip/', 'test/providers/apply/'];
/** One host of each way to apply, and what uses the rest from outside. */
const further = [
  ...['godaddy', 'cloudflare', 'desec', 'hetzner', 'route53', 'gandi', 'porkbun', 'netcup'].map(
    (host) => `test/providers/hosts/${host}/`,
  ),
  'test/providers/dyndns2/',
  'test/providers/matrix/',
  'test/report/',
  'test/app/',
];

const all = [...filesToMutate().values()].flat();
const chosen = all.filter(
  ({ file, id }) =>
    (!wanted || wanted.some((start) => file.startsWith(start))) && id % shares === part % shares,
);
const kills: Kills = new Map();
if (options.after) {
  const before = v.parse(earlier, JSON.parse(readFileSync(options.after, 'utf8')));
  const wasAlive = new Set(before.flatMap((mutant) => (mutant.killedBy === null ? [placeOf(mutant)] : [])));
  const dead = new Map(
    before.flatMap(({ killedBy, ...mutant }) =>
      killedBy === null || wasAlive.has(placeOf(mutant)) ? [] : [[placeOf(mutant), killedBy] as const],
    ),
  );
  for (const mutant of chosen) {
    const by = dead.get(placeOf(mutant));
    if (by) kills.set(mutant.id, by);
  }
}
const alive = () => chosen.map(({ id }) => id).filter((id) => !kills.has(id));

function tell(text: string): void {
  process.stderr.write(`${new Date().toISOString()} ${text}: ${alive().length} of ${chosen.length} alive\n`);
  const result = chosen.map((mutant) => ({ ...mutant, killedBy: kills.get(mutant.id) ?? null }));
  if (options.json) writeFileSync(options.json, JSON.stringify(result, null, 1));
}

tell('before the first test');
const suite = await survey(near);
tell(`${suite.tests.length} tests run without them`);
const within = ({ tests }: Suite, least: number, most: number) =>
  tests.filter(({ time }) => time >= least && time < most);

// What an earlier run left over has been through these.
if (!options.after || options.tests)
  await kill(alive(), within(suite, 0, 3), Number.POSITIVE_INFINITY, kills);
tell('after the quick tests');
const met = new Set(suite.tests.flatMap(({ mutants }) => mutants));
await kill(alive(), within(suite, 3, 30), 2, kills);
tell('after the slower tests');
if (options.only !== 'near') {
  const outer = await survey(further);
  await kill(alive(), within(outer, 0, 100), 2, kills);
  tell('after the further suites');
  await kill(alive(), within(suite, 30, 1_000), 2, kills);
  tell('after the slow tests');
}

for (const folder of folders) {
  const readOnce = ({ id, file }: Mutant) => file.startsWith(folder) && suite.read.has(id) && !met.has(id);
  const left = chosen.filter((mutant) => readOnce(mutant) && !kills.has(mutant.id));
  const tests = options.tests ? near : [folder.replace('src', 'test')];
  await killRead(
    left.map(({ id }) => id),
    tests,
    kills,
  );
}
tell('after what is read once');
const survivors = chosen.filter(({ id }) => !kills.has(id));
const known = knownSurvivors();
const isNew = (mutant: Mutant) => !known.has(placeOf(mutant));
const groups = [...folders, 'all'].map((folder) => {
  const isOfIt = ({ file }: Mutant) => folder === 'all' || file.startsWith(`${folder}/`);
  return { folder, mutants: chosen.filter(isOfIt).length, left: survivors.filter(isOfIt) };
});
const counted = groups.filter(({ mutants }) => mutants > 0);
const lines = table(
  [
    ['folder', ({ folder }) => folder],
    ['mutants', ({ mutants }) => String(mutants)],
    ['killed', ({ mutants, left }) => String(mutants - left.length)],
    ['score', ({ mutants, left }) => `${((100 * (mutants - left.length)) / mutants).toFixed(1)} %`],
    ['survivors without a reason', ({ left }) => String(left.filter(isNew).length)],
  ],
  counted,
);
const fresh = survivors
  .filter(isNew)
  .map(({ file, line, code, change }) => `${file}:${line} ${change}\n    ${code}`);
process.stdout.write(`${fresh.join('\n')}\n\n${lines}\n`);
process.exitCode = fresh.length > 0 ? 1 : 0;
