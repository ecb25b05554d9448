import { array, type InferOutput, number, object, optional, string } from 'valibot';
import { Failure } from '../../../base/failure.ts';
import type { Zone } from '../../../dns/name.ts';
import type { Change, HeldRecord, RecordSet, RecordType } from '../../../dns/records.ts';
import { jsonOf } from '../../../http/answer.ts';
import type { HttpAnswer } from '../../../http/client.ts';
import { cnameObstacle, markObstacles, namesByType } from '../../apply/conflict.ts';
import { each } from '../../apply/one-by-one.ts';
import type { Provider } from '../../provider.ts';
import { type GodaddyApi, isSuccess, segment } from './api.ts';
import { isConflict, isUnknownZone } from './failure.ts';

// The description demands `data` alone; name and type stand in the path of the question anyway.
const recordList = array(
  object({ name: optional(string()), type: optional(string()), data: string(), ttl: optional(number()) }),
);
type V1Record = InferOutput<typeof recordList>[number];
type V1Type = RecordType | 'CNAME';

const pageSize = 500;
const maxPages = 100;

/**
 * GoDaddy's Domains API v1, whose unit is the record set: `PUT` replaces all records of one name and type.
 * https://developer.godaddy.com/doc/endpoint/domains
 */
export function godaddyV1(api: GodaddyApi): Pick<Provider, 'read' | 'apply'> {
  async function readName(zone: Zone, type: V1Type, name: string, signal: AbortSignal): Promise<V1Record[]> {
    const answer = await api.send('GET', pathOf(zone, type, name), signal);
    // The zone is there, its addresses were read before: so this only says that the name holds no CNAME.
    if (type === 'CNAME' && answer.status === 404) return [];
    return recordsIn(answer, zone, type);
  }

  function recordsIn(answer: HttpAnswer, zone: Zone, type: V1Type): V1Record[] {
    if (!isSuccess(answer)) throw api.failure(answer, zone, 'read');
    return jsonOf(answer, recordList, 'GoDaddy').filter((record) => (record.type ?? type) === type);
  }

  /** All records of a type; undefined where the server does not serve that path, which no description promises. */
  async function listType(zone: Zone, type: V1Type, signal: AbortSignal): Promise<Listing | undefined> {
    const found = new Map<string, V1Record>();
    for (let page = 0; page < maxPages; page++) {
      const query = page === 0 ? `?limit=${pageSize}` : `?limit=${pageSize}&offset=${page * pageSize}`;
      const answer = await api.send('GET', pathOf(zone, type) + query, signal);
      if (page === 0 && isNotServed(answer)) return undefined;
      const records = recordsIn(answer, zone, type);
      const before = found.size;
      for (const record of records) found.set(JSON.stringify(record), record);
      if (records.length < pageSize) return { records: [...found.values()], complete: page === 0 };
      // A server that ignores the offset would be asked for ever.
      if (found.size === before) break;
    }
    return { records: [...found.values()], complete: false };
  }

  async function readNames(zone: Zone, type: V1Type, names: readonly string[], signal: AbortSignal) {
    const found = new Map<string, V1Record[]>();
    const listing = names.length > 1 ? await listType(zone, type, signal) : undefined;
    for (const name of names) {
      const listed = listing?.records.filter((record) => record.name?.toLowerCase() === name) ?? [];
      const certain = listed.length > 0 || listing?.complete === true;
      found.set(name, certain ? listed : await readName(zone, type, name, signal));
    }
    return found;
  }

  async function cnamesOf(zone: Zone, names: readonly string[], signal: AbortSignal) {
    const targets = new Map<string, string>();
    for (const [name, [cname]] of await readNames(zone, 'CNAME', names, signal))
      if (cname) targets.set(name, cname.data);
    return targets;
  }

  async function put(zone: Zone, change: Change, held: HeldRecord, signal: AbortSignal) {
    const body = [{ data: held.value, ttl: held.ttl }];
    const answer = await api.send('PUT', pathOf(zone, change.type, change.name), signal, body);
    if (isConflict(answer)) {
      const target = (await cnamesOf(zone, [change.name], signal)).get(change.name);
      if (target !== undefined)
        throw new Failure('record', `the name ${cnameObstacle(target)}: delete that at GoDaddy first`);
    }
    api.confirm(answer, zone);
  }

  async function remove(zone: Zone, change: Change, signal: AbortSignal) {
    const answer = await api.send('DELETE', pathOf(zone, change.type, change.name), signal);
    if (answer.status === 404 && !isUnknownZone(answer)) return;
    api.confirm(answer, zone);
  }

  return {
    async read(zone, keys, signal) {
      const sets: RecordSet[] = [];
      for (const [type, names] of namesByType(keys)) {
        const found = await readNames(zone, type, names, signal);
        for (const name of names) sets.push({ name, type, records: (found.get(name) ?? []).map(heldRecord) });
      }
      return markObstacles(sets, (names) => cnamesOf(zone, names, signal));
    },
    apply: (zone, changes, signal) =>
      each(changes, signal, async (change) => {
        const { name, type, wanted } = change;
        if (!wanted) {
          await remove(zone, change, signal);
          return { name, type, records: [] };
        }
        const held = { value: wanted.value, ttl: wanted.ttl };
        await put(zone, change, held, signal);
        return { name, type, records: [held] };
      }),
  };
}

interface Listing {
  readonly records: readonly V1Record[];
  /**
   * One page held every record of the type, so that a name not among them is absent. How later pages are
   * counted is described nowhere, so they prove no absence.
   */
  readonly complete: boolean;
}

function heldRecord(record: V1Record): HeldRecord {
  return { value: record.data, ttl: record.ttl ?? null };
}

function pathOf(zone: Zone, type: V1Type, name?: string): string {
  const ofType = `/v1/domains/${segment(zone.name)}/records/${type}`;
  return name === undefined ? ofType : `${ofType}/${segment(name)}`;
}

function isNotServed(answer: HttpAnswer): boolean {
  return [400, 405, 422].includes(answer.status) || (answer.status === 404 && !isUnknownZone(answer));
}
