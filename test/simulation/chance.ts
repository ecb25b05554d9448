import type { Random } from '../../src/base/clock.ts';
import { seededRandom } from '../support/seeded-random.ts';

/** Chance that a seed decides. */
export interface Chance {
  readonly random: Random;
  happens(probability: number): boolean;
  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number;
  pick<T>(items: readonly T[]): T;
  /** Another chance, which goes its own way from here. */
  fork(): Chance;
}

export function chanceOf(seed: number): Chance {
  const random = seededRandom(Math.imul(seed, 0x9e3779b1) ^ 0x85ebca6b);
  const whole = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  return {
    random,
    happens: (probability) => random() < probability,
    whole,
    pick(items) {
      const item = items[whole(0, items.length - 1)];
      if (item === undefined) throw new Error('there is nothing to pick from');
      return item;
    },
    fork: () => chanceOf(whole(1, 2 ** 31)),
  };
}
