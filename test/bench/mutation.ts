import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { filesToMutate, folders } from './mutation/files.ts';
import type { Mutant } from './mutation/mutants.ts';
import { type Kills, kill, killRead, survey } from './mutation/rounds.ts';
import { knownSurvivors, placeOf } from './mutation/survivors.ts';
import { table } from './table.ts';

// `npm run bench -- mutation` puts one small fault after another into what decides about records, and runs the tests of
// `fast` that come by it: each should fail. `--files src/core/plan.ts,src/ip` for some alone, `--share 1/8` for every
// eighth mutant, `--only near` without the further suites, `--json FILE` for what became of each.

const { values: options } = parseArgs({
  args: process.argv.slice(3),
  options: {
    files: { type: 'string' },
    share: { type: 'string', default: '1/1' },
    only: { type: 'string' },
    json: { type: 'string' },
  },
});
const wanted = options.files?.split(',');
const [part = 1, shares = 1] = options.share.split('/').map(Number);

const near = ['test/core/', 'test/detect/', 'test/ip/', 'test/providers/apply/'];
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
const alive = () => chosen.map(({ id }) => id).filter((id) => !kills.has(id));

function tell(text: string): void {
  process.stderr.write(`${new Date().toISOString()} ${text}: ${alive().length} of ${chosen.length} alive\n`);
  const result = chosen.map((mutant) => ({ ...mutant, killedBy: kills.get(mutant.id) ?? null }));
  if (options.json) writeFileSync(options.json, JSON.stringify(result, null, 1));
}

tell('before the first test');
const suite = await survey(near);
tell(`${suite.tests.length} tests run without them`);
const within = (least: number, most: number) =>
  suite.tests.filter(({ time }) => time >= least && time < most);
for (const [least, most] of [
  [0, 3],
  [3, 30],
  [30, 300],
] as const) {
  await kill(alive(), within(least, most), kills);
  tell(`after the tests of less than ${most} ms`);
}
const met = new Set(suite.tests.flatMap(({ mutants }) => mutants));
for (const folder of folders) {
  const readOnly = chosen.filter(
    ({ id, file }) => file.startsWith(folder) && suite.read.has(id) && !met.has(id),
  );
  await killRead(
    readOnly.map(({ id }) => id).filter((id) => !kills.has(id)),
    [folder.replace('src', 'test')],
    kills,
  );
}
tell('after what is read once');
if (options.only !== 'near') {
  await kill(alive(), within(300, 4_000), kills);
  tell('after the slow tests');
  const outer = await survey(further);
  await kill(
    alive(),
    outer.tests.filter(({ time }) => time < 2_000),
    kills,
  );
  tell('after the further suites');
}

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
