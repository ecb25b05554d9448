import { asFailure, Failure } from '../../../base/failure.ts';
import type { Change, HeldRecord, RecordSet, WantedSet } from '../../../dns/records.ts';
import { familyOf, parseAddress } from '../../../ip/address.ts';
import { cnameObstacle, markObstacles, namesByType } from '../../apply/conflict.ts';
import { each, withDoubt } from '../../apply/one-by-one.ts';
import type { Provider } from '../../provider.ts';
import type { GodaddyApi } from './api.ts';
import { idOf, type V3Records, v3Records } from './v3-records.ts';

/**
 * GoDaddy's Domain Lifecycle Management API v3, whose unit is the record. There is no update: the new record
 * is created, then the old one deleted. `PUT` must never be sent: the server answers 200 and replaces the
 * whole zone (https://github.com/godaddy/cli/issues/136).
 */
export function godaddyV3(api: GodaddyApi): Pick<Provider, 'read' | 'apply'> {
  return {
    async read(zone, keys, signal) {
      const records = v3Records(api, zone, signal);
      const sets: RecordSet[] = [];
      for (const [type, names] of namesByType(keys)) {
        const held = await records.read(type, names);
        for (const name of names) sets.push({ name, type, records: held.get(name) ?? [] });
      }
      return markObstacles(sets, records.cnames);
    },
    apply(zone, changes, signal) {
      const records = v3Records(api, zone, signal);
      return each(changes, signal, (change) => replace(change, records));
    },
  };
}

/** Carries out one change; a failure after the first write leaves the set in doubt. */
async function replace(change: Change, records: V3Records): Promise<RecordSet> {
  const stale = [...(change.update ? [change.update] : []), ...change.remove];
  for (const held of stale) idOf(held, change);
  const removed = new Set<string | undefined>();
  let written = false;
  const noting: V3Records = {
    ...records,
    async create(set) {
      const created = await records.create(set);
      written ||= !created.conflict;
      return created;
    },
    async remove(id) {
      const found = await records.remove(id);
      removed.add(id);
      written = true;
      return found;
    },
  };
  try {
    const kept = change.keep ?? (change.wanted ? await ensure(change.wanted, noting) : undefined);
    const left = stale.filter(({ id }) => id !== kept?.id && !removed.has(id));
    return await clear(change, left, kept, noting);
  } catch (thrown) {
    const failure = asFailure(thrown);
    throw written ? withDoubt(failure, true) : failure;
  }
}

/** The wanted record, created or found to be there already. */
async function ensure(wanted: WantedSet, records: V3Records): Promise<HeldRecord> {
  for (const attempt of ['first', 'second']) {
    const created = await records.create(wanted);
    if (created.held) return created.held;
    const now = await readAgain(wanted, records);
    const there = now.find((held) => isWanted(held, wanted));
    if (there) return there;
    if (!created.conflict) {
      const message = 'GoDaddy confirmed a new record but does not list it yet';
      throw new Failure('transient', message, { doubt: true });
    }
    const sameValue = now.filter((held) => isSameValue(held.value, wanted.value));
    if (sameValue.length === 0) break;
    // Only the TTL differs. No call changes a TTL and GoDaddy does not hold one value twice, so the old record
    // must go first; the name is without it for the moment between this call and the next.
    if (attempt === 'first') for (const held of sameValue) await records.remove(idOf(held, wanted));
  }
  const target = (await records.cnames([wanted.name])).get(wanted.name);
  throw new Failure(
    'record',
    target === undefined
      ? 'GoDaddy calls the record a duplicate of one that it does not list'
      : `the name ${cnameObstacle(target)}: delete that at GoDaddy first`,
  );
}

/** Deletes the stale records and tells what the set then holds. */
async function clear(
  { name, type, wanted }: Change,
  stale: readonly HeldRecord[],
  kept: HeldRecord | undefined,
  records: V3Records,
): Promise<RecordSet> {
  let held: readonly HeldRecord[] = kept ? [kept] : [];
  let rest = stale;
  for (let round = 0; round <= stale.length; round++) {
    let vanished = false;
    for (const record of rest) {
      const removed = await records.remove(idOf(record, { name, type }));
      vanished ||= !removed;
    }
    if (!vanished) return { name, type, records: held };
    // Ids may change, so an id that is gone is a record that is gone or one that has a new id.
    const now = await readAgain({ name, type }, records);
    rest = now.filter(
      (record) =>
        !(wanted && isWanted(record, wanted)) &&
        stale.some((old) => isSameValue(record.value, old.value) && record.ttl === old.ttl),
    );
    held = now.filter((record) => !rest.includes(record));
  }
  throw new Failure('transient', 'GoDaddy changes the ids of records faster than they can be deleted');
}

async function readAgain({ name, type }: Pick<RecordSet, 'name' | 'type'>, records: V3Records) {
  return (await records.read(type, [name])).get(name) ?? [];
}

function isWanted(held: HeldRecord, wanted: WantedSet): boolean {
  return held.ttl === wanted.ttl && isSameValue(held.value, wanted.value);
}

function isSameValue(a: string, b: string): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: string): string {
  const family = familyOf(value);
  return (family && parseAddress(value, family)) ?? value;
}
