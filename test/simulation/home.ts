import type { Family } from '../../src/ip/address.ts';
import type { Chance } from './chance.ts';

/** The home as the world sees it: its addresses, and how good its line is. */
export interface Home {
  /** The address that a question of now comes from; with two lines it is either of them. */
  address(family: Family): string;
  /** All that it has now. */
  addresses(family: Family): readonly [string, ...string[]];
  hasEverHad(address: string): boolean;
  move(family: Family): void;
  /** From now on questions go out by a second line as well, until one of the two is left. */
  addLine(): void;
  dropLine(): void;
  /** What sources over UDP are made to say instead. */
  forged: Readonly<Record<Family, string>> | undefined;
  /** Milliseconds that each way takes more than usual. */
  slowness: number;
}

/** What liars say: each source its own, so that they never agree. */
export function lieOf(family: Family, source: number): string {
  return family === 'ipv4' ? `81.2.95.${source + 1}` : `2a02:8010:66${10 + source}::1`;
}

/** Where whoever forges answers wants the records to point. */
export const forgery: Readonly<Record<Family, string>> = { ipv4: '81.2.95.250', ipv6: '2a02:8010:6699::1' };

/** `make` gives the addresses that its provider has, counted from 1. */
export function createHome(chance: Chance, make: (family: Family, number: number) => string): Home {
  const now: Record<Family, readonly [string, ...string[]]> = {
    ...{ ipv4: [make('ipv4', 1)], ipv6: [make('ipv6', 1)] },
  };
  const had = new Set([...now.ipv4, ...now.ipv6]);
  let number = 1;

  function another(family: Family): string {
    // Providers give an address back now and then.
    const isOld = number > 1 && chance.happens('an old one', 0.2);
    if (!isOld) number += 1;
    const address = make(family, isOld ? chance.whole('which', 1, number - 1) : number);
    had.add(address);
    return address;
  }

  return {
    forged: undefined,
    slowness: 0,
    address: (family) => chance.pick(`${family} line`, now[family]),
    addresses: (family) => now[family],
    hasEverHad: (address) => had.has(address),
    move(family) {
      now[family] = [another(family)];
    },
    addLine() {
      for (const family of ['ipv4', 'ipv6'] as const) now[family] = [now[family][0], another(family)];
    },
    dropLine() {
      for (const family of ['ipv4', 'ipv6'] as const)
        now[family] = [chance.pick(`${family} line that stays`, now[family])];
    },
  };
}
