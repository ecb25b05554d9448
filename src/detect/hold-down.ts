import type { Clock } from '../base/clock.ts';

/**
 * How a former address becomes the agreed one again although a silent source could say otherwise: by winning every
 * look for a while. A few late answers do not last that long, and a single silent source cannot keep it away for ever.
 */
export interface Comeback {
  /** A former address won the last look and was held back. */
  isPending(): boolean;
  /** Whether the address has won long enough, if it wins the present look as well. */
  isDue(address: string): boolean;
  /** A look is over in which this address won and was held back. */
  heldBack(address: string): void;
  /** A look is over in which none was held back. */
  none(): void;
}

const looks = 3;
const time = 120_000;

export function createComeback(clock: Clock): Comeback {
  let pending: { readonly address: string; readonly since: number; readonly wins: number } | undefined;
  return {
    isPending: () => pending !== undefined,
    isDue: (address) =>
      pending?.address === address && pending.wins + 1 >= looks && clock.monotonic() - pending.since >= time,
    heldBack(address) {
      const before = pending?.address === address ? pending : { since: clock.monotonic(), wins: 0 };
      pending = { address, since: before.since, wins: before.wins + 1 };
    },
    none() {
      pending = undefined;
    },
  };
}
