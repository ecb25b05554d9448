import { type DesiredSet, keyText, type RecordSet } from '../../dns/records.ts';
import { canonicalValue } from '../../ip/address.ts';
import type { StepNote } from '../outcome.ts';

/** A TTL that the host gives a record instead of the one that it is asked for. In seconds. */
interface Rounded {
  readonly asked: number;
  readonly held: number;
}

/** Knows which TTLs a host makes of those that it is asked for, so that they are not written again and again. */
export interface Rounding {
  /** What can be held there: the same set, with the TTL that the host makes of its own. */
  effective(desired: DesiredSet): DesiredSet;
  /** The host confirmed this write and showed the set as it then holds it. */
  wrote(desired: DesiredSet, held: RecordSet): void;
  /**
   * The set as it was read. A TTL that differs from the one that was confirmed may be the owner's own doing, which is
   * put right twice; the same one again after that is the host's. Once is too little: an owner who edits it to the
   * same value again would be taken for the host.
   */
  read(set: RecordSet): void;
  /** One for each record whose TTL is not as asked for. */
  notes(): StepNote[];
}

const enoughRewrites = 2;

export function createRounding(host: string): Rounding {
  const rounded = new Map<string, Rounded>();
  /** By key; `rewrites`: how often the TTL that was asked for was confirmed once more since. */
  const suspected = new Map<string, { readonly ttl: number; readonly rewrites: number }>();
  const written = new Map<string, DesiredSet>();

  /** The TTL of the one record, where it has the value that was written and another TTL. */
  function otherTtl(desired: DesiredSet, { records }: RecordSet): number | undefined {
    const [only, another] = records;
    if (!only || another || canonicalValue(only.value) !== desired.value) return undefined;
    return only.ttl === null || only.ttl === desired.ttl || only.differs ? undefined : only.ttl;
  }

  return {
    effective(desired) {
      const { asked, held } = rounded.get(keyText(desired)) ?? {};
      return held !== undefined && asked === desired.ttl ? { ...desired, ttl: held } : desired;
    },
    wrote(desired, held) {
      const suspicion = suspected.get(keyText(desired));
      if (suspicion) suspected.set(keyText(desired), { ...suspicion, rewrites: suspicion.rewrites + 1 });
      written.set(keyText(desired), desired);
      const ttl = otherTtl(desired, held);
      if (ttl !== undefined) rounded.set(keyText(desired), { asked: desired.ttl, held: ttl });
    },
    read(set) {
      const key = keyText(set);
      const last = written.get(key);
      const ttl = last && otherTtl(last, set);
      const suspicion = suspected.get(key);
      if (!last || ttl === undefined) suspected.delete(key);
      else if (suspicion?.ttl !== ttl) suspected.set(key, { ttl, rewrites: 0 });
      else if (suspicion.rewrites >= enoughRewrites) rounded.set(key, { asked: last.ttl, held: ttl });
    },
    notes: () =>
      [...rounded].map(([key, { asked, held }]) => ({
        code: 'ttl-rounded',
        text: `${host} holds ${key} with a TTL of ${held} instead of ${asked}; it is left at that (TTL=${held} would say the same)`,
      })),
  };
}
