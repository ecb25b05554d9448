import { writeFile } from 'node:fs/promises';
import { type Life, live } from '../simulation/life.ts';
import { fileText, type Shrunk, shrink, shrunkText, writeDown } from '../simulation/shrink.ts';

// `npm run bench -- simulation --seed 123` shows one life (`--only 0,3`: with these of its faults alone), `--seeds
// 2001-20000` lives many, and `--minutes 30` as many as that takes, from `--from 10001` on. What breaks an invariant is
// shrunk to the fewest faults that still break it, and with `--write NAME`
// to the fewest draws, which are written into `test/simulation/found`; `--about` says there what was wrong.

const given = new Map<string, string>();
const words = process.argv.slice(3);
for (let at = 0; at < words.length; at += 2) given.set(words[at] ?? '', words[at + 1] ?? '');

const numberOf = (option: string, otherwise: number) => Number(given.get(option) ?? otherwise);
const seed = given.get('--seed');
const [first = '', last = first] = (given.get('--seeds') ?? '').split('-');
const name = given.get('--write');
const minutes = numberOf('--minutes', 0);

async function write(shrunk: Shrunk, name: string): Promise<void> {
  const written = await writeDown(shrunk);
  if (!written) return void process.stdout.write('  whose draws alone do not break it\n');
  const file = new URL(`../simulation/found/${name}-${shrunk.life.seed}.json`, import.meta.url);
  await writeFile(file, fileText(written, given.get('--about') ?? ''));
  process.stdout.write(`  written to ${file.pathname}\n`);
}

async function tellOf(life: Life): Promise<boolean> {
  if (life.violations.length === 0) return false;
  const shrunk = await shrink(life);
  process.stdout.write(`${shrunkText(shrunk)}\n`);
  if (name !== undefined) await write(shrunk, name);
  return true;
}

async function liveMany(from: number, goesOn: (seed: number) => boolean): Promise<void> {
  let broken = 0;
  let one = from;
  for (; goesOn(one); one++) broken += (await tellOf(await live(one))) ? 1 : 0;
  process.stdout.write(
    `${one - from} lives, the seeds ${from} to ${one - 1}: ${broken} of them broke an invariant\n`,
  );
}

if (seed !== undefined && /^\d+$/.test(seed)) {
  const only = given.get('--only')?.split(',').filter(Boolean).map(Number);
  const life = await live(Number(seed), only && new Set(only));
  process.stdout.write(`${life.trace.join('\n')}\n`);
  if (!only) await tellOf(life);
} else if (minutes > 0) {
  const end = Date.now() + minutes * 60_000;
  await liveMany(numberOf('--from', 10_001), () => Date.now() < end);
} else if (/^\d+$/.test(first) && /^\d+$/.test(last)) {
  await liveMany(Number(first), (one) => one <= Number(last));
} else {
  process.stderr.write('Say which life: --seed 123, --seeds 2001-20000, or --minutes 30\n');
  process.exitCode = 64;
}
