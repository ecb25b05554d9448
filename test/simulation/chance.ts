import type { Random } from '../../src/base/clock.ts';
import { seededRandom } from '../support/seeded-random.ts';

/** What a draw can come to. */
export type Drawn = string | number | boolean | readonly string[];

/** The draws of a life by their names. One that is replayed goes by them, and takes the calmest way where there is none. */
export interface Tape {
  readonly draws: Map<string, Drawn>;
  readonly isReplayed: boolean;
  /** The names of those that are no choice any more where they were to be replayed. */
  readonly unfit: Set<string>;
}

/**
 * Chance that a seed decides. Each draw has a name, so that a life can be written down and lived again after others
 * have come between its draws. Nothing happens, the least number and the first item are the calmest.
 */
export interface Chance {
  readonly random: Random;
  happens(what: string, probability: number): boolean;
  /** A whole number from `least` to `most`. */
  whole(what: string, least: number, most: number): number;
  pick<T>(what: string, items: readonly T[]): T;
  /** What is put together out of several draws and is kept as one. */
  words(what: string, draw: (chance: Chance) => readonly string[]): readonly string[];
  /** Another chance, which goes its own way from here. */
  fork(what: string): Chance;
}

export function chanceOf(seed: number, tape?: Tape): Chance {
  return createChance(startOf(seed), tape, '');
}

const startOf = (seed: number) => seededRandom(Math.imul(seed, 0x9e3779b1) ^ 0x85ebca6b);

function createChance(random: Random, tape: Tape | undefined, path: string): Chance {
  const whole = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const happens = (probability: number) => random() < probability;
  const forked = () => startOf(whole(1, 2 ** 31));
  const untaped: Chance = {
    random,
    happens: (_, probability) => happens(probability),
    whole: (_, least, most) => whole(least, most),
    pick: (_, items) => itemAt(items, whole(0, items.length - 1)),
    words: (_, draw) => draw(untaped),
    fork: () => createChance(forked(), undefined, ''),
  };
  if (!tape) return untaped;

  const times = new Map<string, number>();
  const { draws, isReplayed, unfit } = tape;
  const nameOf = (what: string) => {
    const time = (times.get(what) ?? 0) + 1;
    times.set(what, time);
    return `${path}${what}${time > 1 ? `#${time}` : ''}`;
  };

  function taped<T extends Drawn>(
    what: string,
    draw: () => T,
    calmest: T,
    fits: (drawn: Drawn) => drawn is T,
  ): T {
    const name = nameOf(what);
    if (isReplayed) {
      const drawn = draws.get(name) ?? calmest;
      if (fits(drawn)) return drawn;
      unfit.add(name);
      return calmest;
    }
    const drawn = draw();
    draws.set(name, drawn);
    return drawn;
  }

  return {
    random: () => taped('random', random, 0.5, isNumber),
    happens: (what, probability) => taped(what, () => happens(probability), false, isBoolean),
    whole: (what, least, most) => taped(what, () => whole(least, most), least, isNumber),
    pick(what, items) {
      // As much is drawn as without a tape.
      if (items.length === 1) return itemAt(items, isReplayed ? 0 : whole(0, 0));
      const words = items.map(wordOf);
      const isOneOfThem = (drawn: Drawn): drawn is string | number => words.some((word) => word === drawn);
      const draw = () => itemAt(words, whole(0, items.length - 1));
      return itemAt(items, words.indexOf(taped(what, draw, itemAt(words, 0), isOneOfThem)));
    },
    words: (what, draw) => taped(what, () => draw(untaped), [], isWords),
    fork: (what) => createChance(isReplayed ? random : forked(), tape, `${nameOf(what)}/`),
  };
}

/** What stands for an item on the tape: itself where it is a word, else its place. */
function wordOf(item: unknown, at: number): string | number {
  if (typeof item === 'string' || typeof item === 'number') return item;
  const isList = Array.isArray(item) && item.every((one) => typeof one === 'string');
  return isList ? item.join(' ') : at;
}

function itemAt<T>(items: readonly T[], at: number): T {
  const item = items[at];
  if (item === undefined) throw new Error('there is nothing to pick from, or not that');
  return item;
}

const isNumber = (drawn: Drawn): drawn is number => typeof drawn === 'number';
const isBoolean = (drawn: Drawn): drawn is boolean => typeof drawn === 'boolean';
const isWords = (drawn: Drawn): drawn is readonly string[] => Array.isArray(drawn);
