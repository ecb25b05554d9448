import { describe, expect, it } from 'vitest';
import { pairs, pairText } from './faults.ts';
import { type Life, live } from './life.ts';
import { isNotYet, notYet } from './not-yet.ts';
import { fileText, shrink, shrunkText, writeDown } from './shrink.ts';

/**
 * `SEED=123 npx vitest run --project simulation` lives one life and shows it, with `ONLY=0,3` these of its faults
 * alone; `SEEDS=20000` lives more of them.
 */
const seed = process.env.SEED;
const only = process.env.ONLY?.split(',').filter(Boolean).map(Number);
const lives = Number(process.env.SEEDS ?? 6000);
const mostShown = 5;

const textOf = ({ trace }: Life) => trace.join('\n');

/** Which faults break the life, and the file that lives it again whatever lives draw by then. */
async function tellingOf(life: Life): Promise<string> {
  const shrunk = await shrink(life);
  const written = await writeDown(shrunk);
  return [shrunkText(shrunk), ...(written ? [fileText(written, '')] : [])].join('\n');
}

/** Lives every life whose seed leaves `part` when divided by `parts`: each part is a file, so that they run side by side. */
export function describeLives(part: number, parts: number): void {
  const seeds = Array.from({ length: lives }, (_, index) => index + 1).filter((one) => one % parts === part);
  /** How often each fault must have met each border or stage; the fewer lives, the less often. */
  const leastMet = Math.floor(seeds.length / 500);

  describe.runIf(seed !== undefined && part === 0)('the life of the given seed', () => {
    it('holds every invariant', async () => {
      const life = await live(Number(seed), only && new Set(only));
      process.stdout.write(`${textOf(life)}\n`);

      expect(life.violations).toEqual([]);
    });
  });

  describe.runIf(seed === undefined)('the program, whatever befalls it', () => {
    it(`holds every invariant in ${seeds.length} lives, and meets every fault at every border and stage`, async () => {
      const broken: Life[] = [];
      const excused = new Map<string, number>();
      const met = new Map<string, number>();
      for (const one of seeds) {
        const life = await live(one);
        const faults = new Set([...life.met.keys()].map((pair) => pair.replace(/ @.*/, '')));
        if (life.violations.some(({ invariant }) => !isNotYet(invariant, faults))) broken.push(life);
        for (const { invariant } of life.violations)
          excused.set(invariant, (excused.get(invariant) ?? 0) + 1);
        for (const [pair, times] of life.met) met.set(pair, (met.get(pair) ?? 0) + times);
      }

      const shown: string[] = [];
      for (const life of broken.slice(0, mostShown)) shown.push(await tellingOf(life));
      expect(shown).toEqual([]);
      const seldom = pairs.map(pairText).filter((pair) => (met.get(pair) ?? 0) < leastMet);
      expect(seldom.map((pair) => `${pair}: ${met.get(pair) ?? 0}`)).toEqual([]);
      // Few lives may miss what is excused; so many do not.
      const mended = notYet.filter(({ invariant }) => !excused.has(invariant));
      expect(
        lives < 2000 ? [] : mended.map(({ invariant }) => `${invariant}: take it out of NOT YET`),
      ).toEqual([]);
    });
  });
}

/** The same for the same seed, byte for byte. */
export function describeRepetition(): void {
  describe.runIf(seed === undefined)('a life', () => {
    it('is the same for the same seed, byte for byte, and another one for another seed', async () => {
      const traces = new Set<string>();
      for (let one = 1; one <= 50; one++) {
        const first = textOf(await live(one));
        traces.add(first);
        expect(textOf(await live(one))).toBe(first);
      }

      expect(traces.size).toBe(50);
    });
  });
}
