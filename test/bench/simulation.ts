import { live } from '../simulation/life.ts';

// `npm run bench -- simulation --seed 123` shows one life; `--seeds 2001-20000` lives many and names those that break
// an invariant, the excused ones too.

const [, , , option = '', given = ''] = process.argv;
const [first = '', last = first] = given.split('-');
const isAsked = (option === '--seed' || option === '--seeds') && /^\d+$/.test(first) && /^\d+$/.test(last);

if (isAsked) {
  for (let seed = Number(first); seed <= Number(last); seed++) {
    const { trace, violations } = await live(seed);
    if (option === '--seed') process.stdout.write(`${trace.join('\n')}\n`);
    for (const invariant of new Set(violations.map((violation) => violation.invariant)))
      process.stdout.write(`seed ${seed}: ${invariant}\n`);
  }
} else {
  process.stderr.write('Say which life: --seed 123, or --seeds 2001-20000\n');
  process.exitCode = 64;
}
