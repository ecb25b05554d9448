import type { Clock } from '../base/clock.ts';

/** Addresses that were agreed once and then given up, as long as looks that agreed heard of them within the last day. */
export interface FormerAddresses {
  has(address: string): boolean;
  add(address: string): void;
  /** The address is agreed again. */
  delete(address: string): void;
  /** What sources said in a look that agreed. Others prove nothing, and must not keep an address away for ever. */
  heard(addresses: readonly string[]): void;
}

const remembered = 24 * 3_600_000;

export function createFormerAddresses(clock: Clock): FormerAddresses {
  const lastHeard = new Map<string, number>();
  const forgetOld = () => {
    for (const [address, at] of lastHeard) if (clock.monotonic() - at > remembered) lastHeard.delete(address);
  };
  return {
    has(address) {
      forgetOld();
      return lastHeard.has(address);
    },
    add(address) {
      lastHeard.set(address, clock.monotonic());
    },
    delete(address) {
      lastHeard.delete(address);
    },
    heard(addresses) {
      forgetOld();
      for (const address of addresses) if (lastHeard.has(address)) lastHeard.set(address, clock.monotonic());
    },
  };
}
