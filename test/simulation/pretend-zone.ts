import { keyText, type RecordKey } from '../../src/dns/records.ts';

/** One record as the host holds it; `type` may be any. */
export interface HeldRecord {
  /** A number that grows with each new record. */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly ttl: number;
}

/** Who writes: the owner by hand, the program, or a message of the program that it has given up or that is a copy. */
export type Author = 'owner' | 'program' | 'ghost';

type Key = Pick<HeldRecord, 'name' | 'type'>;

/** A zone at a host, with a memory of who changed what when. */
export interface PretendZone {
  all(): readonly HeldRecord[];
  find(id: string): HeldRecord | undefined;
  ofSet(key: Key): HeldRecord[];
  put(record: Omit<HeldRecord, 'id'> & { readonly id?: string }, author: Author): HeldRecord;
  remove(id: string, author: Author): void;
  /** When somebody else than the program last changed what the name and type hold. */
  changedByOthers(key: RecordKey): number;
  /** When the owner last did, with a memory of which record it was. */
  editedByOwner(key: Key): number;
  /** Whether it ever held this value. */
  hasHeld(key: Key, value: string): boolean;
  /** Since when the record has its name and type, if that was the owner's doing while the program ran. */
  namedByOwner(id: string): number | undefined;
}

type Memory = Pick<PretendZone, 'changedByOthers' | 'editedByOwner' | 'hasHeld' | 'namedByOwner'>;

/** What a zone remembers of who changed what when. */
export interface ZoneMemory extends Memory {
  /** A record is changed, made (nothing was before it) or removed (nothing is after it). */
  noted(before: HeldRecord | undefined, after: HeldRecord | undefined, author: Author): void;
}

const text = ({ name, type }: Key) => `${name}/${type}`;

export function createZoneMemory(now: () => number): ZoneMemory {
  const byOthers = new Map<string, number>();
  const byOwner = new Map<string, number>();
  const named = new Map<string, number>();
  const ever = new Set<string>();
  const note = (key: Key, author: Author) => {
    if (author !== 'program') byOthers.set(text(key), now());
    if (author === 'owner') byOwner.set(text(key), now());
  };

  return {
    noted(before, after, author) {
      if (before) note(before, author);
      if (!after) return;
      note(after, author);
      if (author === 'owner' && before && text(before) !== text(after)) named.set(after.id, now());
      ever.add(`${text(after)} ${after.value}`);
    },
    changedByOthers: (key) => byOthers.get(keyText(key)) ?? Number.NEGATIVE_INFINITY,
    editedByOwner: (key) => byOwner.get(text(key)) ?? Number.NEGATIVE_INFINITY,
    hasHeld: (key, value) => ever.has(`${text(key)} ${value}`),
    namedByOwner: (id) => named.get(id),
  };
}

export function createPretendZone(now: () => number): PretendZone {
  const held = new Map<string, HeldRecord>();
  const memory = createZoneMemory(now);
  let ids = 0;

  return {
    ...memory,
    all: () => [...held.values()],
    find: (id) => held.get(id),
    ofSet: (key) => [...held.values()].filter((record) => text(record) === text(key)),
    put({ id, ...content }, author) {
      if (id === undefined) ids += 1;
      const record = { ...content, id: id ?? `${ids}` };
      memory.noted(held.get(record.id), record, author);
      held.set(record.id, record);
      return record;
    },
    remove(id, author) {
      const record = held.get(id);
      if (record) memory.noted(record, undefined, author);
      held.delete(id);
    },
  };
}
