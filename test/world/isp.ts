import { type Family, families } from '../../src/ip/address.ts';

export type HomeAddresses = Readonly<Partial<Record<Family, string>>>;

/** The internet provider of a pretend home: which public addresses the home has now, and whether it is online. */
export interface Isp {
  /** Undefined when the home has none of the family. */
  address(family: Family): string | undefined;
  /** Gives the home these addresses, or the next of its pool for every family that it has. Returns all it has now. */
  change(addresses?: HomeAddresses): HomeAddresses;
  /** Called after each change; the returned function ends that. */
  subscribe(listener: (addresses: HomeAddresses) => void): () => void;
  /** False: nothing of the pretend internet answers. */
  online: boolean;
}

// Real address space, because documentation ranges are refused; nothing is ever sent there.
const pool: Readonly<Record<Family, (n: number) => string>> = {
  ipv4: (n) => `81.2.${64 + (Math.floor(n / 254) % 32)}.${1 + (n % 254)}`,
  ipv6: (n) => `2a02:8010:${(0x6000 + n).toString(16)}::1`,
};

export function createIsp(first: HomeAddresses = { ipv4: '81.2.69.142' }): Isp {
  let addresses = first;
  let changes = 0;
  const listeners = new Set<(addresses: HomeAddresses) => void>();
  return {
    online: true,
    address: (family) => addresses[family],
    change(next) {
      changes += 1;
      const fresh = families
        .filter((family) => addresses[family])
        .map((family) => [family, pool[family](changes)]);
      addresses = { ...addresses, ...(next ?? Object.fromEntries(fresh)) };
      for (const listener of listeners) listener(addresses);
      return addresses;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
