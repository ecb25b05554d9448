import { asFailure, Failure } from '../../base/failure.ts';
import type { Zone } from '../../dns/name.ts';
import type { Change, CurrentRecord, DesiredSet, RecordKey, RecordSet } from '../../dns/records.ts';
import { canonicalValue } from '../../ip/address.ts';
import { isGone, Refusal } from '../refusal.ts';
import type { Adapter } from './compare.ts';
import type { Check } from './departing.ts';
import { type ChangeCall, changedInPlace } from './in-place.ts';
import { inTheWay } from './listing.ts';
import { asUnconfirmed, type CarryOut, oneByOne } from './one-by-one.ts';
import { idOf } from './per-record.ts';

/** The calls of an API that creates and deletes single records. Each throws a Refusal when it is refused. */
export interface CreateDeleteCalls {
  read(keys: readonly RecordKey[]): Promise<RecordSet[]>;
  /**
   * Resolves to the record, or to undefined where the answer confirms it without its id. The Refusal is `stale`
   * when the same value, with whatever TTL, or a CNAME is there already.
   */
  create(desired: DesiredSet): Promise<CurrentRecord | undefined>;
  readonly change?: ChangeCall;
  remove(id: string): Promise<unknown>;
}

export interface CreateDeletePlace {
  readonly zone: Zone;
  readonly signal: AbortSignal;
}

export interface CreateDeleteOptions {
  /** The vendor, for messages. */
  readonly title: string;
  calls(place: CreateDeletePlace): CreateDeleteCalls;
}

/** A provider whose API has no call that changes any record: the new one is created, then the old ones are deleted. */
export function createDeleteApi({ title, calls }: CreateDeleteOptions): Adapter {
  return {
    read: (zone, keys, signal) => calls({ zone, signal }).read(keys),
    apply: (zone, changes, signal, compare) =>
      oneByOne(changes, signal, createThenDelete(title, calls({ zone, signal })), { compare }),
  };
}

/**
 * Carries out one change: the desired record first, then the old ones one by one, so that the name never stops
 * answering. A failure after the first write leaves the set unconfirmed.
 */
export function createThenDelete(title: string, calls: CreateDeleteCalls): CarryOut {
  return async (change, check) => {
    const { desired, keep, update } = change;
    const stale = [...(update ? [update] : []), ...change.remove];
    // Nothing is written while what is to be deleted afterwards cannot be.
    for (const held of stale) idOf(held, change);
    const changed = await changedInPlace(change, calls.change);
    if (changed) return { name: change.name, type: change.type, records: [changed] };
    const work = noted(title, calls, change, check);
    try {
      const kept = keep ?? (desired ? await ensure(desired, work) : undefined);
      const left = stale.filter(({ id = '' }) => id !== kept?.id && !work.removed.has(id));
      return await clear(change, left, kept, work);
    } catch (thrown) {
      const failure = asFailure(thrown);
      throw work.written ? asUnconfirmed(failure, true) : failure;
    }
  };
}

type Work = ReturnType<typeof noted>;

/** The calls about one set, with a note of what they have done. */
function noted(title: string, calls: CreateDeleteCalls, { name, type }: RecordKey, check: Check) {
  const removed = new Set<string>();
  let created = false;
  return {
    title,
    removed,
    get written() {
      return created || removed.size > 0;
    },
    async readAgain(): Promise<RecordSet> {
      const [set = { name, type, records: [] }] = await calls.read([{ name, type }]);
      return set;
    },
    async create(desired: DesiredSet) {
      const held = await calls.create(desired);
      created = true;
      return held;
    },
    /** Resolves to whether the id was there. */
    async remove(held: CurrentRecord): Promise<boolean> {
      const id = idOf(held, { type });
      if (created || removed.size > 0) await check(held);
      const found = await calls.remove(id).then(() => true, unlessGone);
      removed.add(id);
      return found;
    },
  };
}

/** The desired record, created or found to be there already. */
async function ensure(desired: DesiredSet, work: Work, mayMakeRoom = true): Promise<CurrentRecord> {
  let refusal: Refusal | undefined;
  try {
    const created = await work.create(desired);
    if (created) return created;
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || (!thrown.stale && thrown.kind !== 'record')) throw thrown;
    refusal = thrown;
  }
  const { records, conflict } = await work.readAgain().catch((unread: unknown) => {
    throw refusal && !refusal.stale ? refusal : unread;
  });
  const there = records.find((held) => isDesired(held, desired));
  if (there) return there;
  if (!refusal) {
    const message = `${work.title} confirmed a new record but does not list it yet`;
    throw new Failure('transient', message, { unconfirmed: true });
  }
  if (!refusal.stale) throw inTheWay(conflict, refusal);
  const sameValue = records.filter((held) => isSameValue(held, desired));
  if (sameValue.length === 0 || !mayMakeRoom) {
    const message = `${work.title} calls the record a duplicate of one that it does not list`;
    throw inTheWay(conflict, new Failure('record', message, { cause: refusal }));
  }
  // Only the TTL differs. The service does not hold one value twice, so the old record must go first; the name
  // is without it for the moment between this call and the next.
  for (const held of sameValue) await work.remove(held);
  return ensure(desired, work, false);
}

/**
 * Deletes the stale records and tells what the set then holds. Ids may change with every write to the zone, so
 * an id that is gone is a record that is gone or one that has a new id: the set is read again.
 */
async function clear(
  { name, type, desired }: Change,
  stale: readonly CurrentRecord[],
  kept: CurrentRecord | undefined,
  work: Work,
): Promise<RecordSet> {
  // What was not there before is someone else's, and stays.
  const isStale = (record: CurrentRecord) =>
    !(desired && isDesired(record, desired)) &&
    stale.some((old) => isSameValue(record, old) && record.ttl === old.ttl);
  let held: readonly CurrentRecord[] = kept ? [kept] : [];
  let rest = stale;
  for (let round = 0; round <= stale.length; round++) {
    let vanished = false;
    for (const record of rest) vanished = !(await work.remove(record)) || vanished;
    if (!vanished) return { name, type, records: held };
    const { records } = await work.readAgain();
    const surplus = surplusOf(records, desired, kept);
    rest = records.filter((record) => isStale(record) || surplus.includes(record));
    held = records.filter((record) => !rest.includes(record));
  }
  throw new Failure('transient', `${work.title} changes the ids of records faster than they can be deleted`);
}

/** What another instance has made just like ours, where the service takes a record twice. */
function surplusOf(
  records: readonly CurrentRecord[],
  desired: DesiredSet | null,
  kept: CurrentRecord | undefined,
): readonly CurrentRecord[] {
  const same = records.filter((record) => desired && isDesired(record, desired));
  const ours = same.find(({ id }) => id === kept?.id) ?? same[0];
  return same.filter((record) => record !== ours);
}

function isDesired(held: CurrentRecord, desired: DesiredSet): boolean {
  return (held.ttl === null || held.ttl === desired.ttl) && isSameValue(held, desired);
}

function isSameValue(a: Pick<CurrentRecord, 'value'>, b: Pick<CurrentRecord, 'value'>): boolean {
  return canonicalValue(a.value) === canonicalValue(b.value);
}

function unlessGone(thrown: unknown): false {
  if (isGone(thrown)) return false;
  throw thrown;
}
