import type { Chance } from './chance.ts';
import { type Ambush, type Border, type Mishap, pairs, pairText, type Stage, type Strike } from './faults.ts';

export interface AmbushOptions {
  readonly chance: Chance;
  /** Calls back after milliseconds of the world. */
  after(ms: number, callback: () => void): void;
  stage(): Stage;
  strike(fault: Strike): void;
  /** The credentials of the API are refused for a while. */
  expire(host: string): void;
  trace(line: string): void;
}

/** Faults that lie in wait for the program: each meets it at one border or stage. */
export interface Ambushes {
  /** Lays the next one; those that are never met are lost. */
  lay(ambush: Ambush): void;
  /** A message departs. */
  meet(border: Border, who: string): Mishap | undefined;
  /** A host is left alone for a while. */
  waiting(): void;
  /** Nothing lies in wait any more. */
  clear(): void;
  /** Whether all that was laid has met the program. */
  areOver(): boolean;
  /** How often each fault met each border or stage. */
  readonly met: ReadonlyMap<string, number>;
}

const stageAt: Readonly<Partial<Record<Border, Stage>>> = {
  ...({
    datagram: 'looking',
    web: 'looking',
    'zone-id': 'reading',
    list: 'reading',
    'name-server': 'reading',
    'host-read': 'reading',
  } as const),
};

export function createAmbushes({ chance, after, stage, strike, expire, trace }: AmbushOptions): Ambushes {
  const met = new Map<string, number>();
  let mishap: { readonly fault: Mishap; readonly at: Border; left: number } | undefined;
  let strikes: { readonly fault: Strike; readonly at: Stage } | undefined;

  const count = (fault: Mishap | Strike, at: Border | Stage) => {
    const pair = pairText({ fault, at });
    met.set(pair, (met.get(pair) ?? 0) + 1);
  };

  function strikeSoon(ms: number): void {
    const laid = strikes;
    strikes = undefined;
    if (!laid) return;
    after(ms, () => {
      const at = laid.at === 'waiting' ? 'waiting' : stage();
      trace(`strikes: ${laid.fault} while ${at}`);
      count(laid.fault, at);
      strike(laid.fault);
    });
  }

  /** The program is idle most of the time, so this comes soon. */
  function strikeWhenIdle(): void {
    after(chance.whole('idle for', 200, 5_000), () => {
      if (strikes?.at !== 'idle') return;
      if (stage() === 'idle') strikeSoon(0);
      else strikeWhenIdle();
    });
  }

  return {
    met,
    lay(ambush) {
      if (ambush.kind === 'mishap') {
        mishap = { fault: ambush.fault, at: ambush.at, left: chance.pick('times', [1, 1, 1, 2, 4]) };
        return;
      }
      strikes = ambush;
      if (ambush.at === 'idle') strikeWhenIdle();
    },
    meet(border, who) {
      if (strikes?.at === (stageAt[border] ?? 'writing')) strikeSoon(chance.whole('strikes after', 0, 30));
      if (mishap?.at !== border) return undefined;
      const { fault } = mishap;
      mishap.left -= 1;
      if (mishap.left === 0) mishap = undefined;
      count(fault, border);
      if (fault === 'expired') expire(who);
      return fault;
    },
    waiting() {
      if (strikes?.at === 'waiting') strikeSoon(chance.whole('strikes the wait after', 1, 200));
    },
    clear() {
      mishap = undefined;
      strikes = undefined;
    },
    areOver: () => !mishap && !strikes,
  };
}

/** How much more often than others a fault lies in wait where the program comes seldom. */
const weights: Readonly<Partial<Record<Border | Stage, number>>> = {
  ...({ 'remove-set': 9, 'replace-set': 7, update: 6, batch: 4, 'zone-id': 5, delete: 4 } as const),
  ...({
    create: 4,
    'update-call': 5,
    list: 2,
    message: 3,
    web: 2,
    'host-read': 2,
    'host-write': 4,
    waiting: 2,
    reading: 2,
    idle: 2,
  } as const),
};

const mishaps = pairs.filter(({ kind }) => kind === 'mishap');
const strikes = pairs
  .filter(({ kind }) => kind === 'strike')
  .flatMap((pair) => Array.from({ length: weights[pair.at] ?? 1 }, () => pair));

/** What lies in wait in one episode of a life that has these borders. */
export function ambushesFor(borders: ReadonlySet<Border>, chance: Chance): Ambush[] {
  const at = chance.pick(
    'border',
    [...borders].flatMap((border) => Array.from({ length: weights[border] ?? 1 }, () => border)),
  );
  const mishap = chance.pick(
    'mishap',
    mishaps.filter((pair) => pair.at === at),
  );
  return chance.pick('ambushes', [
    [mishap],
    [chance.pick('strike', strikes)],
    [mishap, chance.pick('strike', strikes)],
  ]);
}
