import { asFailure, Failure } from '../../base/failure.ts';
import type { Zone } from '../../dns/name.ts';
import {
  type Change,
  type CurrentRecord,
  type DesiredSet,
  keyText,
  type RecordKey,
  type RecordSet,
} from '../../dns/records.ts';
import type { ZoneIds } from '../api/zone-ids.ts';
import { isGone } from '../refusal.ts';
import type { Adapter } from './compare.ts';
import { conflictOr, type ListedRecord, listedSets } from './listing.ts';
import { asUnconfirmed, oneByOne, stopped } from './one-by-one.ts';

/** The calls of an API that knows single records by their ids. Each throws a Refusal when it is refused. */
export interface RecordCalls {
  /** Every record of the zone, or at least those of one name. Records of all types, CNAMEs above all. */
  list(name: string | undefined): Promise<readonly ListedRecord[]>;
  /** Resolves to the record as the provider then holds it, name and type included where the answer has them. */
  create(desired: DesiredSet): Promise<WrittenRecord>;
  /** Changes value and TTL only; what else the record carries survives. */
  update(id: string, desired: DesiredSet): Promise<WrittenRecord>;
  remove(id: string, change: Change): Promise<unknown>;
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
 * stops answering. A failure after the first write leaves the set unconfirmed, and so does a record that is
 * gone: someone else wrote as well, so the set is read again before anything more is written.
 */
export function recordSteps(calls: RecordCalls): (change: Change) => Promise<RecordSet> {
  return async (change) => {
    const { name, type, remove } = change;
    const stale = remove.map((held) => idOf(held, change));
    let written = false;
    try {
      const kept = await desiredRecord(change, calls);
      written = kept !== undefined && kept !== change.keep;
      for (const id of stale) {
        await calls.remove(id, change).catch(unlessGone);
        written = true;
      }
      return { name, type, records: kept ? [kept] : [] };
    } catch (thrown) {
      const failure = asFailure(thrown);
      throw written ? asUnconfirmed(failure, true) : failure;
    }
  };
}

async function desiredRecord(change: Change, calls: RecordCalls): Promise<CurrentRecord | undefined> {
  const { desired, keep, update } = change;
  if (!desired || keep) return keep;
  try {
    const written = update ? calls.update(idOf(update, change), desired) : calls.create(desired);
    return asAsked(await written, desired);
  } catch (thrown) {
    if (update && isGone(thrown))
      throw new Failure('transient', 'the record is not there any more; the name is read again', {
        unconfirmed: true,
      });
    throw await conflictOr(asFailure(thrown), change, () => calls.list(change.name));
  }
}

/** The record in the answer to a write, which has to be the one that was asked for. */
export function asAsked({ name, type, ...held }: WrittenRecord, asked: RecordKey): CurrentRecord {
  const isOther = (name ?? asked.name).toLowerCase() !== asked.name || (type ?? asked.type) !== asked.type;
  if (!isOther) return held;
  const message = `the answer speaks of ${name}/${type}, where ${keyText(asked)} was to be written; the name is read again`;
  throw new Failure('transient', message, { unconfirmed: true });
}

/** The id of a record; without one it can be neither changed nor deleted. */
export function idOf(held: CurrentRecord, { type }: Pick<Change, 'type'>): string {
  if (held.id !== undefined) return held.id;
  throw new Failure('record', `the ${type} record ${held.value} is listed without an id; delete it by hand`);
}

function unlessGone(thrown: unknown): void {
  if (!isGone(thrown)) throw thrown;
}
