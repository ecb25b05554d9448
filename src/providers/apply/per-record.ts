import { asFailure, Failure } from '../../base/failure.ts';
import { listedName } from '../../dns/listed-name.ts';
import type { Zone } from '../../dns/name.ts';
import {
  type Change,
  type CurrentRecord,
  type DesiredSet,
  keyText,
  type RecordKey,
} from '../../dns/records.ts';
import { canonicalValue } from '../../ip/address.ts';
import type { ZoneIds } from '../api/zone-ids.ts';
import { isGone, Refusal } from '../refusal.ts';
import type { Adapter } from './compare.ts';
import { conflictOr, currentSets, inTheWay, type ListedRecord, listedSets } from './listing.ts';
import { asUnconfirmed, type CarryOut, oneByOne, stopped } from './one-by-one.ts';

/** The calls of an API that knows single records by their ids. Each throws a Refusal when it is refused. */
export interface RecordCalls {
  /** Every record of the zone, or at least those of one name. Records of all types, CNAMEs above all. */
  list(name: string | undefined): Promise<readonly ListedRecord[]>;
  /** Resolves to the record as the provider then holds it, name and type included where the answer has them. */
  create(desired: DesiredSet): Promise<WrittenRecord>;
  /** Changes value and TTL only; what else the record carries survives. */
  update(id: string, desired: DesiredSet): Promise<WrittenRecord>;
  remove(id: string, change: Change): Promise<unknown>;
  /** A call about a record that is gone is refused in words that do not say so, so the list is asked. */
  readonly hidesMissing?: true;
}

/** A record as the answer to a write shows it. */
export type WrittenRecord = CurrentRecord & Partial<Pick<ListedRecord, 'name' | 'type'>>;

/** Where the calls go to. */
export interface RecordPlace {
  readonly zone: Zone;
  /** What the API calls the zone: an id of its own, or the name. */
  readonly zoneId: string;
  readonly signal: AbortSignal;
}

export interface RecordApiOptions {
  calls(place: RecordPlace): RecordCalls;
  /** Where the API has ids of its own for zones. */
  readonly zones?: ZoneIds;
  /** How many records may be written at a time; default 1. */
  readonly concurrency?: number;
}

/** A provider whose API knows single records: one listing to read, one call for each record to write. */
export function recordApi({ calls, zones, concurrency = 1 }: RecordApiOptions): Adapter {
  const using = atPlace(calls, zones);
  return {
    read: (zone, keys, signal) => using(zone, signal, ({ list }) => listedSets(keys, list)),
    async apply(zone, changes, signal, compare) {
      if (signal.aborted) throw stopped();
      return using(zone, signal, (calls) =>
        oneByOne(changes, signal, recordSteps(calls), { compare, concurrency }),
      );
    },
  };
}

/** Gives the calls of a zone to whoever works with them, once the zone's id is known. */
export function atPlace<C>(calls: (place: RecordPlace) => C, zones: ZoneIds | undefined) {
  return <T>(zone: Zone, signal: AbortSignal, work: (calls: C) => Promise<T>): Promise<T> => {
    const at = (zoneId: string) => work(calls({ zone, zoneId, signal }));
    return zones ? zones.using(zone, signal, at) : at(zone.name);
  };
}

/**
 * Carries out one change: the desired record first, then the leftovers one by one, so that the name never
 * stops answering; where it is refused for their sake, they go first. A failure after the first write leaves the set unconfirmed, and so does a record that is
 * gone: someone else wrote as well, so the set is read again before anything more is written.
 */
export function recordSteps(calls: RecordCalls): CarryOut {
  return async (change, check) => {
    const { name, type, remove } = change;
    const stale = [...remove];
    for (const held of stale) idOf(held, change);
    let written = false;
    async function removeLeftovers(): Promise<void> {
      for (let held = stale.shift(); held; held = stale.shift()) {
        const id = idOf(held, change);
        if (written) await check(held);
        await calls.remove(id, change).catch(unlessGone(id, change, calls));
        written = true;
      }
    }
    try {
      const kept = await desiredRecord(change, calls).catch(async (refused: unknown) => {
        if (!mayBeOfLeftovers(change, asFailure(refused))) throw refused;
        await removeLeftovers();
        return desiredRecord(change, calls);
      });
      written ||= kept !== undefined && kept !== change.keep;
      await removeLeftovers();
      return { name, type, records: kept ? [kept] : [] };
    } catch (thrown) {
      const failure = asFailure(thrown);
      throw written ? asUnconfirmed(failure, true) : failure;
    }
  };
}

/** Some services take no record beside an equal one, or one of another TTL (https://github.com/bsorahan/certbot-dns-vultr/issues/3). */
function mayBeOfLeftovers({ desired, update, remove }: Change, { kind }: Failure): boolean {
  if (!desired || !update || kind !== 'record') return false;
  return remove.some(({ value, ttl }) => ttl !== desired.ttl || isValue(value, desired));
}

async function desiredRecord(change: Change, calls: RecordCalls): Promise<CurrentRecord | undefined> {
  const { desired, keep, update } = change;
  if (!desired || keep) return keep;
  try {
    const written = update ? calls.update(idOf(update, change), desired) : calls.create(desired);
    return asAsked(await written, desired);
  } catch (thrown) {
    if (update && (await isGoneBy(thrown, idOf(update, change), change, calls)))
      throw new Failure('transient', 'the record is not there any more; the name is read again', {
        unconfirmed: true,
      });
    return foundInstead(thrown, change, calls);
  }
}

/** Whether a call was refused because its record is gone. */
async function isGoneBy(
  thrown: unknown,
  id: string,
  { name }: RecordKey,
  { list, hidesMissing }: RecordCalls,
): Promise<boolean> {
  if (isGone(thrown)) return true;
  if (!hidesMissing || asFailure(thrown).kind !== 'record') return false;
  const listed = await list(name).catch(() => undefined);
  return listed !== undefined && !listed.some((one) => one.id === id);
}

/**
 * The record that a new one was refused for, where that is the desired one: another instance of this program has
 * written it a moment ago. Else the refusal is thrown, or a CNAME that is the reason.
 */
async function foundInstead(refused: unknown, change: Change, { list }: RecordCalls): Promise<CurrentRecord> {
  const failure = asFailure(refused);
  const { name, desired, create } = change;
  const isRefused = failure.kind === 'record' || (refused instanceof Refusal && refused.stale);
  if (!isRefused || !create || !desired) throw await conflictOr(failure, change, () => list(name));
  const [now] = currentSets([change], await list(name).catch(() => []));
  const there = now?.records.find(({ value, ttl }) => ttl === desired.ttl && isValue(value, desired));
  if (there && now?.conflict === undefined) return there;
  throw inTheWay(failure.kind === 'record' ? now?.conflict : undefined, failure);
}

function isValue(value: string, desired: DesiredSet): boolean {
  return canonicalValue(value) === canonicalValue(desired.value);
}

/** The record in the answer to a write, which has to be the one that was asked for. */
export function asAsked({ name, type, ...held }: WrittenRecord, asked: RecordKey): CurrentRecord {
  const isOther = listedName(name ?? asked.name) !== asked.name || (type ?? asked.type) !== asked.type;
  if (!isOther) return held;
  const message = `the answer speaks of ${name}/${type}, where ${keyText(asked)} was to be written; the name is read again`;
  throw new Failure('transient', message, { unconfirmed: true });
}

/** The id of a record; without one it can be neither changed nor deleted. */
export function idOf(held: CurrentRecord, { type }: Pick<Change, 'type'>): string {
  if (held.id !== undefined) return held.id;
  throw new Failure('record', `the ${type} record ${held.value} is listed without an id; delete it by hand`);
}

function unlessGone(id: string, key: RecordKey, calls: RecordCalls) {
  return async (thrown: unknown): Promise<void> => {
    if (!(await isGoneBy(thrown, id, key, calls))) throw thrown;
  };
}
