import { array, type InferOutput, number, object, optional, string } from 'valibot';
import { Failure } from '../../../base/failure.ts';
import type { Zone } from '../../../dns/name.ts';
import type { HeldRecord, RecordKey, RecordType, WantedSet } from '../../../dns/records.ts';
import { jsonOf } from '../../../http/answer.ts';
import { type GodaddyApi, isSuccess, segment, sentName } from './api.ts';
import { isConflict } from './failure.ts';

const v3Record = object({
  recordId: optional(string()),
  name: string(),
  type: string(),
  // Some types keep their value elsewhere; A, AAAA and CNAME have it here.
  data: optional(string()),
  ttl: optional(number()),
});
type V3Record = InferOutput<typeof v3Record>;
const recordPage = object({
  items: array(v3Record),
  links: optional(array(object({ rel: string() }))),
});

const pageSize = 100;
const maxPages = 200;

/** The calls of API v3 about the records of one zone. */
export interface V3Records {
  /** The records of a type and of these names, by name; a name without any maps to an empty list. */
  read(type: RecordType, names: readonly string[]): Promise<Map<string, HeldRecord[]>>;
  /** The CNAME target of each of the names that has one. */
  cnames(names: readonly string[]): Promise<Map<string, string>>;
  /**
   * Creates one record. `held` is absent when the answer confirms it without its id; `conflict` says that
   * such a record, the same value with another TTL, or a CNAME is there already.
   */
  create(set: WantedSet): Promise<{ readonly conflict: boolean; readonly held?: HeldRecord }>;
  /** Deletes one record; false when no record has this id. */
  remove(id: string): Promise<boolean>;
}

export function v3Records(api: GodaddyApi, zone: Zone, signal: AbortSignal): V3Records {
  const path = `/v3/domains/zones/${segment(zone.name)}/dns-records`;

  async function list(type: RecordType | 'CNAME', names: readonly string[]): Promise<V3Record[]> {
    const [only, another] = names;
    const filter = { type, ...(only !== undefined && another === undefined && { name: sentName(only) }) };
    const found = new Map<string, V3Record>();
    for (let page = 1; page <= maxPages; page++) {
      const query = new URLSearchParams({ ...filter, page: String(page), pageSize: String(pageSize) });
      const answer = await api.send('GET', `${path}?${query}`, signal);
      if (!isSuccess(answer)) throw api.failure(answer, zone, 'read');
      const { items, links } = jsonOf(answer, recordPage, 'GoDaddy');
      const before = found.size;
      for (const item of items) found.set(JSON.stringify(item), item);
      const more = links ? links.some(({ rel }) => rel === 'next') : items.length >= pageSize;
      if (!more) return [...found.values()].filter((item) => item.type === type);
      // A server that repeats its pages would be asked for ever, and what it holds stays unknown.
      if (found.size === before) break;
    }
    throw new Failure(
      'transient',
      `GoDaddy lists the ${type} records of ${zone.display} without coming to an end`,
    );
  }

  return {
    async read(type, names) {
      const items = await list(type, names);
      return new Map(names.map((name) => [name, items.filter((item) => isOf(item, name)).map(heldRecord)]));
    },
    async cnames(names) {
      const items = await list('CNAME', names);
      return new Map(items.map((item) => [item.name.toLowerCase(), item.data ?? 'another name']));
    },
    async create({ name, type, value, ttl }) {
      const answer = await api.send('POST', path, signal, { name: sentName(name), type, data: value, ttl });
      if (isConflict(answer)) return { conflict: true };
      api.confirm(answer, zone);
      if (answer.text.trim() === '') return { conflict: false };
      const { recordId: id } = jsonOf(answer, v3Record, 'GoDaddy');
      return { conflict: false, ...(id !== undefined && { held: { value, ttl, id } }) };
    },
    async remove(id) {
      const answer = await api.send('DELETE', `${path}/${segment(id)}`, signal);
      if (answer.status === 404) return false;
      api.confirm(answer, zone);
      return true;
    },
  };
}

/** The id of a record; without one it cannot be deleted, so nothing may be written in its place. */
export function idOf(held: HeldRecord, key: RecordKey): string {
  if (held.id !== undefined) return held.id;
  throw new Failure(
    'record',
    `GoDaddy lists the ${key.type} record ${held.value} without an id, so it cannot be replaced; delete it at GoDaddy`,
  );
}

function isOf(item: V3Record, name: string): boolean {
  return item.name.toLowerCase() === name;
}

function heldRecord({ data = '', ttl, recordId }: V3Record): HeldRecord {
  return { value: data, ttl: ttl ?? null, ...(recordId !== undefined && { id: recordId }) };
}
