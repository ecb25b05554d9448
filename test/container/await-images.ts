import { readFileSync } from 'node:fs';

// Where CI makes the images meanwhile, `IMAGES_MADE` is a pipe that says with which exit code that has ended.

const pipe = process.env.IMAGES_MADE;
if (pipe !== undefined) {
  const code = readFileSync(pipe, 'utf8').trim();
  if (code !== '0') {
    process.stderr.write(`The images were not made: exit code ${code}\n`);
    process.exitCode = 1;
  }
}
