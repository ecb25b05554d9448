import { existsSync } from 'node:fs';

// `npm run bench -- NAME` runs the benchmark of that name, the file beside this one.

const [, , name = ''] = process.argv;
const file = new URL(`./${name}.ts`, import.meta.url);
if (/^[a-z]+$/.test(name) && existsSync(file)) {
  await import(file.href);
} else {
  process.stderr.write('Say which benchmark, for example: npm run bench -- detection\n');
  process.exitCode = 64;
}
