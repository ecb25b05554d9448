import type { Clock } from '../../base/clock.ts';
import { asFailure, Failure } from '../../base/failure.ts';
import type { Zone } from '../../dns/name.ts';
import { type Change, type CurrentRecord, keyText, type RecordSet } from '../../dns/records.ts';
import { canonicalValue } from '../../ip/address.ts';
import type { Confirmation, Provider } from '../provider.ts';
import type { Adapter, Compare, Compared } from './compare.ts';
import { inTheWay } from './listing.ts';
import { asUnconfirmed, stopped } from './one-by-one.ts';

// Milliseconds for which a read is as good as a look right now.
const freshFor = 5_000;

/**
 * Makes a provider that compares before it writes: between the last read and a write the owner may have renamed
 * a record, which keeps its id, so that the write would hit another name.
 */
export function comparing(adapter: Adapter, clock: Clock): Pick<Provider, 'read' | 'apply'> {
  /** As of when the very sets that were given out are known. */
  const readAt = new WeakMap<RecordSet, number>();
  const noted = (sets: RecordSet[], at = clock.monotonic()) => {
    for (const set of sets) readAt.set(set, at);
    return sets;
  };

  function comparison(zone: Zone, all: readonly Change[], signal: AbortSignal): Compare {
    const now = new Map<string, RecordSet>();
    let listing: Promise<void> | undefined;
    // Of a set that was read in this step by other means, no more is known.
    const begun = clock.monotonic();
    const newFor = (set: RecordSet | undefined) =>
      set === undefined ? -1 : freshFor - (clock.monotonic() - (readAt.get(set) ?? begun));
    const seen = (change: Change) =>
      now.get(keyText(change)) ?? (change.knownBefore ? undefined : change.current);

    async function list(): Promise<void> {
      for (const set of noted(await adapter.read(zone, all, signal))) now.set(keyText(set), set);
    }
    async function refresh(changes: readonly Change[]): Promise<void> {
      if (adapter.look) {
        for (const change of changes)
          for (const set of noted([await adapter.look(zone, change, signal)])) now.set(keyText(set), set);
        return;
      }
      // One list serves all names, and all who ask meanwhile.
      listing ??= list().finally(() => {
        listing = undefined;
      });
      await listing;
    }

    async function refreshOld(changes: readonly Change[]): Promise<void> {
      const old = changes.filter((change) => newFor(seen(change)) < 0);
      if (old.length > 0) await refresh(old).catch((thrown: unknown) => fail(thrown, signal));
    }

    async function compare(changes: readonly Change[]): Promise<Compared> {
      await refreshOld(changes);
      return sorted(
        changes.map((change) => {
          const found = against(change, seen(change) ?? change.current);
          return adapter.replacesSets && 'current' in found ? unlessShared(found) : found;
        }),
      );
    }
    return Object.assign(compare, {
      newFor: (change: Change) => newFor(seen(change)),
      async now(change: Change) {
        await refreshOld([change]);
        return seen(change) ?? change.current;
      },
    });
  }

  return {
    async read(zone, keys, signal) {
      // A long list is old by its first page when the last one is there. One that is read to compare counts from its
      // end all the same: else each record of a zone whose list takes so long would be held against a list of its own.
      const asked = clock.monotonic();
      return noted(await adapter.read(zone, keys, signal), asked);
    },
    apply: (zone, changes, signal) => adapter.apply(zone, changes, signal, comparison(zone, changes, signal)),
  };
}

/** What is sent before it could be compared is nothing. */
function fail(thrown: unknown, signal: AbortSignal): never {
  throw signal.aborted ? stopped() : asUnconfirmed(asFailure(thrown), false);
}

/** A change held against the set as it is now: to be sent, perhaps with other ids, or not. */
export function against(change: Change, now: RecordSet): Change | Confirmation {
  const { name, type, desired } = change;
  const there = { name, type, held: now };
  // What cannot hold an address is not ours to remove, and neither is what is gone.
  if (!desired && (now.records.length === 0 || now.conflict !== undefined)) return there;
  if (now.conflict === undefined) {
    const fitting = onto(change, now);
    if (fitting) return fitting;
  }
  const message = 'somebody else changed this record set after it was read, so nothing was sent';
  const changed = new Failure('transient', message, { unconfirmed: true });
  return { name, type, failure: inTheWay(now.conflict, changed), now };
}

/** Not sent where more than one record is to stay beside those that are removed. */
function unlessShared(change: Change): Change | Confirmation {
  const { name, type, current, update, remove } = change;
  const staying = current.records.length - remove.length - (update ? 1 : 0);
  if (staying <= 1) return change;
  const message = `holds ${staying} other addresses as well and could only be changed as a whole, so it is left as it is`;
  return { name, type, failure: new Failure('record', message) };
}

/** What is to be sent, apart from what is not. */
export function sorted(found: readonly (Change | Confirmation)[]): Compared {
  return {
    same: found.flatMap((one) => ('current' in one ? one : [])),
    settled: found.flatMap((one) => ('current' in one ? [] : one)),
  };
}

/**
 * The change with the records of now, where they are those that it was made for: the same ids, or the same
 * addresses where there are none or others. Undefined where they are not.
 */
function onto(change: Change, now: RecordSet): Change | undefined {
  if (change.current.conflict !== undefined) return undefined;
  const before = inOrder(change.current.records);
  const after = inOrder(now.records);
  // What is removed is an address, whatever its TTL is by now.
  const identity = change.desired ? contentOf : addressOf;
  if (before.map(identity).join() !== after.map(identity).join()) return undefined;
  const isSame = before.every((one, index) => {
    const other = after[index];
    return one.id === other?.id && one.ttl === other?.ttl && one.value === other?.value;
  });
  if (isSame) return change;
  const pairs = new Map(before.map((record, index) => [record, after[index]]));
  const { keep, update } = change;
  const [kept, updated] = [keep && pairs.get(keep), update && pairs.get(update)];
  const remove = change.remove.flatMap((record) => pairs.get(record) ?? []);
  const isWhole = !keep === !kept && !update === !updated && remove.length === change.remove.length;
  if (!isWhole) return undefined;
  return {
    ...change,
    current: now,
    remove,
    ...(kept && { keep: kept }),
    ...(updated && { update: updated }),
  };
}

function inOrder(records: readonly CurrentRecord[]): CurrentRecord[] {
  const text = (record: CurrentRecord) => `${contentOf(record)} ${record.id ?? ''}`;
  return [...records].sort((a, b) => (text(a) < text(b) ? -1 : Number(text(a) > text(b))));
}

function contentOf(record: CurrentRecord): string {
  return JSON.stringify([addressOf(record), record.ttl, record.differs ?? false]);
}

function addressOf({ value }: CurrentRecord): string {
  return canonicalValue(value);
}
