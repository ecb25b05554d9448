import { type Family, families, familyOf } from '../ip/address.ts';

/** The own address that connections of a family begin at, as it is now. Rejects with a transient Failure where there is none. */
export type LocalEnd = (family: Family) => Promise<string>;

/** Own addresses to begin at, by family. */
export type LocalEnds = Readonly<Partial<Record<Family, string>>>;

/**
 * What can be reached from the own addresses: a family that has none is left out. Rejects with the first Failure when
 * nothing is left.
 */
export async function reachableFrom(
  addresses: readonly string[],
  from: LocalEnd,
): Promise<{ readonly addresses: readonly string[]; readonly localEnds: LocalEnds }> {
  const asked = families.filter((family) => addresses.some((address) => familyOf(address) === family));
  const ends = await Promise.allSettled(asked.map(from));
  const localEnds: Partial<Record<Family, string>> = {};
  for (const [index, family] of asked.entries()) {
    const end = ends[index];
    if (end?.status === 'fulfilled') localEnds[family] = end.value;
  }
  const usable = addresses.filter((address) => {
    const family = familyOf(address);
    return family !== undefined && localEnds[family] !== undefined;
  });
  const failed = ends.find((end) => end.status === 'rejected');
  if (usable.length === 0 && failed) throw failed.reason;
  return { addresses: usable, localEnds };
}
