import {
  foreignRecords,
  pretendZone,
  type PretendZone as WorldZone,
  type ZoneRecord,
} from '../world/zone.ts';
import type { Touched } from './pretend-api.ts';
import { type Author, createZoneMemory, type HeldRecord, type PretendZone } from './pretend-zone.ts';

/** The zone of a real host's pretend service, with a memory of who changed what when. */
export interface HostZone extends PretendZone {
  /** What the service itself sees. */
  readonly world: WorldZone;
  /** Carries out a call of the service, and tells what it has changed as it was before. */
  during<A>(author: Author, onWrite: (touched: Touched) => void, call: () => Promise<A>): Promise<A>;
}

const typesOfAddresses = ['A', 'AAAA'];

/** `hasOneAtApex`: the service keeps one address of each type there, so that a second one takes the place of the first. */
export function createHostZone(name: string, now: () => number, hasOneAtApex: boolean): HostZone {
  const others = foreignRecords.filter(({ type }) => !typesOfAddresses.includes(type));
  const world = pretendZone(name, others);
  const memory = createZoneMemory(now);
  const all = () => world.list().map(heldOf);
  const find = (id: string) => all().find((record) => record.id === id);
  const inWorld = (id: string) => world.list().find((record) => record.id === id);

  return {
    ...memory,
    world,
    all,
    find,
    ofSet: (key) => world.list({ name: key.name, type: key.type }).map(heldOf),
    put({ id, value, ...content }, author) {
      const [atApex] =
        hasOneAtApex && content.name === '@' ? world.list({ name: '@', type: content.type }) : [];
      const before = id === undefined ? atApex : inWorld(id);
      const fields = { ...content, data: value };
      const record = heldOf(before ? world.change(before, fields) : world.add(fields));
      memory.noted(before && heldOf(before), record, author);
      return record;
    },
    remove(id, author) {
      const record = inWorld(id);
      if (!record) return;
      memory.noted(heldOf(record), undefined, author);
      world.remove(record);
    },
    async during(author, onWrite, call) {
      const before = all();
      const answer = await call();
      for (const { gone, made } of differences(before, all())) {
        const { name: at, type } = made ?? gone;
        const held = before.filter((record) => keyText(record) === `${at}/${type}`);
        onWrite({
          ...{ zone: name, name: at, type, held: held.map(({ value }) => value) },
          ...(gone && { record: gone }),
          ...(made && { value: made.value }),
        });
        memory.noted(gone, made, author);
      }
      return answer;
    },
  };
}

type Difference =
  | { readonly made: HeldRecord; readonly gone: HeldRecord | undefined }
  | { readonly made: undefined; readonly gone: HeldRecord };

const keyText = ({ name, type }: HeldRecord) => `${name}/${type}`;
const contentOf = ({ name, type, value, ttl }: HeldRecord) => JSON.stringify([name, type, value, ttl]);

/** What is gone and what is new, in pairs where one took the place of the other. A service may give what stays a new id. */
function differences(before: readonly HeldRecord[], after: readonly HeldRecord[]): Difference[] {
  const left = new Map<string, HeldRecord[]>();
  for (const record of before) left.set(contentOf(record), [...(left.get(contentOf(record)) ?? []), record]);
  const made = after.filter((record) => !left.get(contentOf(record))?.pop());
  const gone = [...left.values()].flat();
  const pairs = made.map((record) => {
    const ofSet = gone.filter((one) => keyText(one) === keyText(record));
    const before =
      gone.find(({ id }) => id === record.id) ??
      ofSet.find(({ value }) => value === record.value) ??
      ofSet[0];
    if (before) gone.splice(gone.indexOf(before), 1);
    return { made: record, gone: before };
  });
  return [...pairs, ...gone.map((record) => ({ gone: record, made: undefined }))];
}

function heldOf({ id, name, type, data, ttl }: ZoneRecord): HeldRecord {
  return { id, name, type, value: data, ttl };
}
