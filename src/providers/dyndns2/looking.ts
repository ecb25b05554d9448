import type { Clock } from '../../base/clock.ts';
import { concurrently } from '../../base/concurrently.ts';
import type { Authoritative, Holding } from '../../dns/authoritative.ts';
import { fqdn, type Zone } from '../../dns/name.ts';
import type { RecordKey, RecordSet } from '../../dns/records.ts';
import type { ZoneNotes } from '../zone-notes.ts';
import { idOf, type Memory, settling, type Told } from './told.ts';

export interface LookingOptions {
  readonly title: string;
  readonly clock: Clock;
  readonly memory: Memory;
  readonly notes: ZoneNotes;
  /** Absent where the service keeps no DNS record. */
  readonly authoritative: Authoritative | undefined;
  /** Milliseconds between two calls for one host and family. */
  readonly spacing: number;
}

const atOnce = 8;

/**
 * What is held, as far as it is known: what the zone's own servers say, unless the service was told otherwise and they
 * had no time to follow, or the service says itself that it holds what it was told. Where it may have been told something
 * that they do not show, that is not known until they had time. Never throws.
 */
export function looking({ title, clock, memory, notes, authoritative, spacing }: LookingOptions) {
  const patience = Math.max(settling, spacing);

  async function heldAt(zone: Zone, key: RecordKey, signal: AbortSignal): Promise<RecordSet> {
    const { name, type } = key;
    const id = idOf(key, zone);
    const host = fqdn(name, zone);
    const told = memory.told(id);
    const toldSet = (of: Told): RecordSet => ({ name, type, records: [{ value: of.value, ttl: null }] });
    const holding: Holding = (await authoritative?.lookUp(host, type, signal)) ?? { unknown: 'no record' };
    const unseen: RecordSet = { name, type, records: [], unseen: true };
    const maybe = memory.lost(id) ?? (told?.as === 'doubt' ? told : undefined);
    if ('unknown' in holding) return told && !maybe ? toldSet(told) : unseen;

    const shown = [...holding.addresses].sort().join(', ');
    memory.saw(id, shown);
    const set = { name, type, records: holding.addresses.map((value) => ({ value, ttl: null })) };
    notes.note(zone, `differs ${id}`, undefined);
    if (maybe) return shown === maybe.value || clock.monotonic() - maybe.at >= patience ? set : unseen;
    if (!told || shown === told.value) return set;
    if (clock.monotonic() - told.at < patience) return toldSet(told);
    // To tell it again what it says to hold would only be taken for abuse.
    if (told.as !== 'unchanged' || told.instead !== shown) return set;
    const servers = `the name servers of ${host} answer ${shown || 'no address'}`;
    notes.note(
      zone,
      `differs ${id}`,
      `${title} says that it holds ${told.value} for ${host}, but ${servers}`,
    );
    return toldSet(told);
  }

  return (zone: Zone, keys: readonly RecordKey[], signal: AbortSignal): Promise<RecordSet[]> =>
    concurrently(keys, atOnce, (key) => heldAt(zone, key, signal));
}
